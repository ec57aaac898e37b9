"""Pictures of codes, for the tests."""

from __future__ import annotations

import random
import string

import cv2
import numpy as np
import segno
from numpy.typing import NDArray

from devices.frames import Image, as_image

TOKEN = "".join(random.Random(7).choices(string.ascii_uppercase + string.digits, k=45))
BORDER = 4


def drawn(content: str | bytes, scale: int = 6, mode: str | None = None) -> Image:
    """A code of version 3 and level M where it fits, grey, with a light border. `mode`: as segno has it."""
    encoding = None if isinstance(content, str) else "latin-1"
    code = segno.make(content, error="m", micro=False, encoding=encoding, mode=mode)
    matrix = code.matrix_iter(scale=scale, border=BORDER)
    return np.array([[0 if dark else 255 for dark in row] for row in matrix], dtype=np.uint8)


def held(code: Image, size: tuple[int, int], corners: NDArray[np.float32]) -> Image:
    """The code's paper laid on a grey BGR picture of a size, its corners where they are wanted."""
    side = code.shape[0]
    paper = np.array([[0, 0], [side, 0], [side, side], [0, side]], dtype=np.float32)
    picture = np.full((size[1], size[0]), 120, dtype=np.uint8)
    cv2.warpPerspective(
        code,
        cv2.getPerspectiveTransform(paper, corners),
        size,
        dst=picture,
        flags=cv2.INTER_AREA,
        borderMode=cv2.BORDER_TRANSPARENT,
    )
    return cv2.cvtColor(picture, cv2.COLOR_GRAY2BGR).astype(np.uint8)


def held_at(x: int, y: int, text: str = TOKEN, side: int = 200) -> Image:
    """A frame (720, 1280, 3) with the code's paper upright, its upper left at x, y."""
    frame = np.full((720, 1280, 3), 120, dtype=np.uint8)
    frame[y : y + side, x : x + side] = cv2.resize(drawn(text), (side, side), interpolation=cv2.INTER_AREA)[..., None]
    return frame


def blurred(left: int = 280, size: tuple[int, int] = (640, 480)) -> Image:
    """A code so small and blurred that only a rescue reads it; in the middle unless moved."""
    paper = np.array([[0, 0], [110, 10], [105, 115], [-5, 105]], dtype=np.float32) + np.float32([left, 190])
    return as_image(cv2.GaussianBlur(held(drawn(TOKEN), size, paper), (0, 0), 1.5))
