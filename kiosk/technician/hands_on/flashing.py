"""Flashing the screen before the camera: how long its light takes to come back as a picture."""

from __future__ import annotations

from itertools import accumulate

import cv2
import numpy as np

from devices.frames import Frame
from devices.probes.camera import LONGEST_LATENCY_S, latency

DARK_FIRST_S = 0.8
SPANS_S = (0.42, 0.30, 0.55, 0.36, 0.48, 0.30, 0.60, 0.34, 0.52, 0.40, 0.31, 0.57)
"""Between changes of the light: each unlike its neighbours, so that no other delay fits. Less than two flashes a second
are no danger to those who cannot bear three (WCAG 2.3.1)."""


class Flashing:
    """When the screen is bright, and what the camera saw meanwhile. Times on one clock, in seconds from `began`."""

    def __init__(self, began: float) -> None:
        self._due = tuple(began + DARK_FIRST_S + passed for passed in accumulate(SPANS_S, initial=0.0))
        self._changed: list[float] = []
        self._seen: list[tuple[float, float]] = []
        self._number: int | None = None

    @property
    def bright(self) -> bool:
        """What the screen has to be now."""
        return len(self._changed) % 2 == 1

    def tick(self, now: float) -> None:
        """Time passes; a change of the light is noted when it is really made."""
        if len(self._changed) < len(self._due) and now >= self._due[len(self._changed)]:
            self._changed.append(now)

    def see(self, frame: Frame | None) -> None:
        """The camera's newest picture."""
        if frame is not None and frame.number != self._number:
            self._number = frame.number
            grey = cv2.cvtColor(np.ascontiguousarray(frame.image[::8, ::8]), cv2.COLOR_BGR2GRAY)
            self._seen.append((frame.at, float(grey.mean())))

    def over(self, now: float) -> bool:
        """Whether the last change has been seen, if it can be."""
        return now >= self._due[-1] + LONGEST_LATENCY_S

    def reading(self) -> float | None:
        """Seconds, for `camera.latency`; None where the flashing was not seen."""
        at, light = np.array(self._seen).T if self._seen else (np.array([]), np.array([]))
        return latency(np.array(self._changed), at, light)
