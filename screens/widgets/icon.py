"""Line icons, drawn once for each size that is needed."""

from __future__ import annotations

from typing import Any

import cv2
import numpy as np
from fontTools.pens.basePen import BasePen
from fontTools.svgLib.path import parse_path
from kivy.graphics.texture import Texture
from kivy.properties import (
    BooleanProperty,
    ColorProperty,
    NumericProperty,
    ObjectProperty,
    OptionProperty,
    StringProperty,
)
from kivy.uix.anchorlayout import AnchorLayout
from kivy.uix.widget import Widget
from numpy.typing import NDArray

from screens import palette
from screens.widgets.icon_paths import ICONS

GRID = 24
OVERSAMPLING = 4
CURVE_POINTS = 12
SHIFT = 4
"""Bits of OpenCV's fractions of a pixel."""


class _Polylines(BasePen):  # type: ignore[misc]
    """Takes a path apart into polylines."""

    def __init__(self) -> None:
        super().__init__()
        self.lines: list[list[tuple[float, float]]] = []

    def _moveTo(self, point: tuple[float, float]) -> None:  # noqa: N802 - the pen protocol's names
        self.lines.append([point])

    def _lineTo(self, point: tuple[float, float]) -> None:  # noqa: N802
        self.lines[-1].append(point)

    def _curveToOne(self, *points: tuple[float, float]) -> None:  # noqa: N802
        t = np.linspace(0, 1, CURVE_POINTS + 1)[1:, None]
        a, b, c, d = (np.array(point) for point in (self.lines[-1][-1], *points))
        curve = (1 - t) ** 3 * a + 3 * (1 - t) ** 2 * t * b + 3 * (1 - t) * t**2 * c + t**3 * d
        self.lines[-1] += [(float(x), float(y)) for x, y in curve]

    def _closePath(self) -> None:  # noqa: N802
        self.lines[-1].append(self.lines[-1][0])


def draw(path: str, side: int, stroke: float) -> NDArray[np.uint8]:
    """The coverage (side, side), 0..255, of `path` drawn `stroke` grid units wide."""
    pen = _Polylines()
    parse_path(path, pen)
    scale = side * OVERSAMPLING / GRID
    canvas = np.zeros((side * OVERSAMPLING, side * OVERSAMPLING), np.uint8)
    for line in pen.lines:
        points = np.round(np.array(line) * scale * (1 << SHIFT)).astype(np.int32)
        cv2.polylines(canvas, [points], False, 255, max(1, round(stroke * scale)), cv2.LINE_AA, SHIFT)
    return np.asarray(cv2.resize(canvas, (side, side), interpolation=cv2.INTER_AREA), np.uint8)


class Icon(Widget):  # type: ignore[misc]
    """The icon `source`, as large as fits, in one colour."""

    source = OptionProperty("info", options=[*ICONS, ""])
    color = ColorProperty("#000000")
    stroke = NumericProperty(1.75)
    texture = ObjectProperty(None, allownone=True)
    side = NumericProperty(0)

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(**kwargs)
        for name in ("source", "size", "stroke"):
            self.fbind(name, self._draw)
        self._draw()

    def _draw(self, *_: object) -> None:
        self.side = int(min(self.size))
        if not self.source or self.side < 1:
            self.texture = None
            return
        pixels = np.full((self.side, self.side, 4), 255, np.uint8)
        pixels[..., 3] = draw(ICONS[self.source], self.side, self.stroke)
        texture = Texture.create(size=(self.side, self.side), colorfmt="rgba")
        texture.blit_buffer(pixels.reshape(-1), colorfmt="rgba")
        texture.flip_vertical()
        self.texture = texture


class Badge(AnchorLayout):  # type: ignore[misc]
    """An icon in a filled circle."""

    source = StringProperty()
    shown = BooleanProperty(True)
    fill = ColorProperty(palette.MIST)
    ink = ColorProperty(palette.BLUE)
    side = NumericProperty(0)
