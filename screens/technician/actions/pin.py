"""Another PIN for the technicians of this terminal."""

from __future__ import annotations

from kivy.properties import BooleanProperty, StringProperty

from kiosk.technician.actions.pin import PinAction, PinView
from kiosk.technician.pins import LONGEST
from screens.technician.actions.action_page import ActionPage
from screens.typed import Typed


class SetPinPage(Typed, ActionPage):
    """Typed twice, veiled; forgotten when handed in and when the screen goes away."""

    action: PinAction
    longest = LONGEST
    caption = StringProperty()
    problem = StringProperty()
    note = StringProperty()
    busy = BooleanProperty(False)
    done = BooleanProperty(False)

    def draw(self, view: PinView) -> None:
        """Sets what depends on the action's view."""
        self.caption = self.words("technician.pin_set.again" if view.again else "technician.pin_set.first")
        self.problem = self.words(f"technician.pin_set.{view.problem}") if view.problem else ""
        self.busy, self.done = view.working, view.done
        self.note = self.words("technician.pin_set.done") if view.done else ""

    def leave(self) -> None:
        """The screen goes away."""
        self.typed = ""
        super().leave()

    def enter_typed(self) -> None:
        """The technician is done."""
        self.action.enter_pin(self.take())
        self.refresh()
