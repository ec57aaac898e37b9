"""Listening to the loudspeaker, with its volume at hand."""

from __future__ import annotations

from typing import Any

from kivy.properties import BooleanProperty, StringProperty

from devices.speaker import LOUDEST
from screens.technician.hands_on.hands_on import HandsOn

STEP = 10


class Listening(HandsOn):
    """Sounds something at its beginning and whenever that is wished, and asks whether it was heard."""

    step = STEP
    speaks = BooleanProperty(False)
    """in each language, in the place of one sound"""
    icon = StringProperty("message")
    volume_text = StringProperty()

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, asks=True, **kwargs)
        self._show_volume()

    def begin(self) -> None:
        super().begin()
        self.sound()

    def end(self) -> None:
        super().end()
        self.tools.speaker.hush()

    def sound(self) -> None:
        """Once more."""

    def louder(self, step: int) -> None:
        """Changes the volume by so much, and lets it be heard; it stays so until the terminal starts again."""
        self.tools.speaker.volume = min(max(self.tools.speaker.volume + step, 0), LOUDEST)
        self._show_volume()
        self.sound()

    def _show_volume(self) -> None:
        volume = self.tools.speaker.volume
        self.volume_text = self.words("technician.speaker.volume", volume=volume)
        self.detail = self.words("technician.speaker.keep", volume=volume)
