"""The printed-photo attack: the owner's portrait on a sheet of A5."""

from __future__ import annotations

import cv2
import numpy as np

from simulator.held import Sheet, softened
from simulator.people import PORTRAITS, reference_picture
from simulator.relief import Image

A5 = (440, 624)  # pixels in a frame 720 high
WHITE_EDGE = 12  # pixels that the printer leaves blank
FACE = 0.58  # width of the face, in widths of the sheet
TINT = np.array([1.02, 1.0, 0.96])  # BGR: the printer's ink under the hall's light


class PrintedPhoto(Sheet):
    """A photo of somebody in `PORTRAITS`, printed: flat, or bent about its axis."""

    def __init__(self, name: str, size: tuple[int, int], seed: int) -> None:
        """`size`: width and height of the frame in pixels."""
        x, y, width, height = PORTRAITS[name].face
        scale = FACE * A5[0] / width
        middle = np.array([x + width / 2, y + height / 2]) * scale
        shift = np.array([[scale, 0, A5[0] / 2 - middle[0]], [0, scale, A5[1] / 2 - middle[1]]])
        photo = cv2.warpAffine(
            reference_picture(name), shift, A5, flags=cv2.INTER_CUBIC, borderMode=cv2.BORDER_REPLICATE
        )
        super().__init__(_framed(softened(np.asarray(photo, np.uint8), 34, 214, TINT)), size, seed)


def _framed(photo: Image) -> Image:
    page = np.full_like(photo, 232)
    inner = (slice(WHITE_EDGE, -WHITE_EDGE),) * 2
    page[inner] = photo[inner]
    return page
