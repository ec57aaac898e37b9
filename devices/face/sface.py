"""Face templates by SFace."""

from __future__ import annotations

from pathlib import Path

import cv2
import numpy as np
from numpy.typing import NDArray

from devices.face.detect import DetectedFace
from devices.frames import Image, as_image

Template = tuple[float, ...]
"""128 numbers of length 1; the dot product of two is their cosine similarity."""

SIDE = 112  # pixels
PLACES = np.array([[38.2946, 51.6963], [73.5318, 51.5014], [56.0252, 71.7366], [41.5493, 92.3655], [70.7299, 92.2041]])
"""Where the five landmarks lie in the faces that SFace was trained on (ArcFace's alignment), x, y in pixels."""


class SFace:
    """SFace run by OpenCV's network module.

    OpenCV's own recogniser is not used: its `feature` of 5.0.0.93 does not name the network's input, of which this
    file seems to have several, and for its `alignCrop` alone it would load the network a second time (58 MiB).
    """

    def __init__(self, model: Path) -> None:
        self._net = cv2.dnn.readNetFromONNX(str(model))

    def template(self, image: Image, face: DetectedFace) -> Template:
        """The template of one face in a BGR frame."""
        self._net.setInput(cv2.dnn.blobFromImage(aligned(image, face), swapRB=True), "data")
        feature = np.asarray(self._net.forward(), dtype=np.float64).ravel()
        return tuple((feature / np.linalg.norm(feature)).tolist())


def aligned(image: Image, face: DetectedFace) -> Image:
    """(112, 112, 3): the face turned, scaled and moved so that its landmarks lie as near to `PLACES` as they can."""
    return as_image(cv2.warpAffine(image, _to_places(face.landmarks.astype(np.float64)), (SIDE, SIDE)))


def _to_places(landmarks: NDArray[np.float64]) -> NDArray[np.float64]:
    """(2, 3): the similarity of least squares; in the plane of complex numbers it is one division."""
    origin, goal = landmarks.mean(axis=0), PLACES.mean(axis=0)
    before, after = (landmarks - origin) @ (1, 1j), (PLACES - goal) @ (1, 1j)
    turn = np.vdot(before, after) / max(np.vdot(before, before).real, 1e-9)
    linear = np.array([[turn.real, -turn.imag], [turn.imag, turn.real]])
    return np.column_stack([linear, goal - linear @ origin])


def cosine(a: NDArray[np.float64] | Template, b: NDArray[np.float64] | Template) -> float:
    """Cosine similarity, -1..1: above about 0.4 the same person; 0 where one is nothing but zeros."""
    lengths = float(np.linalg.norm(a) * np.linalg.norm(b))
    return float(np.dot(a, b)) / lengths if lengths else 0.0
