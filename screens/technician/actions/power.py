"""Restart and safe shutdown."""

from __future__ import annotations

from kivy.properties import BooleanProperty, StringProperty

from kiosk.technician.actions.power import CONFIRMATIONS, Order, PowerAction, PowerView
from screens.technician.actions.action_page import ActionPage


class PowerPage(ActionPage):
    """Two choices; what was chosen is confirmed once or twice before it happens."""

    action: PowerAction
    asked = StringProperty()
    question = StringProperty()
    under_way = BooleanProperty(False)
    managed = BooleanProperty(True)
    can_power_off = BooleanProperty(True)
    refused = StringProperty()

    def draw(self, view: PowerView) -> None:
        """Sets what depends on the action's view."""
        self.under_way, self.managed, self.can_power_off = view.under_way, view.managed, view.can_power_off
        self.asked = str(view.asked or "")
        self.question = self._question(view)
        self.refused = self.words("technician.power.refused", reason=view.refused) if view.refused else ""

    def ask(self, order: str) -> None:
        """The technician chose."""
        self.action.ask(Order(order))
        self.refresh()

    def confirm(self) -> None:
        """The technician means it."""
        self.action.confirm()
        self.refresh()

    def cancel(self) -> None:
        """The technician does not want it after all."""
        self.action.cancel()
        self.refresh()

    def _question(self, view: PowerView) -> str:
        if view.asked is None:
            return ""
        if view.under_way:
            return self.words(f"technician.power.{view.asked}.under_way")
        last = view.confirmed + 1 == CONFIRMATIONS[view.asked] and view.confirmed > 0
        return self.words(f"technician.power.{view.asked}.{'again' if last else 'confirm'}")
