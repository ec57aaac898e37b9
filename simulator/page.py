"""Text and QR codes drawn on what is shown to the camera."""

from __future__ import annotations

import numpy as np
import segno
from PIL import Image as Pillow
from PIL import ImageDraw, ImageFont

from simulator.relief import Image

FONT = "NotoSansCJK-Regular.ttc"  # found by Pillow among the system's fonts
SIMPLIFIED_CHINESE = 2  # which of the fonts in that file
QUIET_ZONE = 4  # modules

Colour = tuple[int, int, int]


class FontMissing(Exception):
    """The system has no font with Chinese characters."""


class Page:
    """A sheet or a screen that is drawn from the top; colours are RGB."""

    def __init__(self, width: int, height: int, colour: Colour) -> None:
        self._picture = Pillow.new("RGB", (width, height), colour)
        self._pen = ImageDraw.Draw(self._picture)

    def text(self, at: tuple[float, float], text: str, size: int, colour: Colour, anchor: str = "ma") -> None:
        """`anchor` as Pillow has it: by default `at` is the upper middle of the text."""
        self._pen.text(at, text, fill=colour, font=_font(size), anchor=anchor)

    def fitting_text(self, at: tuple[float, float], text: str, size: int, colour: Colour, width: int) -> None:
        """Centred text, smaller than `size` where it would be wider than `width` pixels."""
        fitting = min(size, int(size * width / max(_font(size).getlength(text), 1)))
        self.text(at, text, fitting, colour)

    def box(self, corners: tuple[int, int, int, int], colour: Colour, radius: int = 0) -> None:
        """A filled rectangle from (left, top) to (right, bottom)."""
        self._pen.rounded_rectangle(corners, radius, fill=colour)

    def frame(self, corners: tuple[int, int, int, int], colour: Colour, width: int) -> None:
        """An empty rectangle from (left, top) to (right, bottom)."""
        self._pen.rectangle(corners, outline=colour, width=width)

    def code(self, text: str, middle: tuple[int, int], width: int, colour: Colour) -> None:
        """A QR code with its quiet zone, at most `width` pixels wide, in whole pixels a module."""
        matrix = segno.make(text, error="m", boost_error=False, micro=False).matrix_iter(border=QUIET_ZONE)
        modules = np.array([[255 if dark else 0 for dark in row] for row in matrix], dtype=np.uint8)
        scale = max(width // len(modules), 1)
        code = Pillow.fromarray(modules.repeat(scale, axis=0).repeat(scale, axis=1))
        self._picture.paste(colour, (middle[0] - code.width // 2, middle[1] - code.height // 2), code)

    def picture(self) -> Image:
        """(H, W, 3) BGR."""
        return np.ascontiguousarray(np.asarray(self._picture)[..., ::-1])


def _font(size: int) -> ImageFont.FreeTypeFont:
    try:
        return ImageFont.truetype(FONT, size, index=SIMPLIFIED_CHINESE)
    except OSError as error:
        raise FontMissing(f"the font {FONT} is missing: apt install fonts-noto-cjk") from error
