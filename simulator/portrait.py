"""A visitor before the camera, made from one portrait: turns the head, opens the mouth, comes closer."""

from __future__ import annotations

from dataclasses import dataclass

import cv2
import numpy as np

from simulator.cutout import cut_out
from simulator.head import face_mesh, film_mouth, head_shape
from simulator.people import PORTRAITS, reference_picture
from simulator.relief import Floats, Image, Relief, View, premultiplied

USUAL_DISTANCE = 0.55  # m
FACE_SHARE = 0.35  # width of the face in frame heights, at the usual distance
FACE_WIDTH = 0.15  # m
FACE_AT = (0.5, 0.47)  # where the face is at rest, in frame shares
SHARPENING = 0.6
STEP = 0.018  # between the points at which the head's shape is looked up, in frame heights


@dataclass(frozen=True)
class Pose:
    """How the visitor holds the head."""

    yaw: float = 0.0
    """Degrees; the person turns to the own left (the right of the picture, which is not mirrored)."""
    pitch: float = 0.0
    """Degrees; the person looks up."""
    roll: float = 0.0
    """Degrees; clockwise in the picture."""
    mouth: float = 0.0
    """0 closed .. 1 wide open."""
    distance: float = USUAL_DISTANCE
    """m from the camera."""
    x: float = 0.0
    y: float = 0.0
    """Offset from the usual place, in shares of the frame's width and height."""


class Portrait:
    """Head and shoulders of a person in `PORTRAITS`. One thread at a time."""

    def __init__(self, name: str, size: tuple[int, int]) -> None:
        """`size`: width and height of the frame in pixels. Takes about a second: the person is cut out."""
        source = PORTRAITS[name]
        portrait = reference_picture(name)
        mesh = face_mesh(portrait, source)
        depth, follow = head_shape(portrait, source, mesh)
        scale = FACE_SHARE * size[1] / source.face[2]
        picture = enlarged(*cut_out(portrait, source.outline, source.slack), scale)
        x, y, width, height = source.face
        self._size = size
        self._mouth = film_mouth(picture, mesh * scale)
        self._relief = Relief(
            picture,
            depth * scale,
            follow,
            pivot=((x + width / 2) * scale, (y + height / 2) * scale),
            distance=USUAL_DISTANCE / FACE_WIDTH * width * scale,
            step=max(round(STEP * size[1]), 1),
        )

    def draw(self, canvas: Image, pose: Pose) -> None:
        """Paint the visitor over `canvas` (H, W, 3) BGR, in place."""
        self._relief.picture[self._mouth.rows, self._mouth.columns] = self._mouth.at(pose.mouth)
        width, height = self._size
        self._relief.draw(
            canvas,
            View(
                at=((FACE_AT[0] + pose.x) * width, (FACE_AT[1] + pose.y) * height),
                yaw=pose.yaw,
                pitch=pose.pitch,
                roll=pose.roll,
                zoom=USUAL_DISTANCE / pose.distance,
            ),
        )


def enlarged(portrait: Image, matte: Floats, scale: float) -> Image:
    """(H, W, 4) premultiplied BGRA, enlarged and a little sharpened."""
    colour = cv2.resize(portrait, None, fx=scale, fy=scale, interpolation=cv2.INTER_CUBIC)
    soft = cv2.GaussianBlur(colour, (0, 0), 0.8 * scale)
    colour = cv2.addWeighted(colour, 1 + SHARPENING, soft, -SHARPENING, 0)
    alpha = cv2.resize(matte.astype(np.float32), colour.shape[1::-1], interpolation=cv2.INTER_LINEAR)
    return premultiplied(np.asarray(colour, np.uint8), np.asarray(alpha, np.float32))
