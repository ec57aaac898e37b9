"""The terminal cannot serve anybody now."""

from __future__ import annotations

from kivy.properties import StringProperty

from kiosk.flow import Part
from kiosk.view import View
from screens.page import Page

ICONS = {
    Part.MAINTENANCE: "wrench",
    Part.PERMISSION: "lock",
    Part.CAMERA: "camera",
    Part.VISION: "camera",
    Part.SERVICE: "network",
    Part.MACHINE: "power",
}


class OutOfServicePage(Page):
    """Why, and where to go instead."""

    title = StringProperty()
    lead = StringProperty()
    icon = StringProperty("power")

    def render(self, view: View) -> None:
        """Sets what depends on the view."""
        lost = [part for part in Part if part in view.lost]
        if view.starting or not lost:
            self.icon, self.title, self.lead = "power", self.words("starting.title"), self.words("starting.lead")
        else:
            self.icon, self.title = ICONS[lost[0]], self.words("out_of_service.title")
            self.lead = self.words(f"lost.{lost[0]}")
