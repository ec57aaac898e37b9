"""The loudspeaker: its engine, its languages, and whether a tone is heard."""

from __future__ import annotations

import subprocess
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from devices.probes.probe import Probe
from devices.speaker import VOICES, Speaker
from devices.status import DeviceStatus

TONE_HZ = 1000.0
ASK_S = 5.0


@dataclass(frozen=True)
class SpeakerReading:
    """The loudspeaker's state."""

    fitted: bool
    """False: the terminal is silent, by choice."""
    status: DeviceStatus = DeviceStatus.ONLINE
    detail: str = ""
    """What is wrong and what to do, in the device's words."""
    voiceless: str | None = None
    """Languages that it has no voice for, with commas; None: it does not tell."""
    heard_db: float | None = None
    """By how much a tone of the loudspeaker's rises out of the microphone's noise; None: there is no microphone."""


def tone_db(samples: NDArray[Any], rate: float, hertz: float) -> float:
    """By how many decibels a tone of `hertz` rises out of the rest of the sound; some 0 where there is none.

    `samples`: one channel, `rate` a second.
    """
    power = np.abs(np.fft.rfft(samples * np.hanning(len(samples)))) ** 2
    frequencies = np.fft.rfftfreq(len(samples), 1 / rate)
    near = np.abs(frequencies - hertz) <= 3 * rate / len(samples)
    around = (np.abs(frequencies - hertz) <= hertz / 2) & ~near
    if not near.any() or not around.any():
        raise ValueError(
            f"{len(samples)} samples at {rate:g} a second cannot hold a tone of {hertz:g} Hz: record longer"
        )
    return float(10 * np.log10((power[near].max() + 1e-12) / (np.median(power[around]) + 1e-12)))


class SpeakerState(Probe[SpeakerReading]):
    """Asks the terminal's own loudspeaker; None where none is fitted.

    `voiceless` names the languages without a voice, `heard_db` plays a tone and listens; both as in the reading.
    """

    def __init__(
        self, speaker: Speaker | None, voiceless: Callable[[], str | None], heard_db: Callable[[], float | None]
    ) -> None:
        self._speaker, self._voiceless, self._heard_db = speaker, voiceless, heard_db

    def read(self) -> SpeakerReading:
        if self._speaker is None:
            return SpeakerReading(fitted=False)
        health = self._speaker.health()
        if health.status is not DeviceStatus.ONLINE:
            return SpeakerReading(True, health.status, health.detail)
        return SpeakerReading(True, health.status, health.detail, self._voiceless(), self._heard_db())


def espeak_voiceless(program: str = "espeak-ng") -> str | None:
    """Which of the terminal's languages the speech program has no voice for, with commas."""
    missing = []
    for language, voice in VOICES.items():
        try:
            done = subprocess.run(  # noqa: S603 - the configured speech engine
                [program, f"--voices={voice}"], capture_output=True, text=True, timeout=ASK_S, check=True
            )
        except (OSError, subprocess.SubprocessError):
            return None
        if len(done.stdout.splitlines()) < 2:  # nothing but the table's head
            missing.append(language)
    return ", ".join(missing)
