"""The replay attack: a film of somebody on a tablet."""

from __future__ import annotations

from collections.abc import Sequence

import cv2
import numpy as np

from simulator.glass import Glass, rounded
from simulator.hand import draw_finger
from simulator.held import MARGIN, Placement, held, with_margin
from simulator.relief import Image, premultiplied

SCREEN = (640, 480)  # pixels in a frame 720 high
BEZEL = 22
CORNER = 12
BODY = (22, 20, 19)  # BGR
ZOOM = 0.75  # share of the film's width and height that is shown: the face, larger
BACKLIGHT = np.array([1.04, 0.98, 0.93])  # BGR: cooler than the hall


class ReplayedFilm:
    """A tablet in two hands that plays frames over and over. One thread at a time."""

    def __init__(self, frames: Sequence[Image], fps: float, size: tuple[int, int], seed: int) -> None:
        """`frames`: (H, W, 3) BGR, 4:3 or cut to it; `size`: width and height of the camera's frame in pixels."""
        self._frames = [_shown(frame) for frame in frames]
        self._fps = fps
        self._size = size
        self._glass = Glass(SCREEN, seed)
        self._began: float | None = None
        width, height = SCREEN[0] + 2 * BEZEL, SCREEN[1] + 2 * BEZEL
        body = premultiplied(np.full((height, width, 3), BODY, np.uint8), rounded(width, height, CORNER + BEZEL))
        picture = with_margin(body)
        low = MARGIN + 0.8 * height
        for edge, outwards in ((MARGIN, -1), (MARGIN + width, 1)):
            draw_finger(picture, (edge + outwards * 40, low + 200), (edge - outwards * 12, low), 27, nail=True)
        self._relief = held(picture, 0.0)
        self._screen = picture[MARGIN + BEZEL :, MARGIN + BEZEL :][: SCREEN[1], : SCREEN[0]]

    def draw(self, canvas: Image, t: float, placement: Placement, motion_blur: int = 0) -> None:
        """Paint it over `canvas` (H, W, 3) BGR, in place, as it looks at time `t` in s; the first call begins it."""
        if self._began is None:
            self._began = t
        frame = self._frames[int((t - self._began) * self._fps) % len(self._frames)]
        cv2.cvtColor(self._glass.before(frame, t), cv2.COLOR_BGR2BGRA, dst=self._screen)
        self._relief.draw(canvas, placement.view(self._size), motion_blur)


def _shown(frame: Image) -> Image:
    """The middle of a frame as the screen shows it."""
    height, width = frame.shape[:2]
    share = ZOOM * min(1.0, height * SCREEN[0] / SCREEN[1] / width), ZOOM
    left, top = round(width * (1 - share[0]) / 2), round(height * (1 - share[1]) / 2)
    middle = frame[top : height - top, left : width - left]
    large = cv2.resize(middle, SCREEN, interpolation=cv2.INTER_LINEAR)
    return np.asarray(np.clip(large * BACKLIGHT, 0, 255), np.uint8)
