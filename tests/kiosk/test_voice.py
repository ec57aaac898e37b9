"""What the visitor hears."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from devices.face.gate import GateHint
from devices.status import DeviceStatus, Health
from kiosk.contract import Language
from kiosk.i18n import Catalogues
from kiosk.view import FaceView
from kiosk.voice import Voice, spoken
from screens.samples import SAMPLES

CATALOGUES = Catalogues(Path(__file__).parents[2] / "kiosk" / "locale")
SILENT = {name for name in SAMPLES if name.startswith(("attract", "out_of_service"))}
SILENT |= {"starting", "face_prepare", "face_check"}


class Heard:
    """A loudspeaker that remembers."""

    def __init__(self) -> None:
        self.words: list[str] = []

    def say(self, text: str, language: str) -> None:
        self.words.append(f"{language}: {text}")

    def hush(self) -> None:
        self.words.append("silence")

    def health(self) -> Health:
        return Health(DeviceStatus.ONLINE)


@pytest.mark.parametrize("sample", SAMPLES)
@pytest.mark.parametrize("language", list(Language))
def test_every_screen_that_waits_for_the_visitor_is_heard_without_data(sample: str, language: Language) -> None:
    key = spoken(SAMPLES[sample])
    assert (key is None) == (sample in SILENT)
    assert key is None or "{" not in CATALOGUES[language][key]


def test_at_the_face_one_thing_is_said_and_once() -> None:
    heard = Heard()
    voice = Voice(heard, CATALOGUES)
    turn = replace(SAMPLES["face_turn"], language=Language.EN)
    for fraction in (0.4, 0.5, 0.6):
        voice.see(replace(turn, face=FaceView("turn_left", fraction=fraction)))
    voice.see(replace(turn, face=FaceView("turn_left", hint="too_dark")))
    voice.see(replace(turn, face=FaceView("hold")))
    assert heard.words == [
        f"en: {CATALOGUES.text(Language.EN, 'face.prompt.turn_left')}",
        f"en: {CATALOGUES.text(Language.EN, 'face.hint.too_dark')}",
        f"en: {CATALOGUES.text(Language.EN, 'face.prompt.hold')}",
    ]


@pytest.mark.parametrize("hint", GateHint)
def test_whatever_is_in_the_way_is_heard_instead_of_the_prompt(hint: GateHint) -> None:
    key = spoken(replace(SAMPLES["face_turn"], face=FaceView("look_straight", hint=hint)))
    assert key == f"face.hint.{hint}"
    heard = {CATALOGUES.text(language, key) for language in Language}
    assert len(heard) == len(Language)


def test_it_falls_silent_with_the_visit() -> None:
    heard = Heard()
    voice = Voice(heard, CATALOGUES)
    voice.see(SAMPLES["goodbye"])
    voice.see(SAMPLES["attract"])
    assert heard.words[-1] == "silence"
