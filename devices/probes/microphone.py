"""Hearing the loudspeaker through the microphone, by ALSA's own programs."""

from __future__ import annotations

import shutil
import subprocess
from collections.abc import Sequence
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from devices.probes.speaker import TONE_HZ, tone_db
from devices.speaker import LOUDEST

RATE = 16_000
SECONDS = 1.5
LOUDNESS = 0.5
"""Of the loudest that there is, at full volume."""
SETTLING_S = 0.5
"""Not listened to: by then the tone is on its way."""
PATIENCE_S = 5.0
RAW = ("-q", "-t", "raw", "-f", "S16_LE", "-c", "1", "-r", str(RATE))


class Microphone:
    """Plays a tone and listens at the same time. `record` and `play` are the commands; `proc` shows what there is."""

    def __init__(
        self,
        proc: Path = Path("/proc"),
        record: Sequence[str] = ("arecord", *RAW),
        play: Sequence[str] = ("aplay", *RAW),
    ) -> None:
        self._proc, self._record, self._play = proc, tuple(record), tuple(play)

    def heard_db(self, volume: int) -> float | None:
        """By how much the tone, at `volume` (0 to 100), rises out of the noise; None where there is no microphone."""
        if not self._present():
            return None
        tone = np.sin(2 * np.pi * TONE_HZ * np.arange(int(RATE * SECONDS)) / RATE)
        loudness = LOUDNESS * volume / LOUDEST * np.iinfo(np.int16).max
        samples = self._listen((loudness * tone).astype("<i2"))
        heard = samples[int(RATE * SETTLING_S) :]
        return tone_db(heard, RATE, TONE_HZ) if len(heard) >= RATE // 2 else None

    def _present(self) -> bool:
        try:
            devices = (self._proc / "asound" / "pcm").read_text("ascii")
        except OSError:
            return False
        return "capture" in devices and all(shutil.which(command[0]) for command in (self._record, self._play))

    def _listen(self, tone: NDArray[np.int16]) -> NDArray[np.int16]:
        wanted = int(RATE * SECONDS) * 2
        quiet = subprocess.DEVNULL
        with (
            subprocess.Popen(self._record, stdout=subprocess.PIPE, stderr=quiet) as recorder,  # noqa: S603
            subprocess.Popen(self._play, stdin=subprocess.PIPE, stderr=quiet) as player,  # noqa: S603
        ):
            try:
                player.communicate(tone.tobytes(), timeout=PATIENCE_S)
                content = recorder.stdout.read(wanted) if recorder.stdout else b""
            except (subprocess.TimeoutExpired, OSError):
                content = b""
            finally:
                player.kill()
                recorder.kill()
        return np.frombuffer(content[: len(content) // 2 * 2], "<i2")
