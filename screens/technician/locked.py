"""Too many wrong PINs: nobody is let in for a while."""

from __future__ import annotations

from kivy.properties import NumericProperty

from kiosk.technician.view import TechnicianView
from screens.technician.page import TechnicianPage


class LockedPage(TechnicianPage):
    """How long it is."""

    seconds = NumericProperty(0)

    def render(self, view: TechnicianView) -> None:
        """Sets what depends on the view."""
        self.seconds = view.locked_for
