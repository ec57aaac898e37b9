"""What the visitor hears."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from devices.face.gate import GateHint
from devices.simulated_speaker import SimulatedSpeaker
from kiosk.contract import Language
from kiosk.i18n import Catalogues, TextMissing
from kiosk.view import FaceView
from kiosk.voice import SAYABLE, Voice, spoken, utterance
from screens.samples import SAMPLES

CATALOGUES = Catalogues(Path(__file__).parents[2] / "kiosk" / "locale")
SILENT = {name for name in SAMPLES if name.startswith(("attract", "out_of_service"))}
SILENT |= {"starting", "face_prepare", "face_check"}


@pytest.mark.parametrize("sample", SAMPLES)
@pytest.mark.parametrize("language", list(Language))
def test_every_screen_that_waits_for_the_visitor_is_heard_without_data(sample: str, language: Language) -> None:
    key = spoken(SAMPLES[sample])
    assert (key is None) == (sample in SILENT)
    assert key is None or (key in SAYABLE and utterance(CATALOGUES, key, language).text)


def test_at_the_face_one_thing_is_said_and_once() -> None:
    speaker = SimulatedSpeaker()
    voice = Voice(speaker, CATALOGUES)
    turn = replace(SAMPLES["face_turn"], language=Language.EN)
    for fraction in (0.4, 0.5, 0.6):
        voice.see(replace(turn, face=FaceView("turn_left", fraction=fraction)))
    voice.see(replace(turn, face=FaceView("turn_left", hint="too_dark")))
    voice.see(replace(turn, face=FaceView("hold")))
    assert speaker.said == [
        utterance(CATALOGUES, key, Language.EN)
        for key in ("face.prompt.turn_left", "face.hint.too_dark", "face.prompt.hold")
    ]


@pytest.mark.parametrize("hint", GateHint)
def test_whatever_is_in_the_way_is_heard_instead_of_the_prompt(hint: GateHint) -> None:
    key = spoken(replace(SAMPLES["face_turn"], face=FaceView("look_straight", hint=hint)))
    assert key == f"face.hint.{hint}"
    heard = {CATALOGUES.text(language, key) for language in Language}
    assert len(heard) == len(Language)


def test_it_falls_silent_with_the_visit() -> None:
    speaker = SimulatedSpeaker()
    voice = Voice(speaker, CATALOGUES)
    voice.see(SAMPLES["goodbye"])
    assert speaker.sounding is not None
    voice.see(SAMPLES["attract"])
    assert speaker.sounding is None


@pytest.mark.parametrize("key", SAYABLE)
def test_all_that_can_be_said_can_be_recorded_beforehand(key: str) -> None:
    for language in Language:
        assert utterance(CATALOGUES, key, language).text


def test_a_message_that_wants_a_visitors_data_cannot_be_said() -> None:
    with pytest.raises(TextMissing):
        utterance(CATALOGUES, "sms.sent", Language.ZH_CN)
