"""Every screen, in both languages and both orientations: nothing is cut off, nothing lies upon another."""

from __future__ import annotations

import pytest

from kiosk.contract import Language
from screens.samples import SAMPLES
from tests.screens.desk import SIZES, Shown
from tests.screens.layout import box, check_blocks, check_words

both_ways = pytest.mark.parametrize("orientation", SIZES)
both_languages = pytest.mark.parametrize("language", list(Language))


@pytest.mark.parametrize("sample", SAMPLES)
@both_ways
@both_languages
def test_all_is_whole_large_and_apart(shown: Shown, sample: str, orientation: str, language: Language) -> None:
    shown.turn(orientation)
    shown.show(sample, language)
    check_words(shown.labels(), orientation)
    check_blocks(shown.seen(), orientation)


@both_ways
@both_languages
def test_both_answers_to_the_consent_are_the_same_size(shown: Shown, orientation: str, language: Language) -> None:
    shown.turn(orientation)
    shown.show("consent", language)
    agree, decline = shown.find("agree"), shown.find("decline")
    assert agree.size == decline.size
    assert agree.style == decline.style


def test_what_decides_is_in_the_lower_half_of_a_portrait_screen(shown: Shown) -> None:
    for sample, name in (
        ("attract", "start"),
        ("company", "confirm"),
        ("result", "finish"),
        ("idle_warning", "continue"),
    ):
        shown.show(sample)
        _, _, _, top = box(shown.find(name))
        assert top <= SIZES["portrait"][1] / 2, f"{name} is too high up"
