"""Tests that look through the camera."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from kivy.clock import Clock

from devices.codes import Code
from devices.frames import Frame
from kiosk.background import unexpected
from screens.technician.actions.picture import WholePicture  # noqa: F401 - named in screens/kv/technician
from screens.technician.hands_on.hands_on import HandsOn


class Looking(HandsOn):
    """Has the camera while it lasts, and looks at its pictures at every frame of the screen."""

    silence_s = 120.0
    """The hands are at the lens, or hold a card."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._looking: Any = None

    def begin(self) -> None:
        super().begin()
        self.tools.lend(True)
        if "preview" in self.ids:
            self.ids.preview.start()
        self._looking = Clock.schedule_interval(lambda _: self.look(), 0)

    def end(self) -> None:
        super().end()
        if self._looking is not None:
            self._looking.cancel()
            if "preview" in self.ids:
                self.ids.preview.stop()
            self.tools.lend(False)

    def look(self) -> None:
        """Once a frame."""


class Scanning(Looking):
    """Reads the codes in the newest picture beside the main loop, one picture at a time."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.looked_at: int | None = None
        """The number of the last picture that was read."""
        self._reading = False

    def look(self) -> None:
        frame = self.tools.frames()
        if frame is None or frame.number == self.looked_at or self._reading:
            return
        self._reading = True
        self.tools.background.run(
            lambda: self.tools.codes(frame.image),
            lambda codes: self._seen(frame, codes),
            unexpected,
        )

    def read(self, frame: Frame, codes: Sequence[Code]) -> None:
        """These codes were read in this picture; mostly none."""

    def _seen(self, frame: Frame, codes: Sequence[Code]) -> None:
        self.looked_at, self._reading = frame.number, False
        self.read(frame, codes)
