"""A phone that comes into view, differently each time, as a camera that has to focus on it sees it."""

from __future__ import annotations

from collections.abc import Iterator

import cv2
import numpy as np

from devices.frames import Image, as_image
from simulator.held import Placement
from simulator.scene import RAISE_TAKES, Scene

FPS = 30
EMPTY_S = 0.2
"""The hall alone, before the hand comes."""
DEFOCUS = (2.0, 3.5)  # pixels, standard deviation, when the hand comes
SHARP = 0.6  # pixels, when the camera has focused
FOCUS_TAKES = (0.3, 0.9)  # s, from the hand's coming to rest


def approach(seed: int, text: str, seconds: float = 2.5, size: tuple[int, int] = (1280, 720)) -> Iterator[Image]:
    """Frames (H, W, 3) BGR, `FPS` a second: a hand raises a phone that presents a code of `text`.

    The seed decides where and how large it is held, how it is tilted, how the hand trembles, where glare and moire
    begin, and how long the camera takes to focus.
    """
    random = np.random.default_rng(seed)
    place = Placement(
        x=random.uniform(0.3, 0.7),
        y=random.uniform(0.42, 0.6),
        yaw=random.uniform(-28, 28),
        pitch=random.uniform(-22, 22),
        roll=random.uniform(-18, 18),
        zoom=random.uniform(0.35, 1.0),
    )
    defocus, takes = random.uniform(*DEFOCUS), random.uniform(*FOCUS_TAKES)
    scene = Scene(size, seed)
    shown = False
    for number in range(round(seconds * FPS)):
        t = number / FPS
        if t >= EMPTY_S and not shown:
            scene.show_phone(text, "示范商贸有限公司", place)
            shown = True
        frame = scene(t)
        if frame is None:
            raise RuntimeError("the scene's camera is plugged in, and gives no picture")
        focused = float(np.clip((t - EMPTY_S - RAISE_TAKES) / takes, 0, 1))
        blur = (SHARP + (defocus - SHARP) * (1 - focused)) * size[1] / 720
        yield as_image(cv2.GaussianBlur(frame, (0, 0), blur))
