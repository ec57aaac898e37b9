"""The last runs of this terminal."""

from __future__ import annotations

from kivy.properties import BooleanProperty

from kiosk.contract import CHINA
from kiosk.technician.view import RunLine, TechnicianView
from screens.technician.page import TechnicianPage
from screens.technician.rows import Told
from screens.technician.verdicts import LOOKS, gravest, tally


class RunsPage(TechnicianPage):
    """When each was, and how many tests went how."""

    none_yet = BooleanProperty(False)

    def render(self, view: TechnicianView) -> None:
        """Sets what depends on the view."""
        self.none_yet = not view.runs
        self.ids.rows.told = [self._line(line) for line in view.runs]

    def _line(self, line: RunLine) -> Told:
        at, (verdict, _) = f"{line.at.astimezone(CHINA):%Y-%m-%d %H:%M:%S}", gravest(line.counts)
        counts = tuple((one, count) for one, count in line.counts if count)
        return Told(at, at, tally(counts, self.words), LOOKS[verdict])
