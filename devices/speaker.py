"""What the visitor hears."""

from __future__ import annotations

import contextlib
import shutil
import subprocess
from typing import Protocol

from devices.status import DeviceStatus, Health

VOICES = {"zh_CN": "cmn", "en": "en"}
WORDS_A_MINUTE = 160
LEAVE_S = 1.0


class Speaker(Protocol):
    """Says one thing at a time and keeps nobody waiting for it."""

    def say(self, text: str, language: str) -> None:
        """Say this at once, whatever was being said; `language` is one of VOICES."""

    def hush(self) -> None:
        """Say nothing any more."""

    def health(self) -> Health: ...


class NoSpeaker:
    """A terminal without a loudspeaker."""

    def say(self, text: str, language: str) -> None:
        """Nobody hears it."""

    def hush(self) -> None:
        """It is quiet anyway."""

    def health(self) -> Health:
        return Health(DeviceStatus.NO_DEVICE, "this terminal has no loudspeaker: set one up in the configuration")


class EspeakSpeaker:
    """espeak-ng, a process for each sentence; `program` is its name or path."""

    def __init__(self, program: str = "espeak-ng") -> None:
        self._program = program
        self._process: subprocess.Popen[bytes] | None = None
        self._health = Health(DeviceStatus.ONLINE)
        if shutil.which(program) is None:
            self._health = Health(DeviceStatus.NO_DEVICE, f"{program} is missing: apt-get install espeak-ng")

    def say(self, text: str, language: str) -> None:
        self.hush()
        if self._health.status is DeviceStatus.NO_DEVICE:
            return
        self._process = subprocess.Popen(  # noqa: S603 - the configured speech engine
            [self._program, "-v", VOICES[language], "-s", str(WORDS_A_MINUTE), "--stdin"],
            stdin=subprocess.PIPE,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
        )
        if self._process.stdin is not None:
            with contextlib.suppress(BrokenPipeError):  # it ended at once: the next question after its health tells
                self._process.stdin.write(text.encode())
                self._process.stdin.close()

    def hush(self) -> None:
        process, self._process = self._process, None
        if process is None:
            return
        self._note(process.poll())
        process.kill()
        with contextlib.suppress(subprocess.TimeoutExpired):
            process.wait(LEAVE_S)

    def health(self) -> Health:
        if self._process is not None:
            self._note(self._process.poll())
        return self._health

    def _note(self, status: int | None) -> None:
        if status is not None:
            fault = f"{self._program} ended with code {status}: check the loudspeaker and its volume"
            self._health = Health(DeviceStatus.HARDWARE_ERROR, fault) if status else Health(DeviceStatus.ONLINE)
