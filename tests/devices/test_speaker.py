"""The speech engine's process, with a program in its place that writes down what it is to say."""

from __future__ import annotations

import time
from pathlib import Path

import pytest

from devices.speaker import EspeakSpeaker, NoSpeaker
from devices.status import DeviceStatus
from tests.devices.device_bench import eventually


@pytest.fixture
def heard(tmp_path: Path) -> Path:
    return tmp_path / "heard"


def engine(tmp_path: Path, heard: Path, then: str) -> EspeakSpeaker:
    program = tmp_path / "engine"
    program.write_text(f'#!/bin/sh\n{{ echo "$2"; cat; echo; }} >>{heard}\n{then}\n')
    program.chmod(0o755)
    return EspeakSpeaker(str(program))


def test_it_says_what_it_is_given_in_the_language(tmp_path: Path, heard: Path) -> None:
    speaker = engine(tmp_path, heard, "exit 0")
    speaker.say("请慢慢向左转头", "zh_CN")
    assert eventually(lambda: heard.exists() and heard.read_text() == "cmn\n请慢慢向左转头\n")
    assert speaker.health().status is DeviceStatus.ONLINE


def test_the_newest_words_cut_off_the_older_and_nobody_waits(tmp_path: Path, heard: Path) -> None:
    speaker = engine(tmp_path, heard, "exec sleep 30")
    began = time.monotonic()
    speaker.say("one", "en")
    assert eventually(lambda: heard.exists() and "one" in heard.read_text())
    speaker.say("two", "en")
    assert eventually(lambda: "two" in heard.read_text())
    speaker.hush()
    assert time.monotonic() - began < 3


def test_an_engine_that_fails_is_a_fault_with_its_remedy(tmp_path: Path, heard: Path) -> None:
    speaker = engine(tmp_path, heard, "exit 3")
    speaker.say("one", "en")
    assert eventually(lambda: speaker.health().status is DeviceStatus.HARDWARE_ERROR)
    assert "loudspeaker" in speaker.health().detail


def test_a_missing_engine_is_named_and_harmless() -> None:
    speaker = EspeakSpeaker("no-such-engine")
    speaker.say("one", "en")
    assert speaker.health().status is DeviceStatus.NO_DEVICE
    assert "apt-get install espeak-ng" in speaker.health().detail
    assert NoSpeaker().health().status is DeviceStatus.NO_DEVICE
