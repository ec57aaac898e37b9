"""Face templates by SFace."""

from __future__ import annotations

from pathlib import Path

import cv2
import numpy as np
from numpy.typing import NDArray

from devices.face.detect import DetectedFace
from devices.frames import Image

Template = tuple[float, ...]
"""128 numbers of length 1; the dot product of two is their cosine similarity."""

ALIGNED_SIDE = 112  # pixels


class SFace:
    """SFace, aligned by OpenCV's face recogniser and fed by hand.

    `FaceRecognizerSF.feature` of OpenCV 5.0.0.93 does not name the network's input, of which this file seems
    to have several; naming it is all that is needed.
    """

    def __init__(self, model: Path) -> None:
        self._aligner = cv2.FaceRecognizerSF.create(str(model), "")
        self._net = cv2.dnn.readNetFromONNX(str(model))

    def template(self, image: Image, face: DetectedFace) -> Template:
        """The template of one face in a BGR frame."""
        aligned = self._aligner.alignCrop(image, face.as_row())
        self._net.setInput(cv2.dnn.blobFromImage(aligned, swapRB=True), "data")
        feature = np.asarray(self._net.forward(), dtype=np.float64).ravel()
        return tuple((feature / np.linalg.norm(feature)).tolist())


def cosine(a: NDArray[np.float64] | Template, b: NDArray[np.float64] | Template) -> float:
    """Cosine similarity, -1..1: above about 0.4 the same person."""
    return float(np.dot(a, b) / (np.linalg.norm(a) * np.linalg.norm(b)))
