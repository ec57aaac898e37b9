"""Crops of the last usable faces, kept in memory only, until they are wiped."""

from __future__ import annotations

from collections import deque

import cv2

from devices.face.detect import Box
from devices.frames import Image, as_image

MOST = 256  # 10 s of frames: longer than from the frame that is chosen to the end of the face step
SIDE = 256  # pixels; dlib looks at 150
MARGIN = 0.25  # in sides of the box, around it


class KeptFaces:
    """The newest crops by frame number; what falls out or is wiped is overwritten."""

    def __init__(self) -> None:
        self._faces: deque[tuple[int, Image, Box]] = deque()

    def keep(self, number: int, image: Image, box: Box) -> None:
        if len(self._faces) == MOST:
            self._faces.popleft()[1].fill(0)
        self._faces.append((number, *cut_out(image, box)))

    def get(self, number: int) -> tuple[Image, Box] | None:
        """The crop of a frame's face, and where in it the face is."""
        return next(((image, box) for kept, image, box in self._faces if kept == number), None)

    def wipe(self) -> None:
        for _, image, _ in self._faces:
            image.fill(0)
        self._faces.clear()


def cut_out(image: Image, box: Box) -> tuple[Image, Box]:
    """A copy of a box and its surroundings, at most 256 pixels wide or high, and the box in it."""
    x, y, width, height = box
    left, top = max(0, int(x - MARGIN * width)), max(0, int(y - MARGIN * height))
    crop = image[top : int(y + (1 + MARGIN) * height), left : int(x + (1 + MARGIN) * width)]
    scale = min(1.0, SIDE / max(crop.shape[:2]))
    size = max(1, round(crop.shape[1] * scale)), max(1, round(crop.shape[0] * scale))
    return (
        as_image(cv2.resize(crop, size, interpolation=cv2.INTER_AREA)),
        ((x - left) * scale, (y - top) * scale, width * scale, height * scale),
    )
