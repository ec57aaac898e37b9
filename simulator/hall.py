"""The public service hall behind the visitor, out of focus."""

from __future__ import annotations

import cv2
import numpy as np

from simulator.relief import Floats, Image

SHARP = 0.5  # everything is drawn at this scale: it is blurred anyway
BLUR = 0.014  # of what is far away, in frame heights
LAMPS = 5
COUNTERS = 6
HORIZON = 0.62  # where the far wall meets the floor, in frame heights


def draw_hall(size: tuple[int, int], seed: int) -> Image:
    """(H, W, 3) BGR for a frame of `size` (width, height)."""
    width, height = round(size[0] * SHARP), round(size[1] * SHARP)
    random = np.random.default_rng(seed)
    hall = _room(width, height)
    _ceiling(hall)
    _counters(hall, random)
    hall = _blurred(hall)
    _reflect_in_floor(hall)
    _waiting_people(hall, random)
    hall = _blurred(hall)
    full = cv2.resize(hall, size, interpolation=cv2.INTER_CUBIC)
    return np.clip(full * _vignette(size), 0, 255).astype(np.uint8)


def _blurred(hall: Floats) -> Floats:
    return np.asarray(cv2.GaussianBlur(hall, (0, 0), BLUR * hall.shape[0]), np.float32)


def _room(width: int, height: int) -> Floats:
    """Ceiling, wall and floor as soft gradients."""
    rows = np.linspace(0, 1, height)
    stops = [0.0, 0.24, 0.25, HORIZON, HORIZON + 0.01, 1.0]
    colours = np.array(
        [[232, 236, 238], [214, 221, 225], [208, 219, 227], [190, 204, 214], [150, 160, 170], [196, 204, 210]]
    )
    column = np.stack([np.interp(rows, stops, colours[:, channel]) for channel in range(3)], axis=-1)
    return np.repeat(column[:, None], width, axis=1).astype(np.float32)


def _ceiling(hall: Floats) -> None:
    """Rows of light panels that run towards the far wall."""
    height, width = hall.shape[:2]
    vanishing = np.array([0.5 * width, 0.36 * height])
    for row in range(LAMPS):
        near, far = 1.35 * 0.62**row, 1.12 * 0.62**row
        for side in (-0.62, -0.2, 0.2, 0.62):
            corners = [
                vanishing + np.array([(side + edge) * width * reach, -0.42 * height * reach])
                for reach, edge in ((near, -0.11), (near, 0.11), (far, 0.11), (far, -0.11))
            ]
            cv2.fillConvexPoly(hall, np.array(corners, np.int32), (255, 253, 250))


def _counters(hall: Floats, random: np.random.Generator) -> None:
    """Service windows with a blue band of signs above, lit from inside."""
    height, width = hall.shape[:2]
    cv2.rectangle(hall, (0, int(0.27 * height)), (width, int(0.325 * height)), (158, 104, 44), -1)
    pitch = width / COUNTERS
    for number in range(COUNTERS):
        left, right = int((number + 0.09) * pitch), int((number + 0.91) * pitch)
        glow = random.uniform(0.88, 1.06)
        panel = tuple(float(channel * glow) for channel in (206, 222, 232))
        cv2.rectangle(hall, (left, int(0.34 * height)), (right, int(0.5 * height)), panel, -1)
        sign = int((left + right) / 2)
        cv2.rectangle(hall, (sign - 14, int(0.283 * height)), (sign + 14, int(0.312 * height)), (235, 235, 240), -1)
    cv2.rectangle(hall, (0, int(0.5 * height)), (width, int(0.53 * height)), (222, 226, 230), -1)
    cv2.rectangle(hall, (0, int(0.53 * height)), (width, int(HORIZON * height)), (104, 124, 148), -1)


def _waiting_people(hall: Floats, random: np.random.Generator) -> None:
    height, width = hall.shape[:2]
    for share in (0.06, 0.15, 0.25, 0.77, 0.9, 0.97):
        feet = (share * width + random.uniform(-8, 8), random.uniform(0.68, 0.76) * height)
        _figure(hall, feet, random.uniform(0.36, 0.4) * height, random)


CLOTHES = ((104, 92, 82), (150, 126, 100), (96, 100, 142), (190, 186, 180), (100, 122, 114))


def _figure(hall: Floats, feet: tuple[float, float], tall: float, random: np.random.Generator) -> None:
    """A standing person, as a shape: they are far out of focus."""
    clothes = CLOTHES[int(random.integers(len(CLOTHES)))]
    lean = random.uniform(-0.02, 0.02)
    for sideways, up, half, colour in (
        (-0.045, 0.24, (0.05, 0.25), (78, 72, 70)),
        (0.045, 0.24, (0.05, 0.25), (70, 64, 62)),
        (0.0, 0.64, (0.105, 0.2), clothes),
        (-0.11 + lean, 0.62, (0.035, 0.17), clothes),
        (0.11 - lean, 0.62, (0.035, 0.17), clothes),
        (lean, 0.91, (0.05, 0.07), (150, 172, 204)),
        (lean, 0.94, (0.055, 0.045), (60, 58, 62)),
    ):
        centre = (int(feet[0] + sideways * tall), int(feet[1] - up * tall))
        axes = (max(int(half[0] * tall), 1), max(int(half[1] * tall), 1))
        cv2.ellipse(hall, centre, axes, 0, 0, 360, colour, -1, cv2.LINE_AA)


def _reflect_in_floor(hall: Floats) -> None:
    """Polished stone: the wall and the lamps show in it, stretched, and weaker the nearer it is."""
    height, width = hall.shape[:2]
    start = int(HORIZON * height)
    mirrored = cv2.resize(hall[:start][::-1], (width, height - start))
    mirrored = cv2.GaussianBlur(mirrored, (0, 0), sigmaX=0.015 * height, sigmaY=0.05 * height)
    strength = np.linspace(0.55, 0.3, height - start)[:, None, None]
    hall[start:] += strength * (mirrored - hall[start:])


def _vignette(size: tuple[int, int]) -> Floats:
    x = np.linspace(-1, 1, size[0])[None, :]
    y = np.linspace(-1, 1, size[1])[:, None]
    return np.asarray(1.0 - 0.09 * (x**2 + y**2))[..., None]
