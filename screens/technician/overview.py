"""All devices with how many of their tests went well when they were last made, and what can be done."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import groupby
from operator import attrgetter

from kivy.properties import BooleanProperty

from kiosk.contract import CHINA, Verdict
from kiosk.technician.actions import ACTIONS
from kiosk.technician.badge import Right
from kiosk.technician.view import Screen, Standing, TechnicianView, counts
from screens.technician.page import TechnicianPage
from screens.technician.rows import Told
from screens.technician.verdicts import GROUP_ICONS, LOOKS, gravest


class OverviewPage(TechnicianPage):
    """A tile for each device; below them the runs, the report and the service menu."""

    may_test = BooleanProperty(False)
    may_serve = BooleanProperty(False)

    def render(self, view: TechnicianView) -> None:
        """Sets what depends on the view."""
        self.may_test = Right.TEST in view.rights
        self.may_serve = any(action.right in view.rights for action in ACTIONS)
        groups = groupby(view.standings, key=attrgetter("group"))
        self.ids.tiles.told = [self._tile(group, tuple(members)) for group, members in groups]

    def open_group(self, group: str) -> None:
        """A device was pressed."""
        self.controls.go(Screen.GROUP, group)

    def _tile(self, group: str, members: Sequence[Standing]) -> Told:
        words, results = self.words, [one.result for one in members if one.result is not None]
        title, icon = words.group(group), GROUP_ICONS[group]
        if not results:
            return Told(group, title, words("technician.never"), icon=icon)
        verdict, number = gravest(counts(results))
        key = "all" if verdict is Verdict.PASS and number == len(members) else verdict
        how = words(f"technician.tile.{key}", number=number, of=len(members))
        when = max(one.at for one in results).astimezone(CHINA)
        return Told(group, title, f"{how}\n{when:%m-%d %H:%M}", LOOKS[verdict], icon=icon)
