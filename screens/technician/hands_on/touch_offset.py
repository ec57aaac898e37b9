"""Nine targets to tap, over the whole screen."""

from __future__ import annotations

from typing import Any

from kivy.graphics import Color, Ellipse, Line
from kivy.input.motionevent import MotionEvent
from kivy.metrics import dp
from kivy.utils import get_color_from_hex

from kiosk.technician.hands_on.targets import Targets
from screens import palette
from screens.technician.hands_on.hands_on import HandsOn

RING_DP, CROSS_DP, DOT_DP = 44.0, 66.0, 9.0
LOW = 0.6
"""Share of the height from which a target is under a panel at the bottom."""


class TouchOffset(HandsOn):
    """Shows where each tap was felt. Silence is a reading as well: no tap was felt."""

    check = "touch.offset"

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._targets: Targets | None = None
        self.say = self.words("technician.touch_offset.say")
        self.bind(size=self._lay, pos=self._lay)

    def begin(self) -> None:
        super().begin()
        self._lay()

    def tapped(self, touch: MotionEvent) -> None:
        if self._targets is not None:
            self._targets.tap(*self.from_top(touch))
            self._draw()

    def silent(self) -> None:
        if self._targets is not None:
            self.hand_over(self._targets.reading())

    def _lay(self, *_: object) -> None:
        if min(self.size) > 1:
            self._targets = Targets(tuple(self.size))
            self._draw()

    def _draw(self) -> None:
        targets = self._targets
        if targets is None:
            return
        if targets.current is None:
            self.hand_over(targets.reading())
            return
        self.place = "top" if targets.current[1] > self.height * LOW else "bottom"
        self.detail = self.words("technician.touch_offset.number", number=targets.number, of=targets.of)
        self.picture.clear()
        with self.picture:
            Color(*get_color_from_hex(palette.AMBER_INK))
            for tap in targets.reading():
                self._dot(*tap.felt)
            Color(*get_color_from_hex(palette.BLUE))
            x, y = self.x + targets.current[0], self.top - targets.current[1]
            arm = dp(CROSS_DP)
            Line(circle=(x, y, dp(RING_DP)), width=dp(4))
            Line(points=(x - arm, y, x + arm, y), width=dp(2))
            Line(points=(x, y - arm, x, y + arm), width=dp(2))

    def _dot(self, x: float, y: float) -> None:
        side = 2 * dp(DOT_DP)
        Ellipse(pos=(self.x + x - side / 2, self.top - y - side / 2), size=(side, side))
