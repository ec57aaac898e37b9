"""`kiosk voice`, with a program in the engine's place."""

from __future__ import annotations

from pathlib import Path

import pytest
from typer.testing import CliRunner

from devices import sounds
from devices.recordings import path
from devices.speaker import Side
from kiosk import voice_cli
from kiosk.command import Fault
from kiosk.contract import Language
from kiosk.voice import SAYABLE

WHOLE = len(SAYABLE) * len(Language)


@pytest.fixture
def engine(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """An espeak-ng on the search path that writes a beep."""
    beep = tmp_path / "beep.wav"
    beep.write_bytes(sounds.tone(Side.LEFT, 1))
    program = tmp_path / "bin" / "espeak-ng"
    program.parent.mkdir()
    program.write_text(f'#!/bin/sh\nwhile [ "$1" != -w ]; do shift; done\n/bin/cp {beep} "$2"\n')
    program.chmod(0o755)
    monkeypatch.setenv("PATH", str(program.parent), prepend=":")
    return program


def run(*words: str) -> str:
    done = CliRunner().invoke(voice_cli.voice, words, catch_exceptions=True)
    if isinstance(done.exception, Fault):
        raise done.exception
    assert done.exit_code == 0, done.output
    return done.output


def test_the_recordings_that_are_missing_are_made_and_those_of_a_studio_stay(engine: Path, tmp_path: Path) -> None:
    folder = tmp_path / "prompts"
    studio = path(folder, SAYABLE[0], "zh_CN")
    studio.parent.mkdir(parents=True)
    studio.write_bytes(sounds.tone(Side.RIGHT, 50))
    assert f"{WHOLE - 1} recordings made, 1 were there" in run("render", str(folder))
    assert studio.read_bytes() == sounds.tone(Side.RIGHT, 50)
    assert run("check", str(folder)) == ""
    assert f"0 recordings made, {WHOLE} were there" in run("render", str(folder))


def test_what_is_missing_and_what_cannot_be_played_is_named(tmp_path: Path) -> None:
    broken = path(tmp_path, SAYABLE[0], "en")
    broken.parent.mkdir()
    broken.write_bytes(b"ID3")
    with pytest.raises(Fault, match=r"service\.title\.wav: not an uncompressed WAV file .*: save it as WAV, 16 bits"):
        run("check", str(tmp_path))
    broken.unlink()
    assert run("check", str(tmp_path)).count(": missing") == WHOLE


def test_without_the_engine_its_package_is_named(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PATH", str(tmp_path))
    with pytest.raises(Fault, match="apt-get install espeak-ng"):
        run("render", str(tmp_path))


def test_the_script_has_every_message_once_with_its_file() -> None:
    lines = run("script", "zh_CN").splitlines()
    assert [line.split("\t")[0] for line in lines] == [f"{key}.wav" for key in SAYABLE]
    assert all(line.split("\t")[1] for line in lines)
