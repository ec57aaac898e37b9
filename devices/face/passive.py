"""Passive liveness: does the picture look like a face, or like a picture of one?"""

from __future__ import annotations

from pathlib import Path

import cv2
import numpy as np

from devices.face.detect import Box, DetectedFace
from devices.frames import Image

SIDE = 80  # pixels
LIVE = 1  # index of the class
SCALE_V2, SCALE_V1SE = 2.7, 4.0  # sizes of the crops that the networks were trained on, in face boxes


class PassiveLiveness:
    """MiniFASNet V2 and V1SE; the mean of their probabilities of "live"."""

    def __init__(self, v2: Path, v1se: Path) -> None:
        self._nets = (
            (cv2.dnn.readNetFromONNX(str(v2)), SCALE_V2),
            (cv2.dnn.readNetFromONNX(str(v1se)), SCALE_V1SE),
        )

    def score(self, image: Image, face: DetectedFace) -> float:
        """0..1, high for live, of one face in a BGR frame. One frame says little: take the median of several."""
        return float(np.mean([_live(net, crop(image, face.box, scale)) for net, scale in self._nets]))


def crop(image: Image, box: Box, scale: float) -> Image:
    """The box scaled about its centre, shrunk until it fits into the frame and then moved inside, unpadded."""
    frame_height, frame_width = image.shape[:2]
    x, y, width, height = box
    scale = min(scale, (frame_height - 1) / height, (frame_width - 1) / width)
    left, right = _fit(x + width / 2, width * scale, frame_width)
    top, bottom = _fit(y + height / 2, height * scale, frame_height)
    return image[top : bottom + 1, left : right + 1]


def _fit(centre: float, length: float, limit: int) -> tuple[int, int]:
    """First and last pixel of a stretch that is moved so that it lies within 0..limit-1."""
    start = min(max(centre - length / 2, 0.0), limit - 1 - length)
    return int(start), int(start + length)


def _live(net: cv2.dnn.Net, face: Image) -> float:
    net.setInput(cv2.dnn.blobFromImage(cv2.resize(face, (SIDE, SIDE))))
    logits = np.asarray(net.forward(), dtype=np.float64).ravel()
    odds = np.exp(logits - logits.max())
    return float(odds[LIVE] / odds.sum())
