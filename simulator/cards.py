"""What is printed, as pictures to be held before the camera: (H, W, 3) BGR for a frame 720 high."""

from __future__ import annotations

from collections.abc import Sequence

import cv2
import numpy as np

from devices.frames import Image, as_image
from devices.simulated_printer import Picture
from kiosk.documents import picture

ROOM = (420, 634)
"""Pixels, width and height, that a card may have."""
DOTS_PER_INCH = 300
INK, PAPER = 40, 245
"""Grey values."""


def of_pdf(pdf: bytes) -> Image:
    """The first page of a document."""
    image = cv2.imdecode(np.frombuffer(picture(pdf, DOTS_PER_INCH), np.uint8), cv2.IMREAD_COLOR)
    if image is None:
        raise ValueError("the first page of the document is no picture")
    return _fitted(as_image(image))


def newest(papers: Sequence[Picture]) -> Image:
    """What came out of the printer last. Raises LookupError where nothing did."""
    if not papers:
        raise LookupError("nothing was printed yet")
    grey = np.where(papers[-1], INK, PAPER).astype(np.uint8)
    return _fitted(as_image(cv2.cvtColor(grey, cv2.COLOR_GRAY2BGR)))


def _fitted(image: Image) -> Image:
    height, width = image.shape[:2]
    share = min(ROOM[0] / width, ROOM[1] / height)
    return as_image(cv2.resize(image, None, fx=share, fy=share, interpolation=cv2.INTER_AREA))
