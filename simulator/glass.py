"""The glass of a screen before a camera: round corners, moire, glare."""

from __future__ import annotations

import cv2
import numpy as np

from simulator.relief import Floats, Image

MOIRE_PERIOD = 3.1  # pixels between the stripes of screen against sensor
MOIRE = 5.0  # grey levels
GLARE = 70.0  # grey levels at the middle of the highlight
ROOM = 128  # pixels by which moire and glare may wander


class Glass:
    """What a lit screen looks like through it, as time passes."""

    def __init__(self, size: tuple[int, int], seed: int) -> None:
        """`size`: width and height of the screen in pixels."""
        self._size = size
        larger = size[0] + ROOM, size[1] + ROOM
        self._moire = _moire(larger, seed)
        self._glare = _glare(larger)

    def before(self, page: Image, t: float) -> Image:
        """A new picture: `page` (H, W, 3) BGR behind the glass at time `t` in s."""
        wander = ROOM / 2 * (1 + np.sin(0.9 * t)), ROOM / 2 * (1 + np.cos(0.7 * t))
        lit = cv2.add(page, self._window(self._glare, *wander))
        return np.asarray(cv2.subtract(lit, self._window(self._moire, 9.0 * t, 23.0 * t)), np.uint8)

    def _window(self, larger: Image, x: float, y: float) -> Image:
        left, top = int(x) % ROOM, int(y) % ROOM
        return larger[top : top + self._size[1], left : left + self._size[0]]


def rounded(width: int, height: int, radius: int) -> Floats:
    """(height, width) 0..1: a filled rectangle with round corners."""
    x = np.abs(np.arange(width) - (width - 1) / 2)[None, :] - (width / 2 - radius)
    y = np.abs(np.arange(height) - (height - 1) / 2)[:, None] - (height / 2 - radius)
    outside = np.hypot(np.maximum(x, 0), np.maximum(y, 0)) - radius
    return np.asarray(np.clip(0.5 - outside, 0, 1))


def _moire(size: tuple[int, int], seed: int) -> Image:
    """Fine slanted stripes that beat slowly."""
    x = np.arange(size[0])[None, :]
    y = np.arange(size[1])[:, None]
    phase = np.random.default_rng(seed).uniform(0, 2 * np.pi)
    stripes = np.sin(2 * np.pi * (x + 0.17 * y) / MOIRE_PERIOD + phase) * np.sin(2 * np.pi * (y - 0.3 * x) / 97)
    colours = np.dstack([stripes, np.roll(stripes, 1, axis=1), np.roll(stripes, 2, axis=1)])
    return np.asarray((MOIRE * (1 + colours)).astype(np.uint8))


def _glare(size: tuple[int, int]) -> Image:
    """A soft slanted highlight."""
    x = np.linspace(-1, 1, size[0])[None, :]
    y = np.linspace(-1, 1, size[1])[:, None]
    highlight = GLARE * np.exp(-(((x + 0.7 * y + 0.55) / 0.22) ** 2)) * np.exp(-((y + 0.5) ** 2) / 0.6)
    return np.asarray(np.dstack([highlight] * 3).astype(np.uint8))
