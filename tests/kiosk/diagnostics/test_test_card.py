"""The test card, as it comes out of a printer."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pypdfium2
import pytest

from devices.codes import CodeReader, CodeReaderConfig
from devices.frames import as_image
from devices.probes.codes import CARD, CARD_MM
from kiosk.app import LOCALE
from kiosk.contract import Language
from kiosk.diagnostics import test_card
from kiosk.diagnostics.words import Words
from kiosk.i18n import Catalogues
from kiosk.licence_code import CodeKind, classify
from papers.fonts import chinese_fonts

PIXELS_A_MM = 8


@pytest.mark.parametrize("language", Language)
def test_the_card_is_read_at_its_size_and_is_no_licence(language: Language, tmp_path: Path) -> None:
    content = test_card.pdf(Words(Catalogues(LOCALE), language), chinese_fonts(tmp_path))
    page = pypdfium2.PdfDocument(content)[0]
    picture = page.render(scale=PIXELS_A_MM * 25.4 / 72).to_numpy()[..., :3]
    (code,) = CodeReader(CodeReaderConfig()).read(as_image(np.ascontiguousarray(picture)))
    assert code.text == CARD
    assert classify(CARD) is CodeKind.FOREIGN
    sides = np.linalg.norm(code.corners - np.roll(code.corners, -1, axis=0), axis=1) / PIXELS_A_MM
    assert sides == pytest.approx([CARD_MM] * 4, rel=0.03)


def test_the_card_is_the_same_each_time(tmp_path: Path) -> None:
    words, fonts = Words(Catalogues(LOCALE), Language.EN), chinese_fonts(tmp_path)
    assert test_card.pdf(words, fonts) == test_card.pdf(words, fonts)
