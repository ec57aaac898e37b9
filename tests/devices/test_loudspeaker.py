"""The loudspeaker's processes, with programs in their place that write down what they are to sound."""

from __future__ import annotations

import time
from pathlib import Path

import numpy as np
import pytest

from devices import sounds
from devices.loudspeaker import Loudspeaker
from devices.recordings import Recordings, path
from devices.speaker import NoSpeaker, Side, Utterance
from devices.status import DeviceStatus
from tests.devices.device_bench import eventually
from tests.devices.test_sounds import samples

KEY = "face.prompt.turn_left"
TURN, SLOWLY = Utterance(KEY, "请慢慢向左转头", "zh_CN"), Utterance("goodbye.title", "Goodbye", "en")


class Bench:
    """Two programs that write down how they were called and what they got."""

    def __init__(self, folder: Path, then: str) -> None:
        self.folder, self.log, self.recordings = folder, folder / "heard", folder / "recordings"
        self.cards = folder / "pcm"
        self.cards.write_text("00-00: USB Audio : : playback 1\n")
        for name in ("speech", "player"):
            program = folder / name
            # The words of a sound are its length: nobody reads them. What the engine speaks is as long as its text.
            show = f"tee -a {self.log}" if name == "speech" else f"wc -c >>{self.log}"
            program.write_text(f'#!/bin/sh\necho {name} "$@" >>{self.log}\n{show}\necho >>{self.log}\n{then}\n')
            program.chmod(0o755)

    def speaker(self, volume: int = 100) -> Loudspeaker:
        recordings = Recordings(self.recordings, [KEY])
        programs = (str(self.folder / name) for name in ("speech", "player"))
        return Loudspeaker(recordings, volume, *programs, self.cards)

    def record(self, utterance: Utterance, content: bytes) -> None:
        file = path(self.recordings, utterance.key, utterance.language)
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_bytes(content)

    def heard(self) -> list[str]:
        return self.log.read_text("utf-8").split("\n") if self.log.exists() else []

    def hears(self, *words: str) -> bool:
        return eventually(lambda: all(any(word in line for line in self.heard()) for word in words))


@pytest.fixture
def bench(tmp_path: Path) -> Bench:
    return Bench(tmp_path, "exit 0")


def test_what_is_not_recorded_is_spoken_in_its_language(bench: Bench) -> None:
    speaker = bench.speaker()
    speaker.say(TURN)
    assert bench.hears("speech -v cmn", "请慢慢向左转头", "player", str(len(TURN.text.encode())))
    assert speaker.health().status is DeviceStatus.ONLINE


def test_what_is_recorded_is_played_and_only_that(bench: Bench) -> None:
    sound = sounds.tone(Side.LEFT, 50)
    bench.record(TURN, sound)
    speaker = bench.speaker()
    speaker.say(TURN)
    assert bench.hears("player", str(len(sound)))
    speaker.say(SLOWLY)
    assert bench.hears("speech -v en", "Goodbye")


def test_a_recording_that_cannot_be_played_is_spoken_instead(bench: Bench) -> None:
    bench.record(TURN, b"ID3 this is no wave")
    bench.speaker().say(TURN)
    assert bench.hears("speech -v cmn")


def test_the_volume_counts_for_the_next_thing_that_is_said(bench: Bench) -> None:
    speaker = bench.speaker(30)
    speaker.say(SLOWLY)
    assert bench.hears("-a 30")
    speaker.volume = 70
    speaker.say(SLOWLY)
    assert bench.hears("-a 70")
    with pytest.raises(ValueError, match="volume 101"):
        speaker.volume = 101


def test_the_newest_words_cut_off_the_older_and_nobody_waits(tmp_path: Path) -> None:
    bench = Bench(tmp_path, "exec sleep 30")
    bench.record(TURN, sounds.scaled(sounds.tone(Side.LEFT, 100), 100) + bytes(1_000_000))
    speaker, began = bench.speaker(), time.monotonic()
    speaker.say(SLOWLY)
    assert bench.hears("Goodbye")
    speaker.say(TURN)  # more than a pipe holds, and nobody reads it to its end
    speaker.hush()
    assert time.monotonic() - began < 3
    assert speaker.health().status is DeviceStatus.ONLINE, "what was cut off is no fault"


def test_a_program_that_fails_is_a_fault_until_a_sound_goes_well(tmp_path: Path) -> None:
    bench = Bench(tmp_path, "exit 3")
    speaker = bench.speaker()
    speaker.say(SLOWLY)
    assert eventually(lambda: speaker.health().status is DeviceStatus.HARDWARE_ERROR)
    assert "code 3" in speaker.health().detail
    Bench(tmp_path, "exit 0")
    speaker.say(SLOWLY)
    assert eventually(lambda: speaker.health().status is DeviceStatus.ONLINE)


@pytest.mark.parametrize(("missing", "remedy"), [("speech", "install it"), ("player", "install it")])
def test_a_missing_program_is_named_and_harmless(bench: Bench, missing: str, remedy: str) -> None:
    (bench.folder / missing).unlink()
    speaker = bench.speaker()
    speaker.say(TURN)
    speaker.tone(Side.LEFT)
    assert speaker.health().status is DeviceStatus.NO_DEVICE
    assert f"{missing} is missing: {remedy}" in speaker.health().detail


def test_a_machine_without_a_sound_card_says_so(bench: Bench) -> None:
    speaker = bench.speaker()
    bench.cards.write_text("00-00: USB Camera : : capture 1\n")
    assert speaker.health().status is DeviceStatus.NO_DEVICE
    assert "no sound card" in speaker.health().detail
    bench.cards.unlink()
    assert speaker.health().status is DeviceStatus.NO_DEVICE


def test_an_engine_that_speaks_to_a_player_that_has_ended_is_not_blamed(bench: Bench) -> None:
    (bench.folder / "player").write_text("#!/bin/sh\nexit 1\n")
    (bench.folder / "speech").write_text("#!/bin/sh\nexec yes\n")
    speaker = bench.speaker()
    speaker.say(TURN)
    assert eventually(lambda: speaker.health().status is DeviceStatus.HARDWARE_ERROR)
    assert "player ended with code 1" in speaker.health().detail


def test_no_loudspeaker_is_one_that_is_not_there() -> None:
    assert NoSpeaker().health().status is DeviceStatus.NO_DEVICE


def test_who_has_recorded_everything_needs_no_engine(bench: Bench) -> None:
    (bench.folder / "speech").unlink()
    for language in ("zh_CN", "en"):
        bench.record(Utterance(KEY, "", language), sounds.tone(Side.LEFT, 1))
    speaker = bench.speaker()
    assert speaker.health().status is DeviceStatus.ONLINE
    assert speaker.voiceless() == ()


def test_a_language_is_voiceless_without_a_voice_and_without_recordings(bench: Bench) -> None:
    (bench.folder / "speech").write_text("#!/bin/sh\necho head\n")  # a table of voices with nothing in it
    speaker = bench.speaker()
    assert speaker.voiceless() == ("zh_CN", "en")
    bench.record(Utterance(KEY, "", "en"), sounds.tone(Side.LEFT, 1))
    assert speaker.voiceless() == ("zh_CN",)


def test_a_tone_comes_from_the_side_that_is_asked_for() -> None:
    for side, loud, quiet in ((Side.LEFT, 0, 1), (Side.RIGHT, 1, 0)):
        heard = samples(sounds.tone(side, 100))
        assert np.abs(heard[:, loud]).max() > 0.5
        assert np.abs(heard[:, quiet]).max() == 0
