"""What is held up is read by the terminal's own reader, as a camera before it would see it."""

from __future__ import annotations

import numpy as np
import pytest

from devices.codes import CodeReader, CodeReaderConfig
from devices.probes.codes import CARD, sighting
from kiosk.diagnostics.checks.codes import FAR_MM
from simulator import cards
from simulator.scene import RAISE_TAKES, Scene


def test_the_test_card_is_read_from_the_scene() -> None:
    scene = Scene((1280, 720))
    scene.show_card(cards.test_card())
    scene(0.0)
    frame = scene(RAISE_TAKES + 0.5)
    assert frame is not None
    (code,) = CodeReader(CodeReaderConfig()).read(frame)
    assert code.text == CARD
    seen = sighting(code.corners, (1280, 720), 65.0)
    assert seen is not None
    assert seen.distance >= FAR_MM, "its code is larger than the printed one's"


def test_the_newest_paper_is_held_up_and_fits_into_the_hand() -> None:
    old, new = (np.zeros((rows, 576), np.bool_) for rows in (100, 1800))
    new[:900] = True
    shown = cards.newest([old, new])
    assert shown.shape[0] <= cards.HEIGHT
    assert shown.shape[1] <= cards.WIDTH
    half = shown.shape[0] // 2
    assert shown[: half - 2].mean() < 128 < shown[half + 2 :].mean()


def test_without_paper_there_is_nothing_to_hold_up() -> None:
    with pytest.raises(LookupError, match="nothing was printed yet"):
        cards.newest([])
