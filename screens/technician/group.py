"""One device's tests."""

from __future__ import annotations

from kivy.properties import BooleanProperty, StringProperty

from kiosk.contract import CHINA, CheckResult
from kiosk.diagnostics.words import Words as DiagnosticWords
from kiosk.technician.badge import Right
from kiosk.technician.view import Screen, TechnicianView
from screens.technician.overview import groups
from screens.technician.page import TechnicianPage
from screens.technician.rows import Told
from screens.technician.verdicts import look


def row(test: str, result: CheckResult | None, words: DiagnosticWords, when: bool = True) -> Told:
    """What a list tells of a test."""
    if result is None:
        return Told(test, words.title(test), words("technician.never"))
    verdict = words.verdict(result.verdict)
    if result.finding is not None:
        detail = words("technician.row.found", verdict=verdict, found=words.found(result.finding))
    elif when:
        detail = words("technician.tile", verdict=verdict, date=f"{result.at.astimezone(CHINA):%m-%d %H:%M}")
    else:
        detail = verdict
    return Told(test, words.title(test), detail, look(result), words.figure(result))


class GroupPage(TechnicianPage):
    """All tests of it with their last results; again by a tap."""

    group = StringProperty()
    title = StringProperty()
    may_test = BooleanProperty(False)

    def render(self, view: TechnicianView) -> None:
        """Sets what depends on the view."""
        self.group = view.chosen
        self.title = self.words(f"diagnose.group.{view.chosen}")
        members = dict(groups(view.standings)).get(view.chosen, [])
        self.ids.rows.told = [row(one.test, one.result, self.words) for one in members]
        self.may_test = Right.TEST in view.rights and any(one.runnable for one in members)

    def open_test(self, test: str) -> None:
        """A test was pressed."""
        self.controls.go(Screen.RESULT, test)
