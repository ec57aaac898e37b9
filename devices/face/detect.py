"""Finding faces with YuNet."""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path

import cv2
import numpy as np
from numpy.typing import NDArray

from devices.frames import Image

LONG_SIDE = 320  # pixels; YuNet needs 6 ms for 320 x 180 and loses no face that the gate would let pass
NMS_IOU = 0.3
MOST_FACES = 50


Box = tuple[float, float, float, float]
"""x, y of the upper left corner, width, height, in frame pixels; may reach beyond the frame."""


@dataclass(frozen=True, eq=False)
class DetectedFace:
    """A face in frame pixels, as YuNet gives it."""

    box: Box
    landmarks: NDArray[np.float32] = field(repr=False)
    """(5, 2): right eye, left eye, nose tip, right and left mouth corner; the person's own right."""
    score: float
    """0..1"""


class FaceDetector:
    """YuNet on a copy of the frame whose longer side is 320 pixels."""

    def __init__(self, model: Path, min_score: float = 0.6) -> None:
        self._net = cv2.FaceDetectorYN.create(str(model), "", (LONG_SIDE, LONG_SIDE), min_score, NMS_IOU, MOST_FACES)

    def detect(self, image: Image) -> tuple[DetectedFace, ...]:
        """All faces in a BGR image, the largest first."""
        height, width = image.shape[:2]
        scale = LONG_SIDE / max(height, width)
        size = max(1, round(width * scale)), max(1, round(height * scale))
        self._net.setInputSize(size)
        rows = self._net.detect(cv2.resize(image, size, interpolation=cv2.INTER_AREA))[1]
        if rows is None:
            return ()
        rows[:, 0:14:2] *= width / size[0]
        rows[:, 1:14:2] *= height / size[1]
        faces = (
            DetectedFace(
                box=(float(row[0]), float(row[1]), float(row[2]), float(row[3])),
                landmarks=row[4:14].reshape(5, 2).copy(),
                score=float(row[14]),
            )
            for row in rows
        )
        return tuple(sorted(faces, key=lambda face: face.box[2] * face.box[3], reverse=True))
