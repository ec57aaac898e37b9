"""The loudspeaker, listened to."""

from __future__ import annotations

import pytest

from devices.speaker import Side
from kiosk.contract import Language
from kiosk.voice import SENTENCE
from tests.screens.technician.hands_on.person import WORDS, Person


@pytest.mark.parametrize("side", Side)
def test_a_tone_sounds_on_its_side_and_falls_silent_with_the_answer(person: Person, side: Side) -> None:
    person.begin(f"speaker.{side}")
    assert person.speaker.sounding is side
    person.presses("hands_on.yes")
    assert person.reading is True
    person.leave()
    assert person.speaker.sounding is None


def test_a_side_whose_wire_is_loose_is_not_heard_and_the_person_says_so(person: Person) -> None:
    person.speaker.silent = frozenset({Side.LEFT})
    person.begin("speaker.left")
    assert person.speaker.sounding is None
    person.presses("hands_on.again")
    assert person.speaker.sounding is None
    person.presses("hands_on.no")
    assert person.reading is False


def test_the_volume_is_changed_while_listening_within_its_bounds(person: Person) -> None:
    person.speaker.volume = 85
    person.begin("speaker.right")
    person.speaker.hush()
    person.presses("hands_on.louder")
    assert (person.speaker.volume, person.speaker.sounding) == (95, Side.RIGHT)
    person.presses("hands_on.louder")
    person.presses("hands_on.louder")
    assert person.speaker.volume == 100
    assert person.kept_volume == 100
    assert WORDS.text(Language.ZH_CN, "technician.speaker.kept") in person.reads()
    for _ in range(12):
        person.presses("hands_on.softer")
    assert (person.speaker.volume, person.speaker.sounding) == (0, None)


def test_a_volume_that_cannot_be_kept_counts_until_the_next_start_and_says_so(person: Person) -> None:
    person.full = True
    person.speaker.volume = 50
    person.begin("speaker.right")
    person.presses("hands_on.louder")
    assert person.speaker.volume == 60
    assert "未能保存：磁盘已满" in person.reads()


def test_speech_is_judged_only_when_each_language_was_heard(person: Person) -> None:
    person.begin("speaker.speech")
    person.presses("hands_on.yes")
    assert not person.over, "only Chinese was heard"
    person.presses("hands_on.en")
    person.presses("hands_on.yes")
    assert person.reading is True
    assert [(one.key, one.language) for one in person.speaker.said] == [
        (SENTENCE, language) for language in (Language.ZH_CN, Language.EN)
    ]


def test_a_missing_voice_is_not_heard(person: Person) -> None:
    person.speaker.voices = frozenset({"zh_CN"})
    person.begin("speaker.speech")
    assert person.speaker.sounding is not None
    person.presses("hands_on.en")
    assert person.speaker.sounding is None
    person.presses("hands_on.no")
    assert person.reading is False
