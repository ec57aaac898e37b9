"""Figures as technicians read them, alone and in sentences."""

from __future__ import annotations

import pytest

from kiosk.app import LOCALE
from kiosk.contract import Finding, Language
from kiosk.diagnostics.words import Words, number
from kiosk.i18n import Catalogues


@pytest.mark.parametrize(
    ("value", "read"),
    [
        (0.0, "0"),
        (-0.001, "0"),
        (0.25, "0.25"),
        (1.5, "1.5"),
        (29.83, "29.8"),
        (29.96, "30"),
        (-3.5, "-3.5"),
        (99.97, "100"),
        (412.4, "412"),
        (40_000.0, "40000"),
    ],
)
def test_no_digit_stands_there_that_says_nothing(value: float, read: str) -> None:
    assert number(value) == read


@pytest.mark.parametrize(("half", "read"), [(900.0, "within 900 ms"), (87.25, "within 87.2 ms")])
def test_a_figure_in_a_sentence_reads_as_one_that_stands_alone(half: float, read: str) -> None:
    words = Words(Catalogues(LOCALE), Language.EN)
    assert read in words.found(Finding(code="central.slow", values={"half": half}))
