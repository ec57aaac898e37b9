"""What is held before the camera: where it is, and sheets of paper."""

from __future__ import annotations

from dataclasses import dataclass

import cv2
import numpy as np

from simulator.hand import draw_finger
from simulator.relief import Floats, Image, Relief, View, premultiplied

REFERENCE_HEIGHT = 720  # what is held is drawn for a frame of this height
CAMERA_DISTANCE = 1100.0  # pixels: what is held bulges in perspective as if this far away
MARGIN = 72  # pixels around it for the hand
STEP = 32  # pixels between the points at which its shape is looked up
GRAIN = 3.0  # grey levels


@dataclass(frozen=True)
class Placement:
    """Where and how a thing is held."""

    x: float = 0.5
    y: float = 0.5
    """Middle, in shares of the frame's width and height."""
    yaw: float = 0.0
    pitch: float = 0.0
    roll: float = 0.0
    """Degrees, as in View."""
    zoom: float = 1.0
    """Size, relative to rest."""
    bend: float = 0.0
    """-1..1: rolled up about its vertical axis, backwards or towards the camera."""

    def view(self, size: tuple[int, int]) -> View:
        """The same in a frame of `size` (width, height) in pixels."""
        zoom = self.zoom * size[1] / REFERENCE_HEIGHT
        at = self.x * size[0], self.y * size[1]
        return View(at, self.yaw, self.pitch, self.roll, zoom, self.bend)


def held(picture: Image, deepest: float) -> Relief:
    """`picture` (H, W, 4), premultiplied; its middle stands out by `deepest` pixels at bend 1."""
    height, width = picture.shape[:2]
    across = np.linspace(-1, 1, width // 8)
    depth = np.broadcast_to(deepest * (1 - across**2), (height // 8, width // 8))
    return Relief(picture, depth, np.ones_like(depth), (width / 2, height / 2), CAMERA_DISTANCE, STEP)


class Sheet:
    """A sheet of paper between two thumbs. One thread at a time."""

    def __init__(self, page: Image, size: tuple[int, int], seed: int) -> None:
        """`page` (H, W, 3) BGR: what is on it, for a frame 720 high; `size`: of the frame."""
        height, width = page.shape[:2]
        grain = np.random.default_rng(seed).normal(0, GRAIN, (height, width, 1))
        sheet = np.clip(page + cv2.GaussianBlur(grain, (0, 0), 0.7)[..., None], 0, 255).astype(np.uint8)
        picture = with_margin(premultiplied(sheet, np.ones((height, width))))
        low = MARGIN + 0.84 * height
        for edge, outwards in ((MARGIN, -1), (MARGIN + width, 1)):
            draw_finger(picture, (edge + outwards * 40, low + 240), (edge - outwards * 26, low), 25, nail=True)
        self._size = size
        self._relief = held(picture, 0.22 * width)

    def draw(self, canvas: Image, t: float, placement: Placement, motion_blur: int = 0) -> None:
        """Paint it over `canvas` (H, W, 3) BGR, in place. Paper looks the same at any time `t`."""
        self._relief.draw(canvas, placement.view(self._size), motion_blur)


def with_margin(picture: Image) -> Image:
    """Room for the hand around it."""
    return np.asarray(cv2.copyMakeBorder(picture, *(MARGIN,) * 4, cv2.BORDER_CONSTANT, value=(0, 0, 0, 0)))


def softened(page: Image, darkest: float, brightest: float, tint: Floats) -> Image:
    """A page as ink and paper give it: black is not black, white not white; `tint`: BGR factors."""
    return np.clip((darkest + page * ((brightest - darkest) / 255.0)) * tint, 0, 255).astype(np.uint8)
