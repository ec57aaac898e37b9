"""The service menu."""

from __future__ import annotations

from kivy.properties import BooleanProperty

from kiosk.technician.actions import ACTIONS
from kiosk.technician.view import Screen, TechnicianView
from screens.technician.page import TechnicianPage
from screens.technician.rows import Told


class ServiceMenuPage(TechnicianPage):
    """The actions that the badge has a right to."""

    none_here = BooleanProperty(False)

    def render(self, view: TechnicianView) -> None:
        """Sets what depends on the view."""
        words = self.words
        open_to = [action for action in ACTIONS if action.right in view.rights]
        self.none_here = not open_to
        self.ids.rows.told = [
            Told(
                action.name,
                words(f"technician.action.{action.name}"),
                words(f"technician.action.{action.name}.lead"),
                icon=action.icon,
            )
            for action in open_to
        ]

    def open_action(self, name: str) -> None:
        """An action was pressed."""
        self.controls.go(Screen.ACTION, name)
