"""Nobody is here: the terminal says what it can do, and waits for a touch anywhere."""

from __future__ import annotations

from typing import Any

from kivy.clock import Clock
from kivy.properties import NumericProperty, StringProperty
from kivy.uix.behaviors import ButtonBehavior

from kiosk.contract import Step
from kiosk.view import View
from screens.page import Page

SHOWN_STEPS = (Step.LICENCE, Step.FACE, Step.PASSWORD)
SECONDS_A_STEP = 2.5


class AttractPage(ButtonBehavior, Page):  # type: ignore[misc]
    """All of it is one button. One step after the other lights up: one change in seconds, no animation."""

    lit = NumericProperty(0)
    note = StringProperty()

    def __init__(self, **kwargs: Any) -> None:
        self._next: Any = None
        super().__init__(**kwargs)

    def enter(self) -> None:
        """Begins with the first step."""
        self.lit = 0
        self._next = Clock.schedule_interval(self._light_next, SECONDS_A_STEP)

    def render(self, view: View) -> None:
        """Sets what depends on the view."""
        self.note = self.words("attract.paperless") if view.paperless else ""

    def leave(self) -> None:
        """Stops the changes."""
        self._next.cancel()

    def _light_next(self, _: float) -> None:
        self.lit = (self.lit + 1) % len(SHOWN_STEPS)
