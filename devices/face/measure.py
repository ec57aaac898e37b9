"""Pure measures of a detected face and of the picture around it."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Any

import cv2
import numpy as np
from numpy.typing import NDArray

from devices.face.detect import DetectedFace
from devices.frames import Image, as_image

NOSE_DEPTH = 0.55  # how far the nose tip stands out before the plane of eyes and mouth, in eye distances
EYE_BOX, MOUTH_BOX = (0.32, 0.23), (0.42, 0.28)  # half widths and heights, in eye distances
NORMAL_SIDE = 128  # pixels: sharpness is measured at one size, or a face near by would always be blurred


@dataclass(frozen=True)
class Measures:
    """What the gate judges a frame by."""

    faces: int
    """How many faces, bystanders far behind not counted."""
    score: float = 0.0
    """The detector's, 0..1"""
    yaw: float = 0.0
    """Degrees; positive when the person turns to their own left."""
    size: float = 0.0
    """Height of the face as a share of the height of the frame."""
    brightness: float = 0.0
    """Mean grey value of the face, 0..255"""
    sharpness: float = 0.0
    """Variance of the Laplacian of the grey face at 128 x 128 pixels."""
    off_centre: float = 0.0
    """Distance of the face's centre from the frame's, as a share of the frame's longer side."""
    cut: bool = False
    """The frame's edge cuts the face."""
    presence: float = math.inf
    """Log odds that the face is there as a whole; see MeshReading."""
    evenness: float = 1.0
    """Of the details of eyes and mouth, 0..1; see `evenness`."""


def yaw(landmarks: NDArray[np.float32]) -> float:
    """Degrees by which the head is turned, positive to the person's own left.

    The nose tip is placed in the coordinates that eyes and mouth span. On a head that turns by the angle a it
    leaves the middle by NOSE_DEPTH * tan(a) eye distances. On a flat picture it stays where it is however the
    picture is turned, tilted or moved: such a motion is close to affine, and these coordinates are affine
    invariants. `landmarks`: (5, 2) as in DetectedFace, of a frame that is not mirrored.
    """
    right_eye, left_eye, nose, right_mouth, left_mouth = landmarks.astype(float)
    across = left_eye - right_eye
    eyes = (right_eye + left_eye) / 2
    down = (right_mouth + left_mouth) / 2 - eyes
    area = _cross(across, down)
    if abs(area) < 1e-6:
        return 0.0
    return float(np.degrees(np.arctan(_cross(nose - eyes, down) / area / NOSE_DEPTH)))


def evenness(upright: Image, landmarks: NDArray[np.float32]) -> float:
    """How much detail the faintest of both eyes and the mouth shows, as a share of the richest: 0..1.

    Each is rich in edges across the face, whatever the light; under a mask, a hand or a scarf it is not.
    `upright`: BGR with level eyes; `landmarks`: (5, 2) in it, as in DetectedFace.
    """
    right_eye, left_eye, _, right_mouth, left_mouth = landmarks.astype(float)
    unit = max(float(np.linalg.norm(left_eye - right_eye)), 1.0)
    grey = cv2.cvtColor(upright, cv2.COLOR_BGR2GRAY)
    # Of the logarithm, which turns light from one side into a constant; the offset keeps noise in the dark out.
    logarithm = np.log(cv2.GaussianBlur(grey, (0, 0), unit / 30).astype(np.float32) + 8)
    edges = np.abs(cv2.Sobel(logarithm, cv2.CV_32F, 0, 1))
    parts = (right_eye, EYE_BOX), (left_eye, EYE_BOX), ((right_mouth + left_mouth) / 2, MOUTH_BOX)
    details = [_mean_around(edges, centre, np.array(half) * unit) for centre, half in parts]
    return min(details) / (max(details) + 1e-6)


def measure(
    image: Image, face: DetectedFace, faces: int, presence: float = math.inf, evenness: float = 1.0
) -> Measures:
    """Measure one face in a BGR frame; `faces` is how many were counted in it, the last two are the mesh's."""
    height, width = image.shape[:2]
    x, y, box_width, box_height = face.box
    grey = as_image(cv2.cvtColor(_inside(image, face), cv2.COLOR_BGR2GRAY))
    normal = cv2.resize(grey, (NORMAL_SIDE, NORMAL_SIDE), interpolation=cv2.INTER_AREA)
    return Measures(
        faces=faces,
        score=face.score,
        yaw=yaw(face.landmarks),
        size=box_height / height,
        brightness=float(grey.mean()),
        sharpness=float(cv2.Laplacian(normal, cv2.CV_64F).var()),
        off_centre=float(np.hypot(x + box_width / 2 - width / 2, y + box_height / 2 - height / 2) / max(height, width)),
        cut=x < 0 or y < 0 or x + box_width > width or y + box_height > height,
        presence=presence,
        evenness=evenness,
    )


def _inside(image: Image, face: DetectedFace) -> Image:
    """The part of the face's box that lies in the frame; never empty."""
    height, width = image.shape[:2]
    x, y, box_width, box_height = face.box
    left, top = min(max(int(x), 0), width - 1), min(max(int(y), 0), height - 1)
    right = min(max(int(x + box_width), left + 1), width)
    bottom = min(max(int(y + box_height), top + 1), height)
    return image[top:bottom, left:right]


def _mean_around(values: NDArray[Any], centre: NDArray[np.float64], half: NDArray[np.float64]) -> float:
    """The mean in a box about `centre`, as far as it lies in the picture; 0 where it does not."""
    left, top = np.maximum((centre - half).astype(int), 0)
    right, bottom = np.maximum((centre + half).astype(int) + 1, 0)
    box = values[top:bottom, left:right]
    return float(box.mean()) if box.size else 0.0


def _cross(a: NDArray[np.float64], b: NDArray[np.float64]) -> float:
    return float(a[0] * b[1] - a[1] * b[0])
