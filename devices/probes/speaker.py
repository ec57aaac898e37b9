"""The loudspeaker: its engine, its languages, and whether a tone is heard."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from devices.probes.probe import Probe
from devices.speaker import Speaker
from devices.status import DeviceStatus

TONE_HZ = 1000.0


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

    `heard_db` plays a tone at the loudspeaker's volume and listens, as in the reading.
    """

    def __init__(self, speaker: Speaker | None, heard_db: Callable[[int], float | None]) -> None:
        self._speaker, self._heard_db = speaker, heard_db

    def read(self) -> SpeakerReading:
        if self._speaker is None:
            return SpeakerReading(fitted=False)
        health = self._speaker.health()
        if health.status is not DeviceStatus.ONLINE:
            return SpeakerReading(True, health.status, health.detail)
        silent = self._speaker.voiceless()
        voiceless = None if silent is None else ", ".join(silent)
        return SpeakerReading(True, health.status, health.detail, voiceless, self._heard_db(self._speaker.volume))
