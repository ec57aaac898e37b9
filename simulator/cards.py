"""Cards and papers to be held before the camera, as pictures: (H, W, 3) BGR for a frame 720 high."""

from __future__ import annotations

from collections.abc import Sequence

import cv2
import numpy as np

from devices.frames import Image, as_image
from devices.probes.codes import CARD
from devices.simulated_printer import Picture
from simulator.page import Page

WIDTH, HEIGHT = 420, 634
"""Pixels: what is held is no larger."""
BADGE_CODE, TEST_CODE = 390, 163
"""Pixels, with the quiet zone: as large on its card as on the printed one."""
WHITE, BLACK = (246, 246, 244), (30, 34, 40)


def badge(text: str, holder: str) -> Image:
    """A technician's badge whose code says `text`."""
    return _card("检修证", text, BADGE_CODE, holder)


def test_card() -> Image:
    """The card that the technician's test of the reader asks for."""
    return _card("测试卡", CARD, TEST_CODE, "")


def newest(papers: Sequence[Picture]) -> Image:
    """What came out of the printer last. Raises LookupError where nothing did."""
    if not papers:
        raise LookupError("nothing was printed yet")
    grey = np.where(papers[-1], BLACK[0], WHITE[0]).astype(np.uint8)
    share = min(WIDTH / grey.shape[1], HEIGHT / grey.shape[0])
    small = cv2.resize(grey, None, fx=share, fy=share, interpolation=cv2.INTER_AREA)
    return as_image(cv2.cvtColor(small, cv2.COLOR_GRAY2BGR))


def _card(title: str, text: str, code_width: int, below: str) -> Image:
    page = Page(WIDTH, HEIGHT, WHITE)
    page.text((WIDTH / 2, 24), title, 44, BLACK)
    page.code(text, (WIDTH // 2, 310), code_width, BLACK)
    page.text((WIDTH / 2, 540), below, 30, BLACK)
    return page.picture()
