"""The machine's loudspeaker: plays what is recorded, and has the speech engine say the rest."""

from __future__ import annotations

import os
import shutil
import subprocess
import threading
from collections.abc import Sequence

from devices import espeak, sounds
from devices.recordings import Recordings
from devices.speaker import LOUDEST, Side, Speaker, Utterance
from devices.status import DeviceStatus, Health

PLAYER = "aplay"
"""ALSA's own: there on a bare terminal, and served by PipeWire and PulseAudio where one of them runs."""
INSTALL = {espeak.PROGRAM: "apt-get install espeak-ng", PLAYER: "apt-get install alsa-utils"}


class Loudspeaker(Speaker):
    """A process of its own for each sound. `speech` and `player` are the programs' names or paths."""

    def __init__(
        self, recordings: Recordings, volume: int = LOUDEST, speech: str = espeak.PROGRAM, player: str = PLAYER
    ) -> None:
        super().__init__(volume)
        self._recordings, self._speech, self._player = recordings, speech, player
        self._process: subprocess.Popen[bytes] | None = None
        self._program = ""
        self._cut_off: list[subprocess.Popen[bytes]] = []
        """Killed, and perhaps not gone yet: nobody waits for them."""
        self._fault: Health | None = None
        self._lock = threading.RLock()
        """The tests ask for its health from another thread."""

    def say(self, utterance: Utterance) -> None:
        sound = self._recordings.sound(utterance.key, utterance.language, self.volume)
        if sound is not None:
            self._start([self._player, "-q"], sound)
        else:
            self._start(espeak.command(utterance.language, self.volume, self._speech), utterance.text.encode())

    def tone(self, side: Side) -> None:
        self._start([self._player, "-q"], sounds.tone(side, self.volume))

    def hush(self) -> None:
        with self._lock:
            self._note()
            if self._process is not None:
                self._process.kill()
                self._cut_off.append(self._process)
                self._process = None
            self._cut_off = [process for process in self._cut_off if process.poll() is None]

    def health(self) -> Health:
        spoken = not all(map(self._recordings.complete, espeak.VOICES))
        for program in (self._player, *((self._speech,) if spoken else ())):
            if shutil.which(program) is None:
                return _missing(program)
        with self._lock:
            self._note()
        return self._fault or Health(DeviceStatus.ONLINE)

    def voiceless(self) -> tuple[str, ...] | None:
        unrecorded = [language for language in espeak.VOICES if not self._recordings.complete(language)]
        silent = espeak.voiceless(self._speech) if unrecorded else ()
        return None if silent is None else tuple(language for language in silent if language in unrecorded)

    def _start(self, command: Sequence[str], content: bytes) -> None:
        """Hands `content` over as a file in memory: a pipe would have to be filled while the screen waits."""
        quiet = subprocess.DEVNULL
        with self._lock, os.fdopen(os.memfd_create("sound"), "w+b") as file:
            self.hush()
            file.write(content)
            file.seek(0)
            try:
                self._process = subprocess.Popen(command, stdin=file, stdout=quiet, stderr=quiet)  # noqa: S603
            except OSError:
                self._fault = _missing(command[0])
            self._program = command[0]

    def _note(self) -> None:
        """How the last sound ended, if it has."""
        status = self._process.poll() if self._process is not None else None
        if status is not None:
            self._process = None
            fault = f"{self._program} ended with code {status}: check the loudspeaker and the sound card (aplay -l)"
            self._fault = Health(DeviceStatus.HARDWARE_ERROR, fault) if status else None


def _missing(program: str) -> Health:
    return Health(DeviceStatus.NO_DEVICE, f"{program} is missing: {INSTALL.get(program, 'install it')}")
