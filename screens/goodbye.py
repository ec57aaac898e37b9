"""The visit is over; nothing of it is left."""

from __future__ import annotations

from kivy.properties import BooleanProperty, StringProperty

from kiosk.contract import Ending
from kiosk.view import View
from screens.page import Page


class GoodbyePage(Page):
    """Thanks, and a reminder to take everything along."""

    lead = StringProperty()
    done = BooleanProperty(False)

    def render(self, view: View) -> None:
        """Sets what depends on the view."""
        self.lead = self.words(f"ending.{view.ending or Ending.FAULT}")
        self.done = view.ending is Ending.SUCCESS
