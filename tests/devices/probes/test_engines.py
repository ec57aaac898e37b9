"""Probes of what reads codes and faces, with the real engines."""

from __future__ import annotations

import math
import sys
import time
from pathlib import Path

import cv2
import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from numpy.typing import NDArray

from devices.codes import CodeReader, CodeReaderConfig
from devices.espeak import voiceless
from devices.frames import as_image
from devices.known_faces import known_pictures
from devices.probes.codes import CARD_MM, Codes, sighting
from devices.probes.faces import Faces, Models
from devices.probes.microphone import Microphone
from devices.probes.speaker import tone_db
from simulator.people import PORTRAITS

SIZE, VIEW_DEGREES = (1280, 720), 65.0
"""Of a camera's picture, and what it sees across it."""


def test_every_decoder_reads_every_known_code() -> None:
    reading = Codes(CodeReaderConfig()).read()
    assert (reading.unread, reading.decoders, reading.missing) == ((), 3, "")


def test_a_decoder_whose_library_is_missing_is_named_and_one_that_misreads_too() -> None:
    def missing() -> None:
        raise ImportError("libzbar")

    def reader(config: CodeReaderConfig) -> CodeReader:
        return CodeReader(config, {"zbar": missing, "zxing": lambda: lambda _: [(b"nonsense", np.zeros((4, 2)))]})  # type: ignore[dict-item, return-value]

    reading = Codes(CodeReaderConfig(chain=("zxing", "zbar")), reader).read()
    assert reading.missing == "zbar"
    assert reading.decoders == 1
    assert "zxing: utf-8" in reading.unread


@given(st.floats(80, 800), st.floats(0, 60), st.floats(0, 360), st.floats(-0.2, 0.2), st.floats(-0.15, 0.15))
def test_distance_and_tilt_of_a_card_are_those_at_which_it_is_held(
    distance: float, tilt: float, around: float, right: float, down: float
) -> None:
    seen = sighting(held(distance, tilt, around, right, down), SIZE, VIEW_DEGREES)
    assert seen is not None
    assert seen.distance == pytest.approx(math.hypot(1, right, down) * distance, rel=0.02)
    # What is turned away from the picture's plane is turned away less or more from who looks at it from the side.
    assert seen.tilt == pytest.approx(tilt, abs=2 + math.degrees(math.atan(math.hypot(right, down))))


def held(distance: float, tilt: float, around: float, right: float = 0, down: float = 0) -> NDArray[np.float32]:
    """Corners of the card, tilted about an axis in its own plane; `right` and `down` as shares of the distance."""
    half = CARD_MM / 2
    square = np.array([[-half, -half, 0], [half, -half, 0], [half, half, 0], [-half, half, 0]])
    axis = np.array([math.cos(math.radians(around)), math.sin(math.radians(around)), 0]) * math.radians(tilt)
    points = square @ cv2.Rodrigues(axis)[0].T + np.array([right, down, 1]) * distance
    focal = SIZE[0] / 2 / math.tan(math.radians(VIEW_DEGREES) / 2)
    return (points[:, :2] / points[:, 2:] * focal + np.array(SIZE) / 2).astype(np.float32)


def test_what_cannot_be_a_card_is_no_sighting() -> None:
    assert sighting(np.zeros((4, 2), np.float32), SIZE, VIEW_DEGREES) is None


def test_the_engine_knows_the_known_faces() -> None:
    reading = Faces(Path("models"), time.monotonic).read()
    assert reading.pictures == 2
    assert reading.unseen == ""
    assert reading.own > 0.9
    assert reading.others < 0.35
    assert reading.frame_ms > 0


def test_pictures_without_a_face_are_not_recognised_and_none_are_not_guessed_at() -> None:
    grey = as_image(np.full((480, 640, 3), 120))
    reading = Faces(Path("models"), time.monotonic, lambda: {"one": grey, "two": grey}).read()
    assert reading.unseen == "one: no_face, two: no_face, one: no_face, two: no_face"
    assert Faces(Path("models"), time.monotonic, lambda: {}).read().pictures == 0


