"""Sets the technicians' PIN: typed twice, and none that the first guesses would find."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from enum import StrEnum

from pydantic import SecretStr

from kiosk.audit.events import Kind
from kiosk.background import Background
from kiosk.technician.actions.service_action import ServiceAction
from kiosk.technician.pins import PinRefused, strong


class Problem(StrEnum):
    """Why a PIN is not taken: messages `technician.pin_set.<problem>`."""

    WEAK = "weak"
    """See `kiosk.technician.pins.strong`."""
    DIFFERENT = "different"
    """The second entry is not the first."""


@dataclass(frozen=True)
class PinView:
    """How the setting stands."""

    again: bool = False
    """it was typed once"""
    problem: Problem | None = None
    working: bool = False
    done: bool = False
    failed: str = ""
    """why it could not be kept, in the system's words"""


class PinAction(ServiceAction):
    """Lives on the main loop; `keep` hashes and keeps the PIN beside it, and raises OSError."""

    def __init__(self, keep: Callable[[SecretStr], None], background: Background, note: Callable[..., None]) -> None:
        self._keep, self._background, self._note = keep, background, note
        self._first: SecretStr | None = None
        self.view = PinView()

    def leave(self) -> None:
        """Forgets what was typed."""
        self._first = None
        self.view = PinView()

    def enter_pin(self, pin: SecretStr) -> None:
        """A PIN was typed, the first time or again."""
        if self.view.working:
            return
        first = self._first
        if first is None:
            try:
                self._first = strong(pin)
            except PinRefused:
                self.view = PinView(problem=Problem.WEAK)
            else:
                self.view = PinView(again=True)
            return
        self._first = None
        if first != pin:
            self.view = PinView(problem=Problem.DIFFERENT)
            return
        self.view = PinView(working=True)
        self._background.run(lambda: self._keep(pin), self._kept, self._failed)

    def _kept(self, _: None) -> None:
        self._note(Kind.PIN_SET)
        self.view = PinView(done=True)

    def _failed(self, error: BaseException) -> None:
        self.view = PinView(failed=str(error) if isinstance(error, OSError) else "")
        if not isinstance(error, OSError):
            raise error
