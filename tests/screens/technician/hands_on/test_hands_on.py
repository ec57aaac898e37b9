"""What all tests with a person have in common: each can be given up, and none waits for somebody who has left."""

from __future__ import annotations

import pytest

from devices.speaker import Side
from kiosk.contract import Language
from kiosk.diagnostics.registry import CHECKS
from tests.screens.technician.hands_on.person import NAMES, Person

FELT = tuple(name for name in NAMES if name.startswith("touch."))
"""In these, that nothing is felt is a reading."""
BY_ITSELF = ("display.refresh",)


def test_every_test_that_needs_a_person_has_its_screen(person: Person) -> None:
    from screens.technician.hands_on import HANDS_ON

    assert set(NAMES) == set(HANDS_ON)
    assert set(NAMES) <= {check.name for check in CHECKS}


@pytest.mark.parametrize("name", NAMES)
def test_it_can_be_given_up_and_leaves_nothing_on(person: Person, name: str) -> None:
    person.begin(name)
    person.presses("hands_on.give_up")
    assert person.gave_up
    person.leave()
    assert person.lent in ([], [True, False])
    assert person.speaker.sounding is None


@pytest.mark.parametrize("name", [name for name in NAMES if name not in (*FELT, *BY_ITSELF)])
def test_nobody_there_is_a_test_given_up_after_a_countdown(person: Person, name: str) -> None:
    test = person.begin(name)
    person.waits(test.silence_s - 5)
    assert not person.over
    assert "放弃（5 秒）" in person.reads()
    person.waits(6)
    assert person.gave_up


def test_the_watch_goes_by_itself(person: Person) -> None:
    test = person.begin("speaker.left")
    person.now += test.silence_s + 1
    person.until(lambda: person.gave_up)


def test_a_touch_anywhere_begins_the_time_anew(person: Person) -> None:
    test = person.begin("speaker.left")
    person.waits(test.silence_s - 2)
    person.touches(20, 20)
    person.waits(test.silence_s - 12)
    assert not person.over
    assert "秒）" not in person.reads()


def test_a_second_answer_is_none(person: Person) -> None:
    test = person.begin("speaker.left")
    person.presses("hands_on.yes")
    test.answer(False)
    test.give_up()
    assert person.reading is True


def test_the_words_are_of_the_language_that_is_handed_in(person: Person) -> None:
    person.begin("speaker.left", Language.EN)
    assert "Do you hear the tone on the left only?" in person.reads()
    assert person.speaker.sounding is Side.LEFT
