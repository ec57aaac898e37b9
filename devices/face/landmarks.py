"""Exact landmarks, the opening of the mouth and what covers the face, from MediaPipe's 468-point face mesh."""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path

import cv2
import numpy as np
from numpy.typing import NDArray

from devices.face.detect import DetectedFace
from devices.face.measure import evenness
from devices.frames import Image, as_image

INPUT_SIDE = 192  # pixels
CROP_SCALE = 1.5  # sides of the square crop in longer sides of the face box, as MediaPipe crops it
INNER_LIP_UPPER, INNER_LIP_LOWER = 13, 14
INNER_MOUTH_RIGHT, INNER_MOUTH_LEFT = 78, 308
FIVE_POINTS = ((33, 133), (263, 362), (1, 1), (61, 61), (291, 291))
"""Pairs of mesh points whose middles are the detector's five: eyes by their corners, nose tip, mouth corners."""
OUTPUTS = ("conv2d_20", "conv2d_30")
"""The points, and how sure the network is that it looks at a whole face."""


@dataclass(frozen=True, eq=False)
class MeshReading:
    """What the mesh tells about one face."""

    landmarks: NDArray[np.float32] = field(repr=False)
    """(5, 2) in frame pixels, as in DetectedFace."""
    mouth_open: float
    """Gap between the inner lips over the width of the mouth: about 0 closed, 0.5 and more wide open."""
    presence: float
    """Log odds that there is a whole face: 30 and more before a webcam, 10-25 with a mask or a hand before it."""
    evenness: float
    """See devices.face.measure.evenness."""


class FaceMesh:
    """MediaPipe's face mesh, run by OpenCV in 2 ms."""

    def __init__(self, model: Path) -> None:
        # The classic engine: the new one gives only the points, and takes half as long again.
        self._net = cv2.dnn.readNetFromTFLite(str(model), cv2.dnn.ENGINE_CLASSIC)

    def read(self, image: Image, face: DetectedFace) -> MeshReading:
        """Read one face of a BGR frame.

        The quantised YuNet places its landmarks almost level on faces as small as it sees them: of a head tilted by
        20 degrees it shows 3, the mesh 13, and templates aligned by the mesh tell people apart better.
        """
        to_crop = _to_crop(face)
        crop = as_image(cv2.warpAffine(image, to_crop, (INPUT_SIDE, INPUT_SIDE)))
        self._net.setInput(cv2.dnn.blobFromImage(crop, 1 / 255, swapRB=True))
        mesh, presence = (np.asarray(output, dtype=np.float32) for output in self._net.forward(OUTPUTS))
        points = mesh.reshape(468, 3)[:, :2]
        five = points[list(FIVE_POINTS)].mean(axis=1)
        to_frame = cv2.invertAffineTransform(to_crop)
        gap = np.linalg.norm(points[INNER_LIP_UPPER] - points[INNER_LIP_LOWER])
        width = np.linalg.norm(points[INNER_MOUTH_RIGHT] - points[INNER_MOUTH_LEFT])
        return MeshReading(
            landmarks=(five @ to_frame[:, :2].T + to_frame[:, 2]).astype(np.float32),
            mouth_open=float(gap / (width + 1e-6)),
            presence=float(presence.ravel()[0]),
            evenness=evenness(crop, five),
        )


def _to_crop(face: DetectedFace) -> NDArray[np.float64]:
    """(2, 3): from the frame to a square crop around the face in which the eyes are level."""
    x, y, width, height = face.box
    right_eye, left_eye = face.landmarks[:2].astype(float)
    roll = float(np.degrees(np.arctan2(left_eye[1] - right_eye[1], left_eye[0] - right_eye[0])))
    centre = (x + width / 2, y + height / 2)
    matrix = cv2.getRotationMatrix2D(centre, roll, INPUT_SIDE / (CROP_SCALE * max(width, height)))
    shift = np.array([[0, 0, INPUT_SIDE / 2 - centre[0]], [0, 0, INPUT_SIDE / 2 - centre[1]]])
    return np.asarray(matrix + shift, dtype=np.float64)
