"""The report: a code to take along, and where else it can go."""

from __future__ import annotations

from kivy.properties import StringProperty

from kiosk.technician.badge import Right
from kiosk.technician.view import HELD, Errand, Progress, TechnicianView
from screens.technician.page import TechnicianPage
from screens.technician.verdicts import tally

KINDS = {Progress.UNDER_WAY: "info", Progress.DONE: "good"}


class ReportPage(TechnicianPage):
    """Of all that is known of every test."""

    summary = StringProperty()
    counts = StringProperty()
    told = StringProperty()
    kind = StringProperty("info")

    def render(self, view: TechnicianView) -> None:
        """Sets what depends on the view."""
        report, words = view.report, self.words
        if report is None:
            return
        stands = dict(report.errands)
        for errand in Errand:
            self.ids[errand].disabled = Right.TEST not in view.rights or stands.get(errand) in HELD
        self.summary = report.summary
        self.counts = tally(report.counts, words)
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
