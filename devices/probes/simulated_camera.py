"""The simulated camera of the tests: draws what a camera with a given fault would deliver."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field

import cv2
import numpy as np

from devices.frames import Frame, Image, as_image
from devices.probes.camera import Access, Source

SEVERAL_ROWS = 16
EXPOSED_SHARE = 0.5
"""Of a frame's time the shutter rolls over the rows."""


@dataclass
class SimulatedSource(Source):
    """Frames at their times, none of them waited for. Set a field to break the camera in this way."""

    random: np.random.Generator
    plugged: bool = True
    allowed: bool = True
    silent: bool = False
    stuck: bool = False
    covered: bool = False
    empty: bool = False
    """Nothing but a wall is in view."""
    size: tuple[int, int] = (640, 360)
    """Width and height, pixels."""
    fps: float = 30.0
    blur: float = 0.0
    """Standard deviation of the blur, as a share of the width."""
    light: float = 1.0
    """Factor on all grey values."""
    noise: float = 1.5
    """Standard deviation of a pixel's grey value."""
    flicker: float = 0.0
    """Depth by which lamps pulse with 50 Hz mains."""
    _number: int = field(default=0, repr=False)
    _now: float = field(default=0.0, repr=False)

    def access(self) -> Access:
        if not self.plugged:
            return Access.ABSENT
        return Access.READY if self.allowed else Access.FORBIDDEN

    def frames(self, seconds: float) -> Iterator[Frame]:
        if self.silent:
            return
        began, scene = self._now, self._scene()
        image = self._exposed(scene)
        while self._now <= began + seconds:
            self._number += 1
            yield Frame(image, self._now, self._number)
            # No driver hands frames on to the millisecond.
            self._now += float(self.random.normal(1 / self.fps, 0.001))
            if not self.stuck:
                image = self._exposed(scene)

    def _scene(self) -> Image:
        """A hall's worth of edges: a wall with a notice and a window."""
        width, height = self.size
        scene = np.full((height, width), 120, dtype=np.uint8)
        if self.empty:
            return as_image(scene)
        cv2.rectangle(scene, (width // 8, height // 8), (width // 2, height // 2), 210, -1)
        for row in range(SEVERAL_ROWS):
            y = height // 8 + (row + 1) * height // 48
            cv2.line(scene, (width // 7, y), (width // 3, y), 30, max(1, height // 180))
        cv2.circle(scene, (3 * width // 4, 2 * height // 3), height // 5, 60, -1)
        return as_image(cv2.GaussianBlur(scene, (0, 0), max(width * self.blur, 0.4)))

    def _exposed(self, scene: Image) -> Image:
        width, height = self.size
        if self.covered:
            return as_image(np.clip(self.random.normal(2, 0.5, (height, width, 3)), 0, 255))
        rows = np.arange(height) / height * EXPOSED_SHARE / self.fps
        lamps = 1 + self.flicker * np.sin(2 * np.pi * 100 * (self._now + rows))
        lit = scene * (self.light * lamps)[:, None] + self.random.normal(0, self.noise, (height, width))
        return as_image(cv2.cvtColor(np.clip(lit, 0, 255).astype(np.uint8), cv2.COLOR_GRAY2BGR))
