"""Faces with something before them, drawn by the detector's landmarks: what the gate must call covered."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence

import cv2
import numpy as np
from numpy.typing import NDArray

from devices.frames import Image, as_image

Points = NDArray[np.float32]
"""(5, 2) as in DetectedFace"""
Colour = NDArray[np.float64] | tuple[int, int, int]
FINGERS = 4


def mask(image: Image, points: Points, colour: Colour = (205, 190, 150)) -> Image:
    """A surgical mask from the bridge of the nose to the chin."""
    right_eye, left_eye, nose, right_mouth, left_mouth = points.astype(float)
    down = (right_mouth + left_mouth - right_eye - left_eye) / 2
    across = left_eye - right_eye
    chin = (right_mouth + left_mouth) / 2 + 0.55 * down
    edge = [
        right_mouth - 0.55 * across,
        right_eye + 0.45 * down - 0.55 * across,
        nose - 0.35 * down,
        left_eye + 0.45 * down + 0.55 * across,
        left_mouth + 0.55 * across,
        chin + 0.4 * across,
        chin - 0.4 * across,
    ]
    return _painted(image, lambda plane: cv2.fillPoly(plane, [np.array(edge, dtype=np.int32)], 255), colour)


def hand_over_mouth(image: Image, points: Points) -> Image:
    return _hand(image, points, points[3:].mean(axis=0))


def hand_over_eyes(image: Image, points: Points) -> Image:
    return _hand(image, points, points[:2].mean(axis=0))


def hand_over_one_eye(image: Image, points: Points) -> Image:
    across = points[1] - points[0]
    return _hand(image, points, points[0] - 0.35 * across, length=0.7)


def dark_glasses(image: Image, points: Points) -> Image:
    right_eye, left_eye = points[:2].astype(float)
    unit = float(np.linalg.norm(left_eye - right_eye))

    def lenses(plane: Image) -> None:
        for x, y in (right_eye, left_eye):
            axes = round(0.36 * unit), round(0.28 * unit)
            cv2.ellipse(plane, (round(x), round(y + 0.06 * unit)), axes, 0, 0, 360, 255, -1)
        cv2.line(plane, _pixel(right_eye), _pixel(left_eye), 255, max(round(0.06 * unit), 1))

    return _painted(image, lenses, (24, 22, 22))


COVERS: Mapping[str, Callable[[Image, Points], Image]] = {
    "light blue mask": mask,
    "white mask": lambda image, points: mask(image, points, (222, 222, 216)),
    "black mask": lambda image, points: mask(image, points, (38, 36, 36)),
    "hand over the mouth": hand_over_mouth,
    "hand over the eyes": hand_over_eyes,
    "hand over one eye": hand_over_one_eye,
    "dark glasses": dark_glasses,
}


def _hand(image: Image, points: Points, middle: NDArray[np.float32], length: float = 1.7) -> Image:
    """Fingers of the cheek's colour, level across the face; `length` in eye distances."""
    across = (points[1] - points[0]).astype(float)
    unit = float(np.linalg.norm(across))
    down = np.array([-across[1], across[0]]) / unit
    skin = _colour_at(image, points[2] * 0.35 + points[3] * 0.65 - 0.1 * across)
    for number in range(FINGERS):
        level = middle + (number - (FINGERS - 1) / 2) * 0.26 * unit * down
        ends = _pixel(level - across * length / 2), _pixel(level + across * length / 2)
        image = _finger(image, ends, max(round(0.25 * unit), 1), skin * (0.88 + 0.05 * number))
    return image


def _finger(image: Image, ends: Sequence[tuple[int, int]], thickness: int, colour: Colour) -> Image:
    return _painted(image, lambda plane: cv2.line(plane, ends[0], ends[1], 255, thickness), colour)


def _colour_at(image: Image, point: NDArray[np.float64]) -> NDArray[np.float64]:
    """Mean BGR about a point."""
    x, y = _pixel(point)
    return np.asarray(image[max(y - 4, 0) : y + 5, max(x - 4, 0) : x + 5].mean(axis=(0, 1)), dtype=np.float64)


def _pixel(point: NDArray[np.float64]) -> tuple[int, int]:
    return round(float(point[0])), round(float(point[1]))


def _painted(image: Image, draw: Callable[[Image], object], colour: Colour) -> Image:
    """The image with a soft-edged shape in one colour, lit as the face behind it and a little noisy."""
    plane = np.zeros(image.shape[:2], dtype=np.uint8)
    draw(plane)
    if not plane.any():
        return image
    grey = cv2.cvtColor(image, cv2.COLOR_BGR2GRAY).astype(np.float32)
    light = cv2.GaussianBlur(grey, (0, 0), image.shape[1] / 40)
    light = np.clip(light / light[plane > 0].mean(), 0.5, 1.5)[..., None]
    layer = np.array(colour) * light + np.random.default_rng(0).normal(0, 3, image.shape)
    share = cv2.GaussianBlur(plane, (0, 0), 1.3)[..., None] / 255.0
    return as_image(np.clip(image * (1 - share) + layer * share, 0, 255).astype(np.uint8))
