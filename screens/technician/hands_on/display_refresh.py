"""How often the window is drawn anew."""

from __future__ import annotations

from typing import Any

from kivy.clock import Clock
from kivy.properties import NumericProperty

from kiosk.technician.hands_on.pulse import Pulse
from screens.technician.hands_on.hands_on import HandsOn

ROUND_S = 1.5
"""In which the bar crosses the screen."""


class DisplayRefresh(HandsOn):
    """A bar that moves at every frame, so that every frame is drawn. Measures by itself."""

    check = "display.refresh"
    fraction = NumericProperty(0.0)
    """where the bar is"""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._pulse = Pulse()
        self._frames: Any = None
        self.say = self.words("technician.display_refresh.say")

    def begin(self) -> None:
        super().begin()
        self._frames = Clock.schedule_interval(lambda _: self._frame(), 0)

    def end(self) -> None:
        super().end()
        if self._frames is not None:
            self._frames.cancel()

    def _frame(self) -> None:
        now = self.tools.clock()
        self.fraction = now / ROUND_S % 1
        if self._pulse.beat(now):
            self.hand_over(self._pulse.reading())
