"""What is held up is read by the terminal's own reader, as a camera before it would see it."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from devices.codes import CodeReader, CodeReaderConfig
from devices.probes.codes import CARD
from kiosk.app import LOCALE
from kiosk.contract import Language
from kiosk.diagnostics import test_card
from kiosk.diagnostics.words import Words
from kiosk.i18n import Catalogues
from papers.fonts import chinese_fonts
from simulator import cards
from simulator.scene import RAISE_TAKES, Scene


def test_the_test_card_is_read_from_the_scene() -> None:
    words = Words(Catalogues(LOCALE), Language.ZH_CN)
    scene = Scene((1280, 720))
    scene.show_card(cards.of_pdf(test_card.pdf(words, chinese_fonts(Path(".cache")))))
    scene(0.0)
    frame = scene(RAISE_TAKES + 0.5)
    assert frame is not None
    assert CARD in {code.text for code in CodeReader(CodeReaderConfig()).read(frame)}


def test_the_newest_paper_is_held_up_and_fits_into_the_hand() -> None:
    old, new = (np.zeros((rows, 576), np.bool_) for rows in (100, 1800))
    new[:900] = True
    shown = cards.newest([old, new])
    assert shown.shape[0] <= cards.ROOM[1]
    assert shown.shape[1] <= cards.ROOM[0]
    half = shown.shape[0] // 2
    assert shown[: half - 2].mean() < 128 < shown[half + 2 :].mean()


def test_without_paper_there_is_nothing_to_hold_up() -> None:
    with pytest.raises(LookupError, match="nothing was printed yet"):
        cards.newest([])
