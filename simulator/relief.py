"""Pictures with depth, seen by a pinhole camera, and how they are laid over a frame."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import Any

import cv2
import numpy as np
from numpy.typing import NDArray

Image = NDArray[np.uint8]
Floats = NDArray[np.floating[Any]]
Plane = NDArray[np.float32]

ITERATIONS = 8


@dataclass(frozen=True)
class View:
    """How a relief is held before the camera. At the defaults it is seen as it was taken."""

    at: tuple[float, float]
    """Where its pivot is seen: canvas pixels."""
    yaw: float = 0.0
    """Degrees; the front turns towards the right of the picture."""
    pitch: float = 0.0
    """Degrees; the front turns upwards."""
    roll: float = 0.0
    """Degrees, clockwise in the picture."""
    zoom: float = 1.0
    """Usual distance over actual distance."""
    depth: float = 1.0
    """How much of its depth the relief has: bends a sheet to either side, 0 is flat."""

    @cached_property
    def turn(self) -> list[list[float]]:
        """3 x 3: what turning adds to x (right), y (down) and z (towards the camera).

        Plain numbers, as they keep arithmetic with float32 arrays in float32.
        """
        yaw, pitch, roll = np.radians([self.yaw, self.pitch, self.roll])
        about_y = [[np.cos(yaw), 0, np.sin(yaw)], [0, 1, 0], [-np.sin(yaw), 0, np.cos(yaw)]]
        about_x = [[1, 0, 0], [0, np.cos(pitch), -np.sin(pitch)], [0, np.sin(pitch), np.cos(pitch)]]
        about_z = [[np.cos(roll), -np.sin(roll), 0], [np.sin(roll), np.cos(roll), 0], [0, 0, 1]]
        turned: list[list[float]] = (np.array(about_z) @ about_x @ about_y - np.eye(3)).tolist()
        return turned


class Relief:
    """A picture whose points stand out of its plane, and of which parts may stay behind when it turns."""

    def __init__(
        self,
        picture: Image,
        depth: Floats,
        follow: Floats,
        pivot: tuple[float, float],
        distance: float,
        step: int,
    ) -> None:
        """`picture` (H, W, 4): premultiplied BGRA. `depth` (h, w): its height above the plane, in picture
        pixels; `follow` (h, w): 1 where it turns, 0 where it stays. Both may be coarser than the picture.
        `pivot`: what it turns about; `distance`: of the camera that took it; both in picture pixels.
        `step`: canvas pixels between the points at which the way back into the picture is worked out.
        """
        self.picture = picture
        self._shape = np.dstack([depth, follow]).astype(np.float32)
        self._pivot = pivot
        self._distance = distance
        self._step = step
        height, width = picture.shape[:2]
        self._coarseness = depth.shape[1] / width, depth.shape[0] / height
        # Enough points for the rectangle in which the picture is seen, however it bulges.
        self._outline = _grid(np.linspace(0, width, 13), np.linspace(0, height, 13))

    def draw(self, canvas: Image, view: View, motion_blur: int = 0) -> None:
        """Lay the picture over `canvas` (H, W, 3) BGR, in place; `motion_blur` in pixels, up and down."""
        x, y = self._project(*self._outline, view)
        margin = 2 + motion_blur
        left, right = max(int(x.min()) - margin, 0), min(int(x.max()) + margin, canvas.shape[1])
        top, bottom = max(int(y.min()) - margin, 0), min(int(y.max()) + margin, canvas.shape[0])
        if left >= right or top >= bottom:
            return
        columns, rows = self._way_back(left, top, right, bottom, view)
        layer = cv2.remap(self.picture, columns, rows, cv2.INTER_LINEAR)
        if motion_blur > 1:
            layer = cv2.blur(layer, (1, motion_blur), borderType=cv2.BORDER_REPLICATE)
        lay_over(canvas[top:bottom, left:right], np.asarray(layer, dtype=np.uint8))

    def _project(self, x: Plane, y: Plane, view: View) -> tuple[Plane, Plane]:
        """Where picture points are seen: canvas pixels."""
        column = (x + 0.5) * self._coarseness[0] - 0.5
        row = (y + 0.5) * self._coarseness[1] - 0.5
        shape = cv2.remap(self._shape, column, row, cv2.INTER_LINEAR, borderMode=cv2.BORDER_REPLICATE)
        depth, follow = view.depth * shape[..., 0], shape[..., 1]
        flat = 1 - depth / self._distance
        solid = (x - self._pivot[0]) * flat, (y - self._pivot[1]) * flat, depth
        turned = [
            still + follow * (to_x * solid[0] + to_y * solid[1] + to_z * depth)
            for still, (to_x, to_y, to_z) in zip(solid, view.turn, strict=True)
        ]
        scale = self._distance / (self._distance / view.zoom - turned[2])
        return (
            np.asarray(turned[0] * scale + view.at[0], np.float32),
            np.asarray(turned[1] * scale + view.at[1], np.float32),
        )

    def _way_back(self, left: int, top: int, right: int, bottom: int, view: View) -> tuple[Plane, Plane]:
        """For every pixel of that part of the canvas the picture point that it shows, by fixed-point iteration.

        The projection is smooth and close to a mere scaling, so this converges; where the far side of a turned
        head would fold over it is squeezed instead, and nothing tears.
        """
        step = self._step
        # Cells of `step` pixels, one more on every side as cv2.resize does not extrapolate; their centres:
        centre = (step - 1) / 2
        pixels = _grid(
            np.arange(left - step, right + step, step) + centre,
            np.arange(top - step, bottom + step, step) + centre,
        )
        x = np.asarray((pixels[0] - view.at[0]) / view.zoom + self._pivot[0], np.float32)
        y = np.asarray((pixels[1] - view.at[1]) / view.zoom + self._pivot[1], np.float32)
        for _ in range(ITERATIONS):
            seen = self._project(x, y, view)
            x += (pixels[0] - seen[0]) / view.zoom
            y += (pixels[1] - seen[1]) / view.zoom
        size = x.shape[1] * step, x.shape[0] * step
        part = slice(step, step + bottom - top), slice(step, step + right - left)
        return np.asarray(cv2.resize(x, size), np.float32)[part], np.asarray(cv2.resize(y, size), np.float32)[part]


def _grid(x: Floats, y: Floats) -> tuple[Plane, Plane]:
    """Two (len(y), len(x)): the columns and the rows of a grid of points."""
    columns, rows = np.meshgrid(x.astype(np.float32), y.astype(np.float32))
    return columns, rows


def lay_over(canvas: Image, layer: Image) -> None:
    """Lay premultiplied BGRA (H, W, 4) over BGR `canvas` (H, W, 3), in place."""
    behind = cv2.bitwise_not(cv2.extractChannel(layer, 3))
    cv2.multiply(canvas, cv2.merge([behind, behind, behind]), dst=canvas, scale=1 / 255)
    cv2.add(canvas, cv2.cvtColor(layer, cv2.COLOR_BGRA2BGR), dst=canvas)


def premultiplied(colour: Image, alpha: Floats) -> Image:
    """(H, W, 4) BGRA from BGR (H, W, 3) and `alpha` (H, W) 0..1."""
    alpha = np.clip(alpha, 0, 1)[..., None]
    return np.asarray(np.concatenate([colour * alpha, 255 * alpha], axis=-1).round().astype(np.uint8))
