"""Every screen, in both languages and both orientations: nothing is cut off, nothing lies upon another."""

from __future__ import annotations

from itertools import combinations
from typing import Any

import pytest

from kiosk.contract import Language
from screens.samples import SAMPLES
from tests.screens.desk import SIZES, Shown

TOUCH = 96
"""Least height of what is pressed: 30 mm on the design's screen (0.311 mm a pixel)."""
KEY_WIDTH = 80
READABLE = 28
"""Least font size."""
SLACK = 1.5

every_screen = pytest.mark.parametrize("sample", SAMPLES)
both_ways = pytest.mark.parametrize("orientation", SIZES)
both_languages = pytest.mark.parametrize("language", list(Language))


def box(widget: Any) -> tuple[float, float, float, float]:
    x, y = widget.to_window(widget.x, widget.y)
    return x, y, x + widget.width, y + widget.height


def on_screen(widget: Any, orientation: str) -> bool:
    left, bottom, right, top = box(widget)
    width, height = SIZES[orientation]
    return left >= -SLACK and bottom >= -SLACK and right <= width + SLACK and top <= height + SLACK


def overlap(one: Any, other: Any) -> bool:
    (a, b, c, d), (e, f, g, h) = box(one), box(other)
    return min(c, g) - max(a, e) > SLACK and min(d, h) - max(b, f) > SLACK


def ancestors(widget: Any) -> list[Any]:
    found = []
    while widget.parent is not None and widget.parent is not widget:
        widget = widget.parent
        found.append(widget)
    return found


def scrolled(widget: Any) -> bool:
    from kivy.uix.scrollview import ScrollView

    return any(isinstance(one, ScrollView) for one in ancestors(widget))


@every_screen
@both_ways
@both_languages
def test_all_words_are_whole_and_apart(shown: Shown, sample: str, orientation: str, language: Language) -> None:
    shown.turn(orientation)
    shown.show(sample, language)
    labels = [label for label in shown.labels() if not scrolled(label)]
    assert labels
    for label in labels:
        assert label.texture_size[0] <= label.width + SLACK, f"too wide for its box: {label.text!r}"
        assert label.texture_size[1] <= label.height + SLACK, f"too high for its box: {label.text!r}"
        assert on_screen(label, orientation), f"off the screen: {label.text!r}"
        assert label.font_size >= READABLE, f"too small: {label.text!r}"
    for one, other in combinations(labels, 2):
        assert not overlap(one, other), f"{one.text!r} lies upon {other.text!r}"


@every_screen
@both_ways
@both_languages
def test_what_is_pressed_is_large_and_apart(shown: Shown, sample: str, orientation: str, language: Language) -> None:
    from screens.widgets.buttons import Key, Pressable
    from screens.widgets.cards import Card, Notice

    shown.turn(orientation)
    shown.show(sample, language)
    blocks = [w for w in shown.seen() if isinstance(w, Pressable | Notice | Card) and not scrolled(w)]
    pressed = [widget for widget in blocks if isinstance(widget, Pressable)]
    for widget in pressed:
        assert widget.height >= TOUCH, f"{widget.name} is {widget.height:.0f} high"
        assert widget.width >= (KEY_WIDTH if isinstance(widget, Key) else TOUCH), f"{widget.name} is too narrow"
        assert on_screen(widget, orientation), f"{widget.name} is off the screen"
    for one, other in combinations(blocks, 2):
        one_in_other = one in ancestors(other) or other in ancestors(one)
        assert one_in_other or not overlap(one, other), f"{one} lies upon {other}"
    names = [widget.name for widget in pressed]
    assert all(names)
    assert len(names) == len(set(names))


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
