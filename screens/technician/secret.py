"""The one-time code and the PIN: digits that nobody sees."""

from __future__ import annotations

from kivy.properties import BooleanProperty

from kiosk.technician.codes import DIGITS
from kiosk.technician.pins import LONGEST, SHORTEST
from kiosk.technician.view import TechnicianView
from screens.technician.page import TechnicianPage
from screens.typed import Typed


class SecretPage(Typed, TechnicianPage):
    """Veiled; forgotten when handed in and when the screen goes away."""

    shortest, longest = DIGITS, DIGITS
    ready = BooleanProperty(False)
    refused = BooleanProperty(False)
    busy = BooleanProperty(False)
    """what was typed is being checked"""

    def render(self, view: TechnicianView) -> None:
        """Sets what depends on the view."""
        self.refused = view.refused and not self.typed
        self.busy = view.checking
        self._judge()

    def on_typed(self, *_: object) -> None:
        """Kivy's hook."""
        self.refused = self.refused and not self.typed
        self._judge()

    def enter_typed(self) -> None:
        """The technician is done."""
        self.controls.enter(self.take())

    def leave(self) -> None:
        """Forgets what was typed."""
        super().leave()
        self.typed = ""

    def _judge(self) -> None:
        self.ready = not self.busy and self.shortest <= len(self.typed) <= self.longest


class CodePage(SecretPage):
    """The one-time code; back to the badge while the camera can read one."""

    blind = BooleanProperty(False)

    def render(self, view: TechnicianView) -> None:
        """Sets what depends on the view."""
        super().render(view)
        self.blind = view.blind


class PinPage(SecretPage):
    """The PIN."""

    shortest, longest = SHORTEST, LONGEST
