"""Out of service, and back."""

from __future__ import annotations

from kivy.properties import BooleanProperty

from kiosk.technician.actions.upkeep import UpkeepAction, UpkeepView
from screens.technician.actions.action_page import ActionPage


class UpkeepPage(ActionPage):
    """Says how it stands, and has one button for the other."""

    action: UpkeepAction
    out = BooleanProperty(False)

    def draw(self, view: UpkeepView) -> None:
        """Sets what depends on the action's view."""
        self.out = view.out

    def switch(self) -> None:
        """The technician wants the other."""
        self.action.switch(not self.action.view.out)
        self.refresh()
