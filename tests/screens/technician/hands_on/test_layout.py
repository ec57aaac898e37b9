"""Every test with a person, in both languages and both orientations: nothing is cut off, nothing lies upon another."""

from __future__ import annotations

from itertools import combinations

import numpy as np
import pytest

from devices.frames import as_image
from kiosk.contract import Language
from kiosk.diagnostics.registry import CHECKS
from tests.screens.desk import SIZES
from tests.screens.technician.hands_on.person import Person
from tests.screens.test_layout import READABLE, SLACK, TOUCH, on_screen, overlap

NAMES = [*(check.name for check in CHECKS if check.interactive)]
every_test = pytest.mark.parametrize("name", NAMES)
both_ways = pytest.mark.parametrize("orientation", SIZES)
both_languages = pytest.mark.parametrize("language", list(Language))


@every_test
@both_ways
@both_languages
def test_all_words_are_whole_and_apart_and_all_buttons_large(
    person: Person, name: str, orientation: str, language: Language
) -> None:
    from kivy.uix.label import Label

    from screens.widgets.buttons import Pressable

    person.shown.turn(orientation)
    test = person.begin(name, language)
    if name.startswith(("camera", "codes", "printer")) and name != "camera.latency":
        noise = np.random.default_rng(1)
        person.frames(12, lambda: person.shows(as_image(noise.integers(0, 255, (72, 128, 3)).astype(np.uint8))))
    person.waits(test.silence_s - 3)
    person.shown.pump(5)
    seen = list(test.walk(restrict=True))
    labels = [one for one in seen if isinstance(one, Label) and one.text]
    assert labels
    for label in labels:
        assert label.texture_size[0] <= label.width + SLACK, f"too wide for its box: {label.text!r}"
        assert label.texture_size[1] <= label.height + SLACK, f"too high for its box: {label.text!r}"
        assert on_screen(label, orientation), f"off the screen: {label.text!r}"
        assert label.font_size >= READABLE, f"too small: {label.text!r}"
    for one, other in combinations(labels, 2):
        assert not overlap(one, other), f"{one.text!r} lies upon {other.text!r}"
    pressed = [one for one in seen if isinstance(one, Pressable)]
    assert "hands_on.give_up" in {one.name for one in pressed}
    for widget in pressed:
        assert min(widget.size) >= TOUCH, f"{widget.name} is {widget.size}"
        assert on_screen(widget, orientation), f"{widget.name} is off the screen"
    for one, other in combinations(pressed, 2):
        assert not overlap(one, other), f"{one.name} lies upon {other.name}"
