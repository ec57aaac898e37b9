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
        """Changes the volume by so much, keeps it, and lets it be heard."""
        try:
            self.tools.set_volume(min(max(self.tools.speaker.volume + step, 0), LOUDEST))
            self.detail = self.words("technician.speaker.kept")
        except OSError as error:
            self.detail = self.words("technician.action.failed", reason=error.strerror)
        self._show_volume()
        self.sound()

    def _show_volume(self) -> None:
        self.volume_text = self.words("technician.speaker.volume", volume=self.tools.speaker.volume)
