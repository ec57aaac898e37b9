"""The report: a code to take along, and where else it can go."""

from __future__ import annotations

from kivy.properties import BooleanProperty, DictProperty, StringProperty

from kiosk.technician.badge import Right
from kiosk.technician.view import HELD, Errand, Progress, TechnicianView
from screens.technician.page import TechnicianPage

KINDS = {Progress.UNDER_WAY: "info", Progress.DONE: "good"}


class ReportPage(TechnicianPage):
    """Of all that is known of every test."""

    summary = StringProperty()
    counts = StringProperty()
    told = StringProperty()
    kind = StringProperty("info")
    may_test = BooleanProperty(False)
    held = DictProperty()
    """which errands are under way or done"""

    def render(self, view: TechnicianView) -> None:
        """Sets what depends on the view."""
        report, words = view.report, self.words
        self.may_test = Right.TEST in view.rights
        if report is None:
            return
        self.summary = report.summary
        self.counts = words("technician.counts").join(
            f"{words.verdict(verdict)} {count}" for verdict, count in report.counts
        )
        self.held = {str(errand): progress in HELD for errand, progress in report.errands}
        if not report.errands:
            self.told = ""
            return
        errand, progress = report.errands[-1]
        self.kind = KINDS.get(progress, "problem")
        key = f"{errand}.{progress}" if progress in HELD else progress
        self.told = words(f"technician.report.{key}", place=report.place)

    def hand_on(self, errand: str) -> None:
        """One of the ways was pressed."""
        self.controls.hand_on(Errand(errand))
