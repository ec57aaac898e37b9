"""What every test with a person has in common."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from kivy.properties import ObjectProperty
from kivy.uix.floatlayout import FloatLayout

from kiosk.technician.tools import Tools
from screens.page import Words, no_words


class HandsOn(FloatLayout):  # type: ignore[misc] # Kivy has no types
    """Takes the whole screen until it hands over a reading or is given up; knows nothing of what it lies upon.

    `done(reading)` takes what the check's `judge` takes.
    """

    words: Words = ObjectProperty(no_words)

    def __init__(
        self,
        words: Words,
        tools: Tools,
        done: Callable[[object], None],
        given_up: Callable[[], None],
        **kwargs: Any,
    ) -> None:
        self.tools, self.done, self.given_up = tools, done, given_up
        super().__init__(words=words, **kwargs)

    def begin(self) -> None:
        """The screen is up."""

    def end(self) -> None:
        """Stops every clock, hushes the loudspeaker, gives the camera back. Called once, however it ended."""
