"""The picture's sharpness while the lens is turned."""

from __future__ import annotations

import statistics
from collections import deque
from dataclasses import dataclass

import cv2

from devices.frames import Frame, Image, as_image
from devices.probes.camera import Access, CameraReading, Nominal, normal, sharpness, tiles

SMOOTHED = 9
"""Pictures: the middle one's figure is shown, so that a hand before the lens does not count."""
RATE_S = 1.0


@dataclass(frozen=True)
class Focus:
    """How the picture is now."""

    sharpness: float
    """As in `CameraReading`."""
    best: float
    """Of all so far."""
    brightness: float
    """Mean grey value, 0 to 255."""
    rate: float
    """Pictures a second."""


class Focusing:
    """Looks at pictures one after another and keeps the last only."""

    def __init__(self) -> None:
        self._before: Image | None = None
        self._frame: Frame | None = None
        self._figures: deque[float] = deque(maxlen=SMOOTHED)
        self._times: deque[float] = deque()
        self._best = 0.0

    def see(self, frame: Frame | None) -> bool:
        """The camera's newest picture; True when it is a new one, and there was one before."""
        if frame is None or (self._frame is not None and frame.number == self._frame.number):
            return False
        small = normal(as_image(cv2.cvtColor(frame.image, cv2.COLOR_BGR2GRAY)))
        before, self._before, self._frame = self._before, small, frame
        self._times.append(frame.at)
        while self._times[0] <= frame.at - RATE_S:
            self._times.popleft()
        if before is None or before.shape != small.shape:
            return False
        self._figures.append(max(0.0, sharpness(before, small)))
        if len(self._figures) == SMOOTHED:
            self._best = max(self._best, self._figure())
        return True

    def now(self) -> Focus | None:
        """None before two pictures were seen."""
        if self._before is None or not self._figures:
            return None
        figure = self._figure()
        return Focus(figure, max(self._best, figure), float(self._before.mean()), self._rate())

    def reading(self) -> CameraReading | None:
        """For `camera.focus`; None before two pictures were seen."""
        focus = self.now()
        if focus is None or self._before is None or self._frame is None:
            return None
        height, width = self._frame.image.shape[:2]
        return CameraReading(
            Access.READY,
            Nominal(width, height, round(focus.rate)),
            frames=len(self._figures) + 1,
            width=width,
            height=height,
            rate=focus.rate,
            brightness=focus.brightness,
            detail=max(float(tile.std()) for tile in tiles(self._before)),
            sharpness=focus.sharpness,
        )

    def _figure(self) -> float:
        return statistics.median(self._figures)

    def _rate(self) -> float:
        span = self._times[-1] - self._times[0]
        return (len(self._times) - 1) / span if span > 0 else 0.0
