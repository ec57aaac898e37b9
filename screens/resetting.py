"""The change is being made: the visitor waits, and is told that it goes on."""

from __future__ import annotations

from kivy.properties import BooleanProperty, StringProperty

from kiosk.contract import Service
from kiosk.view import View
from screens.page import Page

LONG_SECONDS = 5
"""From then on the visitor is told how long it has taken."""


class ResettingPage(Page):
    """One thing: it is under way."""

    title = StringProperty()
    lead = StringProperty()
    waited = StringProperty()
    turning = BooleanProperty(False)

    def render(self, view: View) -> None:
        """Sets what depends on the view."""
        self.title = self.words(f"resetting.{view.service or Service.RESET}")
        self.lead = self.words("resetting.settling" if view.settling else "resetting.lead")
        self.waited = self.words("resetting.waited", seconds=view.waiting) if view.waiting >= LONG_SECONDS else ""

    def enter(self) -> None:
        """Begins to turn."""
        self.turning = True

    def leave(self) -> None:
        """Stands still."""
        self.turning = False
