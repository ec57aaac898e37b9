"""The technician's way into the running terminal: a local socket, one question a connection, JSON lines back."""

from __future__ import annotations

import contextlib
import os
import socket
import threading
from collections.abc import Callable, Iterator
from pathlib import Path

from pydantic import Field, ValidationError

from devices.resilient import ResilientDevice
from devices.status import DeviceFault, DeviceStatus
from kiosk.contract import CheckResult, Message

ONLY_THE_OWNER = 0o600
LISTEN_S = 0.2
"""How soon the thread notices that it is to stop."""
QUESTION_S = 5.0
LARGEST_QUESTION = 65_536
SILENCE_S = 120.0
"""The slowest test, checking every installed file, takes half a minute on a busy machine."""


class Question(Message):
    """Which tests to run: those named, else the self-test of the start, else all. Or a technician's one-time code."""

    tests: tuple[str, ...] = ()
    quick: bool = False
    kept: bool = True
    """whether the run goes into the history: not one round of many"""
    code: bool = False


class Told(Message):
    """One line of the answer; the last one says `done`, or why there is nothing more."""

    began: str | None = None
    """name of the test that begins"""
    result: CheckResult | None = None
    busy: bool = False
    """a visitor is at the terminal, or another technician at work: later"""
    code: str | None = Field(None, repr=False)
    """the one-time code that was asked for"""
    error: str | None = None
    done: bool = False


class NobodyThere(Exception):
    """No terminal is running that could be asked."""


class LostTouch(Exception):
    """The terminal stopped answering in the middle."""


Answer = Callable[[Question], Iterator[Told]]


class Control(ResilientDevice[socket.socket]):
    """Listens at `path`, which only the terminal's own user can open, and hands each question to `answer`."""

    def __init__(self, path: Path, answer: Answer) -> None:
        super().__init__("control socket", longest_retry_s=30.0)
        self._path, self._answer = path, answer

    def setup(self, stopping: threading.Event) -> socket.socket:
        listener = socket.socket(socket.AF_UNIX)
        try:
            self._path.parent.mkdir(parents=True, exist_ok=True)
            self._path.unlink(missing_ok=True)  # of a terminal that was killed
            listener.bind(str(self._path))
            self._path.chmod(ONLY_THE_OWNER)
            listener.listen()
            listener.settimeout(LISTEN_S)
        except OSError as error:
            listener.close()
            raise DeviceFault(
                DeviceStatus.USER_ERROR,
                f"control socket {self._path}: {error.strerror or error}; see diagnostics.control",
            ) from error
        return listener

    def run(self, resource: socket.socket, stopping: threading.Event) -> None:
        with contextlib.suppress(TimeoutError):
            connection, _ = resource.accept()
            with connection, contextlib.suppress(OSError):  # whoever asked has gone
                connection.settimeout(QUESTION_S)
                self._serve(connection, stopping)

    def teardown(self, resource: socket.socket) -> None:
        resource.close()
        self._path.unlink(missing_ok=True)

    def _serve(self, connection: socket.socket, stopping: threading.Event) -> None:
        with connection.makefile("rwb") as stream:
            try:
                question = Question.model_validate_json(stream.readline(LARGEST_QUESTION))
            except ValidationError:
                stream.write(_line(Told(error="the question is none that this terminal knows: is it of this version?")))
                return
            for told in self._answer(question):
                stream.write(_line(told))
                stream.flush()
                if stopping.is_set():
                    return


def ask(path: Path, question: Question) -> Iterator[Told]:
    """What the running terminal answers, line by line. Raises NobodyThere, LostTouch."""
    connection = socket.socket(socket.AF_UNIX)
    connection.settimeout(SILENCE_S)
    with connection:
        try:
            connection.connect(os.fspath(path))
        except PermissionError:
            raise LostTouch(f"{path}: only the terminal's own user may ask it; use that user, or root") from None
        except OSError:
            raise NobodyThere(f"{path}: no terminal listens there") from None
        try:
            with connection.makefile("rwb") as stream:
                stream.write(question.model_dump_json().encode() + b"\n")
                stream.flush()
                for line in stream:
                    told = Told.model_validate_json(line)
                    yield told
                    if told.done or told.busy or told.error:
                        return
        except (OSError, ValidationError):
            pass
        raise LostTouch("the terminal stopped answering: it was stopped, or it hangs; see its watchdog")


def listens(path: Path) -> bool:
    """Whether a terminal answers at `path`; it is asked for a test that there is none of. Raises LostTouch."""
    try:
        return any(True for _ in ask(path, Question(tests=("",))))
    except NobodyThere:
        return False


def _line(told: Told) -> bytes:
    return told.model_dump_json(exclude_defaults=True).encode() + b"\n"
