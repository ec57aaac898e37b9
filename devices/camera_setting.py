"""How a camera is set and mounted: what its driver is told, and how its pictures are put upright."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from enum import StrEnum
from typing import Literal

import cv2
import numpy as np

from devices.frames import Image, as_image

BY_HAND, BY_ITSELF = 1.0, 3.0
"""Video4Linux's exposure menu: manual, and aperture priority, which is what webcams do by themselves."""
MOST_FOCUS, LONGEST_EXPOSURE = 1023, 10_000


class Lens(StrEnum):
    """What some drivers let be set by hand."""

    FOCUS = "focus"
    EXPOSURE = "exposure"


@dataclass(frozen=True)
class CameraSetting:
    """As a technician has set it; None leaves it to the camera."""

    focus: int | None = None
    """0..1023, in the driver's steps; 0 is far, the highest near."""
    exposure: int | None = None
    """1..10000, in units of 0.1 ms."""
    mirrored: bool = False
    """The camera delivers left and right swapped, as a mirror would, or one is before it."""
    rotation: Literal[0, 90, 180, 270] = 0
    """Degrees clockwise by which its pictures have to be turned."""

    def __post_init__(self) -> None:
        """Raises ValueError for what no driver takes."""
        if self.focus is not None and not 0 <= self.focus <= MOST_FOCUS:
            raise ValueError(f"focus = {self.focus}: must be 0 to {MOST_FOCUS}, or absent for automatic focus")
        if self.exposure is not None and not 1 <= self.exposure <= LONGEST_EXPOSURE:
            raise ValueError(f"exposure = {self.exposure}: must be 1 to {LONGEST_EXPOSURE}, or absent for automatic")


TURNS = {90: cv2.ROTATE_90_CLOCKWISE, 180: cv2.ROTATE_180, 270: cv2.ROTATE_90_COUNTERCLOCKWISE}


def upright(image: Image, setting: CameraSetting) -> Image:
    """The picture as somebody at the terminal's place would see the visitor: upright, and not mirrored.

    `image`: (height, width, 3), as the driver delivered it; a quarter turn swaps height and width. Everything after
    the camera counts on it: codes are read and heads turn the right way round; a mirror is the preview's affair.
    """
    if setting.mirrored:
        image = as_image(cv2.flip(image, 1))
    if setting.rotation:
        image = as_image(cv2.rotate(image, TURNS[setting.rotation]))
    return np.ascontiguousarray(image)


def steer(tell: Callable[[int, float], bool], setting: CameraSetting) -> frozenset[Lens]:
    """Tells a driver focus and exposure; which of them it knows. `tell(property, value)` says whether it took it."""
    known = set()
    if tell(cv2.CAP_PROP_AUTOFOCUS, float(setting.focus is None)):
        known.add(Lens.FOCUS)
    if tell(cv2.CAP_PROP_AUTO_EXPOSURE, BY_ITSELF if setting.exposure is None else BY_HAND):
        known.add(Lens.EXPOSURE)
    if setting.focus is not None:
        tell(cv2.CAP_PROP_FOCUS, float(setting.focus))
    if setting.exposure is not None:
        tell(cv2.CAP_PROP_EXPOSURE, float(setting.exposure))
    return frozenset(known)
