"""The live focus meter."""

from __future__ import annotations

from typing import Any

from kivy.properties import NumericProperty, StringProperty
from kivy.uix.widget import Widget

from kiosk.diagnostics.checks.camera import SHARP_FAIL, SHARP_WARN
from kiosk.technician.hands_on.focusing import Focusing
from screens.technician.hands_on.camera import Looking

WHOLE = 4.0
"""How far the bar goes beyond the limit at first."""


class FocusBar(Widget):  # type: ignore[misc] # Kivy has no types
    """A figure between 0 and `whole`, with its limits and its best so far."""

    figure = NumericProperty(0.0)
    best = NumericProperty(0.0)
    fail = NumericProperty(SHARP_FAIL)
    warn = NumericProperty(SHARP_WARN)
    whole = NumericProperty(WHOLE * SHARP_WARN)


class CameraMeter(Looking):
    """Shows how sharp the picture is while the lens is turned: now, at its best so far, and against the limits."""

    check = "camera.meter"
    figure = NumericProperty(0.0)
    best = NumericProperty(0.0)
    whole = NumericProperty(WHOLE * SHARP_WARN)
    """where the bar ends"""
    brightness = StringProperty()
    rate = StringProperty()

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._focusing = Focusing()
        self.say, self.detail = self.words("technician.camera_meter.say"), self.words("technician.camera.waiting")

    def look(self) -> None:
        if not self._focusing.see(self.tools.frames()):
            return
        focus = self._focusing.now()
        if focus is None:
            return
        self.figure, self.best = focus.sharpness, focus.best
        self.whole = max(self.whole, focus.best * 1.2)
        self.brightness = self.words("technician.camera_meter.brightness", number=round(focus.brightness))
        self.rate = self.words("technician.camera_meter.rate", number=f"{focus.rate:.0f}")
        self.detail = self.words(
            "technician.camera_meter.detail",
            figure=round(focus.sharpness),
            best=round(focus.best),
            limit=round(SHARP_WARN),
        )
        self.finish_text = self.words("technician.camera_meter.take")

    def finish(self) -> None:
        self.hand_over(self._focusing.reading())
