"""The badge before the camera."""

from __future__ import annotations

from kivy.properties import BooleanProperty

from kiosk.technician.view import TechnicianView
from screens.technician.page import TechnicianPage


class BadgePage(TechnicianPage):
    """What the camera sees, and the other way in."""

    refused = BooleanProperty(False)

    def render(self, view: TechnicianView) -> None:
        """Sets what depends on the view."""
        self.refused = view.refused
