"""The way into a running terminal: a socket for its owner only, answers line by line, and words when nobody answers."""

from __future__ import annotations

import socket
import stat
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest

from kiosk.control import Control, LostTouch, NobodyThere, Question, Told, ask, listens
from tests.devices.device_bench import eventually


def parrot(question: Question) -> Iterator[Told]:
    """Begins every test it is asked for."""
    yield from (Told(began=name) for name in question.tests)
    yield Told(done=True)


@pytest.fixture
def place(tmp_path: Path) -> Path:
    return tmp_path / "var" / "control.sock"


def listening(path: Path, answer: object = parrot) -> Control:
    control = Control(path, answer)  # type: ignore[arg-type]
    control.start()
    assert eventually(lambda: listens(path))
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    return control


def test_answers_come_line_by_line_and_only_the_owner_may_ask(place: Path) -> None:
    control = listening(place)
    told = list(ask(place, Question(tests=("camera.focus", "memory"))))
    assert told == [Told(began="camera.focus"), Told(began="memory"), Told(done=True)]
    assert list(ask(place, Question())) == [Told(done=True)], "the next one is answered as well"
    assert control.stop(2.0)
    assert eventually(lambda: not place.exists())


def test_where_no_terminal_runs_nobody_is_there(place: Path) -> None:
    with pytest.raises(NobodyThere):
        list(ask(place, Question()))
    place.parent.mkdir()
    socket.socket(socket.AF_UNIX).bind(str(place))  # of a terminal that was killed
    with pytest.raises(NobodyThere):
        list(ask(place, Question()))
    control = listening(place)
    assert list(ask(place, Question())) == [Told(done=True)]
    control.stop(2.0)


def test_nonsense_and_whoever_leaves_early_do_no_harm(place: Path) -> None:
    control = listening(place)
    with socket.socket(socket.AF_UNIX) as stranger:
        stranger.connect(str(place))
        stranger.sendall(b"GET / HTTP/1.1\n")
        told = Told.model_validate_json(stranger.makefile("rb").readline())
        assert told.error is not None
    with socket.socket(socket.AF_UNIX) as stranger:
        stranger.connect(str(place))
    assert list(ask(place, Question(tests=("touch",))))[-1] == Told(done=True)
    control.stop(2.0)


def test_a_terminal_that_ends_in_the_middle_is_told(place: Path) -> None:
    asked = threading.Event()

    def endless(_: Question) -> Iterator[Told]:
        while True:
            asked.set()
            yield Told(began="camera.present")

    control = listening(place, endless)
    answers = ask(place, Question())
    next(answers)
    assert asked.wait(2.0)
    control.stop(2.0)
    with pytest.raises(LostTouch, match="stopped answering"):
        list(answers)