def test_model_files_are_told_apart(tmp_path: Path) -> None:
    reading = Models(tmp_path).read()
    assert (reading.altered, reading.absent) == ("", "")
    assert reading.optional_absent == "minifasnet-v2, minifasnet-v1se"
    (tmp_path / "MiniFASNetV2.onnx").write_bytes(b"another")
    assert Models(tmp_path).read().altered == "minifasnet-v2"


def test_the_known_faces_are_the_simulated_visitors() -> None:
    assert known_pictures().keys() == PORTRAITS.keys()


def test_a_tone_rises_out_of_noise() -> None:
    random = np.random.default_rng(1)
    at = np.arange(16_000) / 16_000
    hiss = random.normal(0, 1, len(at))
    assert tone_db(hiss, 16_000, 1000) < 15
    assert tone_db(hiss + np.sin(2 * np.pi * 1000 * at), 16_000, 1000) > 25
    assert tone_db(hiss + np.sin(2 * np.pi * 700 * at), 16_000, 1000) < 15


PCM = "00-00: ALC662 : ALC662 : playback 1 : capture 1\n"
SING = (
    "import sys, numpy as np; at = np.arange(24000) / 16000; random = np.random.default_rng(1);"
    "sound = {loudness} * np.sin(2 * np.pi * 1000 * at) + random.normal(0, 300, 24000);"
    "sys.stdout.buffer.write(sound.astype('<i2').tobytes())"
)
SWALLOW = "import sys; open(sys.argv[1], 'wb').write(sys.stdin.buffer.read())"


def microphone(proc: Path, record: str, pcm: str = PCM) -> Microphone:
    """One that hears what the Python in `record` writes; what is played is in `proc/played`."""
    (proc / "asound").mkdir(parents=True)
    (proc / "asound" / "pcm").write_text(pcm)
    return Microphone(proc, (sys.executable, "-c", record), (sys.executable, "-c", SWALLOW, str(proc / "played")))


def test_a_loudspeaker_is_heard_or_not(tmp_path: Path) -> None:
    loud = microphone(tmp_path / "loud", SING.format(loudness=3000)).heard_db(100)
    silent = microphone(tmp_path / "silent", SING.format(loudness=0)).heard_db(100)
    assert loud is not None
    assert silent is not None
    assert loud > 25 > 15 > silent


def test_the_tone_is_as_loud_as_the_loudspeaker_is_set(tmp_path: Path) -> None:
    loudest = {}
    for volume in (100, 50, 0):
        microphone(tmp_path / str(volume), SING.format(loudness=0)).heard_db(volume)
        loudest[volume] = np.abs(np.fromfile(tmp_path / str(volume) / "played", "<i2")).max()
    assert loudest[100] > 10_000
    assert loudest[50] == pytest.approx(loudest[100] / 2, abs=1)
    assert loudest[0] == 0, "a loudspeaker that is turned down is not heard"


def test_without_a_microphone_nothing_is_heard_and_nothing_is_claimed(tmp_path: Path) -> None:
    assert Microphone(tmp_path / "none").heard_db(100) is None
    assert microphone(tmp_path / "deaf", SING, pcm="00-00: HDMI : playback 1\n").heard_db(100) is None
    assert microphone(tmp_path / "broken", "raise SystemExit(1)").heard_db(100) is None


def espeak(folder: Path, voices: dict[str, str]) -> str:
    program = folder / "espeak-ng"
    cases = "\n".join(f'  --voices={voice}) printf "{table}";;' for voice, table in voices.items())
    program.write_text(f"#!/bin/sh\ncase $1 in\n{cases}\nesac\n")
    program.chmod(0o755)
    return str(program)


def test_a_language_without_a_voice_is_named(tmp_path: Path) -> None:
    head = "Pty Language Age/Gender VoiceName\\n"
    both = {"cmn": head + " 5 cmn M Mandarin\\n", "en": head + " 2 en M English\\n"}
    assert voiceless(espeak(tmp_path, both)) == ()
    assert voiceless(espeak(tmp_path, both | {"cmn": head})) == ("zh_CN",)
    assert voiceless(str(tmp_path / "missing")) is None
