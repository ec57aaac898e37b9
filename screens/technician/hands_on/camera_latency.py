"""From the screen's light to the camera's picture of it, by flashing."""

from __future__ import annotations

from typing import Any

from kivy.properties import BooleanProperty

from kiosk.technician.hands_on.flashing import Flashing
from screens.technician.hands_on.camera import Looking


class CameraLatency(Looking):
    """Flashes when the person is ready, and ends by itself."""

    check = "camera.latency"
    silence_s = 30.0
    bright = BooleanProperty(False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._flashing: Flashing | None = None
        self.say, self.detail = self.words("technician.camera_latency.say"), self.words("technician.camera.waiting")

    def look(self) -> None:
        frame, now = self.tools.frames(), self.tools.clock()
        if self._flashing is None:
            self.detail = "" if frame is not None else self.words("technician.camera.waiting")
            self.finish_text = self.words("technician.camera_latency.start") if frame is not None else ""
            return
        self._flashing.see(frame)
        self._flashing.tick(now)
        self.bright = self._flashing.bright
        if self._flashing.over(now):
            self.hand_over(self._flashing.reading())

    def finish(self) -> None:
        """The person is ready: it begins."""
        self._flashing = Flashing(self.tools.clock())
        self.finish_text, self.say = "", self.words("technician.camera_latency.flashing")
