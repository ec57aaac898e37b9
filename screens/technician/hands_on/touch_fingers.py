"""As many fingers as there are, at the same time."""

from __future__ import annotations

from typing import Any

from kivy.graphics import Color, Ellipse, InstructionGroup
from kivy.input.motionevent import MotionEvent
from kivy.metrics import dp
from kivy.properties import StringProperty
from kivy.utils import get_color_from_hex

from kiosk.technician.hands_on.fingers import Fingers
from screens import palette
from screens.technician.hands_on.hands_on import HandsOn

SPOT_DP = 90.0


class TouchFingers(HandsOn):
    """Counts them, and shows where each is felt. Silence is a reading as well."""

    check = "touch.fingers"
    count = StringProperty("0")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._fingers = Fingers()
        self._spots: dict[object, tuple[InstructionGroup, Ellipse]] = {}
        self.say = self.words("technician.touch_fingers.say")
        self.finish_text = self.words("technician.hands_on.finish")
        self._tell()

    def on_touch_down(self, touch: MotionEvent) -> bool:
        """Kivy's hook."""
        self._fingers.down(touch.uid)
        side = dp(SPOT_DP) * 2
        group, spot = InstructionGroup(), Ellipse(size=(side, side))
        group.add(Color(*get_color_from_hex(palette.BLUE)))
        group.add(spot)
        self.picture.add(group)
        self._spots[touch.uid] = group, spot
        self._follow(touch)
        self._tell()
        return super().on_touch_down(touch)

    def on_touch_move(self, touch: MotionEvent) -> bool:
        """Kivy's hook."""
        self._follow(touch)
        return bool(super().on_touch_move(touch))

    def on_touch_up(self, touch: MotionEvent) -> bool:
        """Kivy's hook."""
        self._fingers.up(touch.uid)
        if touch.uid in self._spots:
            self.picture.remove(self._spots.pop(touch.uid)[0])
        self._tell()
        return bool(super().on_touch_up(touch))

    def finish(self) -> None:
        self.hand_over(self._fingers.most)

    def silent(self) -> None:
        self.finish()

    def _follow(self, touch: MotionEvent) -> None:
        if touch.uid in self._spots:
            self._spots[touch.uid][1].pos = touch.x - dp(SPOT_DP), touch.y - dp(SPOT_DP)

    def _tell(self) -> None:
        self.count = str(self._fingers.now)
        self.detail = self.words("technician.touch_fingers.most", number=self._fingers.most)
