"""One camera frame, and the slot that holds the newest one."""

from __future__ import annotations

import threading
from dataclasses import dataclass, field
from typing import Any, TypeAlias

import numpy as np
from numpy.typing import NDArray

Image: TypeAlias = NDArray[np.uint8]
"""(height, width, 3), BGR; or (height, width), grey."""


def as_image(pixels: NDArray[Any]) -> Image:
    """OpenCV's stubs promise no more than numbers; these are bytes, and nothing is copied."""
    return np.asarray(pixels, dtype=np.uint8)


@dataclass(frozen=True, eq=False)
class Frame:
    """One picture of the camera. Readers must not write into it."""

    image: Image = field(repr=False)
    """(height, width, 3), BGR"""
    at: float
    """Seconds on the camera's monotonic clock."""
    number: int
    """Counts up by one a frame for as long as the camera object lives."""


class NewestFrame:
    """One slot: a new frame takes the place of the old one."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._frame: Frame | None = None

    def put(self, frame: Frame) -> None:
        with self._lock:
            self._frame = frame

    def newest(self) -> Frame | None:
        with self._lock:
            return self._frame

    def clear(self) -> None:
        """Empty the slot and overwrite the picture that it held, whoever else still holds it."""
        with self._lock:
            if self._frame is not None:
                self._frame.image.fill(0)
            self._frame = None
