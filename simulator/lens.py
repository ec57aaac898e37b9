"""The simulated camera's faults, put onto the pictures that it takes of a scene."""

from __future__ import annotations

from collections.abc import Callable

import cv2
import numpy as np

from devices.frames import as_image
from devices.probes.simulated_camera import EXPOSED_SHARE, SimulatedSource
from simulator.relief import Image

WALL = 120
"""Grey value of what an empty view shows."""
COVERED = 2
BLURRED_AT = 8
"""One pixel in so many is blurred: what is out of focus has no finer detail."""


class Lens:
    """The scene as a camera with the faults of `camera` delivers it, which the technician's tests look through too.

    None while it delivers nothing. `wait` lets a slow camera's time pass. One thread at a time.
    """

    def __init__(
        self, scene: Callable[[float], Image | None], camera: SimulatedSource, wait: Callable[[float], None]
    ) -> None:
        self._scene, self._camera, self._wait = scene, camera, wait
        self._usual_width, self._usual_fps, self._usual_noise = camera.size[0], camera.fps, camera.noise
        self._last: Image | None = None
        self._taken_at = 0.0

    def __call__(self, t: float) -> Image | None:
        """(H, W, 3) BGR at time `t` in s."""
        camera = self._camera
        image = self._scene(t)
        if image is None or camera.silent or not (camera.plugged and camera.allowed):
            return None
        if camera.fps < self._usual_fps:
            late = max(0.0, self._taken_at + 1 / camera.fps - t)
            self._wait(late)
            t += late
        self._taken_at = t
        if not (camera.stuck and self._last is not None):
            self._last = self._exposed(image, t)
        return self._last.copy()  # whoever gets it overwrites it when the camera is closed

    def _exposed(self, image: Image, t: float) -> Image:
        camera = self._camera
        height, width = image.shape[:2]
        noise = camera.noise if camera.noise > self._usual_noise else 0.0
        if camera.empty or camera.covered:
            image = np.full_like(image, COVERED if camera.covered else WALL)
            noise = max(noise, self._usual_noise)
        if camera.blur:
            small = cv2.resize(image, None, fx=1 / BLURRED_AT, fy=1 / BLURRED_AT, interpolation=cv2.INTER_AREA)
            small = cv2.GaussianBlur(small, (0, 0), camera.blur * width / BLURRED_AT)
            image = as_image(cv2.resize(small, (width, height), interpolation=cv2.INTER_LINEAR))
        if camera.light != 1:
            image = as_image(cv2.convertScaleAbs(image, alpha=camera.light))
        if camera.flicker:
            rows = np.arange(height) / height * EXPOSED_SHARE / camera.fps
            lamps = 1 + camera.flicker * np.sin(2 * np.pi * 100 * (t + rows))
            image = np.clip(image * lamps[:, None, None], 0, 255).astype(np.uint8)
        if noise:
            grain = np.empty(image.shape, np.int16)
            cv2.randn(grain, np.zeros(3), np.full(3, noise))
            image = as_image(cv2.add(image, grain, dtype=cv2.CV_8U))
        if camera.size[0] < self._usual_width:
            share = camera.size[0] / self._usual_width
            image = as_image(cv2.resize(image, None, fx=share, fy=share, interpolation=cv2.INTER_AREA))
        return image
