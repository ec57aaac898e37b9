"""The one-time code and the PIN: digits that nobody sees."""

from __future__ import annotations

from kivy.properties import BooleanProperty, StringProperty
from pydantic import SecretStr

from kiosk.technician.codes import DIGITS
from kiosk.technician.pins import LONGEST, SHORTEST
from kiosk.technician.view import TechnicianView
from screens.technician.page import TechnicianPage


class SecretPage(TechnicianPage):
    """Veiled; forgotten when handed in and when the screen goes away."""

    shortest, longest = DIGITS, DIGITS
    typed = StringProperty()
    ready = BooleanProperty(False)
    refused = BooleanProperty(False)
    checking = BooleanProperty(False)

    def render(self, view: TechnicianView) -> None:
        """Sets what depends on the view."""
        self.refused = view.refused and not self.typed
        self.checking = view.checking
        self._judge()

    def on_typed(self, *_: object) -> None:
        """Kivy's hook."""
        self.refused = self.refused and not self.typed
        self._judge()

    def type(self, character: str) -> None:
        """A digit was typed."""
        if not self.checking:
            self.typed = (self.typed + character)[: self.longest]

    def erase(self) -> None:
        """The last one is taken back."""
        self.typed = self.typed[:-1]

    def enter_typed(self) -> None:
        """The technician is done."""
        secret, self.typed = SecretStr(self.typed), ""
        self.controls.enter(secret)

    def leave(self) -> None:
        """Forgets what was typed."""
        self.typed = ""

    def _judge(self) -> None:
        self.ready = not self.checking and self.shortest <= len(self.typed) <= self.longest


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
