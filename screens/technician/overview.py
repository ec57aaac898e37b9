"""All devices with how they were when they were last tested, and what can be done."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import groupby

from kivy.properties import BooleanProperty

from kiosk.contract import CHINA, CheckResult
from kiosk.diagnostics.outcome import RANK
from kiosk.technician.actions import ACTIONS
from kiosk.technician.badge import Right
from kiosk.technician.view import Screen, Standing, TechnicianView
from screens.technician.page import TechnicianPage
from screens.technician.rows import Told
from screens.technician.verdicts import GROUP_ICONS, look


def worst(results: Sequence[CheckResult]) -> CheckResult | None:
    """What stands for a device: the worst of its results, else the first with a figure, else the first that passed."""
    return max(
        results,
        key=lambda one: (RANK[one.verdict], one.verdict != "skipped", one.figure is not None),
        default=None,
    )


def groups(standings: Sequence[Standing]) -> Iterator[tuple[str, list[Standing]]]:
    """The devices with their tests."""
    for group, members in groupby(standings, key=lambda one: one.test.partition(".")[0]):
        yield group, list(members)


class OverviewPage(TechnicianPage):
    """A tile for each device; below them the runs, the report and the service menu."""

    may_test = BooleanProperty(False)
    may_serve = BooleanProperty(False)

    def render(self, view: TechnicianView) -> None:
        """Sets what depends on the view."""
        self.may_test = Right.TEST in view.rights
        self.may_serve = any(action.right in view.rights for action in ACTIONS)
        self.ids.tiles.told = [self._tile(group, members) for group, members in groups(view.standings)]

    def open_group(self, group: str) -> None:
        """A device was pressed."""
        self.controls.go(Screen.GROUP, group)

    def _tile(self, group: str, members: Sequence[Standing]) -> Told:
        words, results = self.words, [one.result for one in members if one.result is not None]
        title, icon = words(f"diagnose.group.{group}"), GROUP_ICONS[group]
        result = worst(results)
        if result is None:
            return Told(group, title, words("technician.never"), icon=icon)
        when = max(one.at for one in results).astimezone(CHINA)
        how = f"{words.verdict(result.verdict)}  {words.figure(result)}".rstrip()
        return Told(group, title, f"{how}\n{when:%m-%d %H:%M}", look(result), icon=icon)
