"""Fingers that hold what is shown to the camera."""

from __future__ import annotations

import cv2
import numpy as np

from simulator.relief import Floats, Image, lay_over, premultiplied

SKIN = np.array([128, 158, 208.0])  # BGR, fully lit
SHADE = np.array([62, 78, 128.0])
NAIL = np.array([158, 176, 222.0])
LIGHT = np.array([-0.35, -0.55, 0.76])  # from above, a little from the left, towards the camera
SHADOW_OFFSET = (5, 7)  # pixels
SHADOW_SOFTNESS = 7.0  # pixels
SHADOW = 0.4


def draw_finger(
    picture: Image, root: tuple[float, float], tip: tuple[float, float], radius: float, nail: bool = False
) -> None:
    """Lay a finger and its shadow over `picture` (H, W, 4), premultiplied BGRA, in place; all in its pixels."""
    height, width = picture.shape[:2]
    grid = np.stack(np.meshgrid(np.arange(width), np.arange(height)), axis=-1).astype(np.float64)
    axis = np.subtract(tip, root)
    along = np.clip((grid - root) @ axis / (axis @ axis), 0, 1)
    # Thicker at the root, and a little at the joint.
    thickness = radius * (1.15 - 0.15 * along + 0.05 * np.exp(-(((along - 0.45) / 0.12) ** 2)))
    across = (grid - root - along[..., None] * axis) / thickness[..., None]
    distance = np.hypot(across[..., 0], across[..., 1])
    alpha = np.clip((1 - distance) * thickness + 0.5, 0, 1)

    front = np.sqrt(np.clip(1 - distance**2, 0, 1))
    lit = np.clip(np.dstack([across, front]) @ LIGHT, 0, 1)
    colour = SHADE + lit[..., None] * (SKIN - SHADE)
    if nail:
        colour = _nail(colour, grid, np.asarray(tip), axis / np.hypot(*axis), radius)
    cover(picture, premultiplied(np.zeros_like(colour), _shadow(alpha)))
    cover(picture, premultiplied(colour, alpha))


def cover(picture: Image, layer: Image) -> None:
    """Lay premultiplied BGRA over premultiplied BGRA of the same shape, in place."""
    colour = np.ascontiguousarray(picture[..., :3])
    lay_over(colour, layer)
    picture[..., :3] = colour
    picture[..., 3] = cv2.max(picture[..., 3], layer[..., 3])


def _shadow(alpha: Floats) -> Floats:
    shift = np.array([[1, 0, SHADOW_OFFSET[0]], [0, 1, SHADOW_OFFSET[1]]], dtype=np.float64)
    moved = cv2.warpAffine(alpha, shift, alpha.shape[::-1])
    return np.asarray(cv2.GaussianBlur(moved, (0, 0), SHADOW_SOFTNESS) * SHADOW)


def _nail(colour: Floats, grid: Floats, tip: Floats, direction: Floats, radius: float) -> Floats:
    offset = grid - (tip + 0.15 * radius * direction)
    lengthwise, sideways = offset @ direction, offset @ np.array([-direction[1], direction[0]])
    share = np.clip((1 - np.hypot(lengthwise / (0.62 * radius), sideways / (0.55 * radius))) * 5, 0, 1)
    return np.asarray(colour + 0.6 * share[..., None] * (NAIL - colour))
