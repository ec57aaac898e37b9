"""Every test with a person, in both languages and both orientations: nothing is cut off, nothing lies upon another."""

from __future__ import annotations

import numpy as np
import pytest

from devices.frames import as_image
from kiosk.contract import Language
from tests.screens.desk import SIZES
from tests.screens.layout import check_blocks, check_words
from tests.screens.technician.hands_on.person import NAMES, Person


@pytest.mark.parametrize("name", NAMES)
@pytest.mark.parametrize("orientation", SIZES)
@pytest.mark.parametrize("language", list(Language))
def test_all_words_are_whole_and_apart_and_all_buttons_large(
    person: Person, name: str, orientation: str, language: Language
) -> None:
    person.shown.turn(orientation)
    test = person.begin(name, language)
    if name.startswith(("camera", "codes", "printer")) and name != "camera.latency":
        noise = np.random.default_rng(1)
        person.frames(12, lambda: person.shows(as_image(noise.integers(0, 255, (72, 128, 3)).astype(np.uint8))))
    person.waits(test.silence_s - 3)
    person.shown.pump(5)
    check_words(person.labels(), orientation)
    check_blocks(test.walk(restrict=True), orientation)
    assert person.find("hands_on.give_up") is not None
