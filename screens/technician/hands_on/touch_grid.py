"""A grid over the whole screen, to be painted with a finger."""

from __future__ import annotations

from typing import Any

from kivy.graphics import Color, Rectangle
from kivy.input.motionevent import MotionEvent
from kivy.metrics import dp
from kivy.utils import get_color_from_hex

from kiosk.diagnostics.checks.touch import GRID
from kiosk.technician.hands_on.painting import CELL_DP, Cell, Painting
from screens import palette
from screens.technician.hands_on.hands_on import HandsOn

MISSING, PAINTED = get_color_from_hex(palette.SKY), get_color_from_hex(palette.GREEN)
GAP = 2.0
"""Pixels between cells."""


class TouchGrid(HandsOn):
    """Cells light up as they are touched, under the panel too. Full, it ends; silence is a reading as well."""

    check = GRID

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, place="middle", **kwargs)
        self._painting: Painting | None = None
        self._colours: dict[Cell, Color] = {}
        self.say, self.finish_text = self.words("technician.touch_grid.say"), self.words("technician.hands_on.finish")
        self.bind(size=self._lay, pos=self._lay)

    def begin(self) -> None:
        super().begin()
        self._lay()

    def on_touch_down(self, touch: MotionEvent) -> bool:
        """Kivy's hook."""
        self._paint(touch)
        return super().on_touch_down(touch)

    def on_touch_move(self, touch: MotionEvent) -> bool:
        """Kivy's hook."""
        self.somebody_there()
        self._paint(touch)
        return bool(super().on_touch_move(touch))

    def finish(self) -> None:
        if self._painting is not None:
            self.hand_over(self._painting.reading())

    def silent(self) -> None:
        self.finish()

    def _lay(self, *_: object) -> None:
        if min(self.size) <= 1:
            return
        painting = self._painting = Painting(tuple(self.size), dp(CELL_DP))
        width, height = self.width / painting.columns, self.height / painting.rows
        self.picture.clear()
        self._colours.clear()
        with self.picture:
            for row in range(painting.rows):
                for column in range(painting.columns):
                    self._colours[column, row] = Color(*MISSING)
                    Rectangle(
                        pos=(self.x + column * width + GAP, self.top - (row + 1) * height + GAP),
                        size=(width - 2 * GAP, height - 2 * GAP),
                    )
        self._tell()

    def _paint(self, touch: MotionEvent) -> None:
        cell = self._painting.touch(*self.from_top(touch)) if self._painting is not None else None
        if cell is not None:
            self._colours[cell].rgba = PAINTED
            self._tell()

    def _tell(self) -> None:
        if self._painting is not None:
            self.detail = self.words("technician.touch_grid.missing", number=self._painting.missing)
            if not self._painting.missing:
                self.finish()
