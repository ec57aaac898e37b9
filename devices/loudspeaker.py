"""The machine's loudspeaker: plays what is recorded, and has the speech engine say the rest."""

from __future__ import annotations

import os
import shutil
import signal
import subprocess
import threading
from collections.abc import Sequence
from pathlib import Path
from typing import IO

from devices import espeak, sounds
from devices.recordings import Recordings
from devices.speaker import LOUDEST, Side, Speaker, Utterance
from devices.status import DeviceStatus, Health

PLAYER = "aplay"
"""ALSA's own: there on a bare terminal, and served by PipeWire and PulseAudio where one of them runs."""
INSTALL = {espeak.PROGRAM: "apt-get install espeak-ng", PLAYER: "apt-get install alsa-utils"}
CARDS = Path("/proc/asound/pcm")
"""Lists the sound cards' inputs and outputs."""

Process = subprocess.Popen[bytes]


class Loudspeaker(Speaker):
    """Processes of its own for each sound. `speech` and `player` are the programs' names or paths.

    All goes through the player: the engine itself ends well where there is no sound card at all.
    """

    def __init__(
        self,
        recordings: Recordings,
        volume: int = LOUDEST,
        speech: str = espeak.PROGRAM,
        player: str = PLAYER,
        cards: Path = CARDS,
    ) -> None:
        super().__init__(volume)
        self._recordings, self._speech, self._player, self._cards = recordings, speech, (player, "-q"), cards
        self._sounding: dict[str, Process] = {}
        """By program; each feeds the next, the last is the player."""
        self._cut_off: list[Process] = []
        """Killed, and perhaps not gone yet: nobody waits for them."""
        self._fault: Health | None = None
        self._lock = threading.RLock()
        """The tests ask for its health from another thread."""

    def say(self, utterance: Utterance) -> None:
        sound = self._recordings.sound(utterance.key, utterance.language, self.volume)
        if sound is not None:
            self._start(sound, self._player)
        else:
            engine = espeak.command(utterance.language, self.volume, self._speech)
            self._start(utterance.text.encode(), engine, self._player)

    def tone(self, side: Side) -> None:
        self._start(sounds.tone(side, self.volume), self._player)

    def hush(self) -> None:
        with self._lock:
            self._note()
            for process in self._sounding.values():
                process.kill()
            self._cut_off = [one for one in (*self._cut_off, *self._sounding.values()) if one.poll() is None]
            self._sounding = {}

    def health(self) -> Health:
        spoken = not all(map(self._recordings.complete, espeak.VOICES))
        for program in (self._player[0], *((self._speech,) if spoken else ())):
            if shutil.which(program) is None:
                return _missing(program)
        if not self._has_card():
            return Health(DeviceStatus.NO_DEVICE, "there is no sound card: plug it in, or switch it on in the firmware")
        with self._lock:
            self._note()
            return self._fault or Health(DeviceStatus.ONLINE)

    def voiceless(self) -> tuple[str, ...] | None:
        unrecorded = [language for language in espeak.VOICES if not self._recordings.complete(language)]
        silent = espeak.voiceless(self._speech) if unrecorded else ()
        return None if silent is None else tuple(language for language in silent if language in unrecorded)

    def _has_card(self) -> bool:
        try:
            return "playback" in self._cards.read_text("ascii")
        except OSError:
            return False

    def _start(self, content: bytes, *commands: Sequence[str]) -> None:
        """Has `content` go through the commands, as a file in memory: a pipe would have to be filled while the screen
        waits."""
        quiet = subprocess.DEVNULL
        with self._lock, os.fdopen(os.memfd_create("sound"), "w+b") as file:
            self.hush()
            file.write(content)
            file.seek(0)
            source: IO[bytes] = file
            for number, command in enumerate(commands, 1):
                out = subprocess.PIPE if number < len(commands) else quiet
                try:
                    process = subprocess.Popen(command, stdin=source, stdout=out, stderr=quiet)  # noqa: S603
                except OSError:
                    self.hush()
                    self._fault = _missing(command[0])
                    return
                finally:
                    source.close()
                self._sounding[command[0]] = process
                source = process.stdout or file

    def _note(self) -> None:
        """How the last sound ended, if it has."""
        ended = {program: process.poll() for program, process in self._sounding.items()}
        if not ended or None in ended.values():
            return
        self._fault, self._sounding = None, {}
        for program, status in ended.items():
            if status not in (0, -signal.SIGPIPE):  # who writes to a player that has ended is not at fault
                fault = f"{program} ended with code {status}: check the loudspeaker and the sound card (aplay -l)"
                self._fault = Health(DeviceStatus.HARDWARE_ERROR, fault)
                return


def _missing(program: str) -> Health:
    return Health(DeviceStatus.NO_DEVICE, f"{program} is missing: {INSTALL.get(program, 'install it')}")
