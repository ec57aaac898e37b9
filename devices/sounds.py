"""Sounds as WAV files in memory. Pure."""

from __future__ import annotations

import io
import wave

import numpy as np
from numpy.typing import NDArray

from devices.speaker import LOUDEST, Side

RATE = 22_050
TONE_HZ = 660.0
TONE_S = 3.0
BEEP_S = 0.5
FADE_S = 0.02
"""At both ends of a beep, or it would click."""
LOUDNESS = 0.6
"""Of the loudest that there is: speech is hardly louder."""
SAMPLE_BYTES = 2


class NotPlayable(Exception):
    """No uncompressed WAV of 16 bits. The message says what it is instead."""


def tone(side: Side, volume: int) -> bytes:
    """Beeps on one side, the other side silent."""
    time = np.arange(int(RATE * TONE_S)) / RATE
    within = time % (2 * BEEP_S)
    envelope = np.clip(np.minimum(within, BEEP_S - within) / FADE_S, 0, 1)
    beeps = LOUDNESS * volume / LOUDEST * envelope * np.sin(2 * np.pi * TONE_HZ * time)
    silent = np.zeros_like(beeps)
    both = (beeps, silent) if side is Side.LEFT else (silent, beeps)
    return _wav(np.stack(both, axis=1), RATE)


def scaled(content: bytes, volume: int) -> bytes:
    """The WAV `content` at `volume` (0 to 100). Raises NotPlayable."""
    try:
        with wave.open(io.BytesIO(content)) as file:
            width, rate, channels = file.getsampwidth(), file.getframerate(), file.getnchannels()
            samples = np.frombuffer(file.readframes(file.getnframes()), np.uint8)
    except (wave.Error, EOFError) as error:
        raise NotPlayable(f"not an uncompressed WAV file ({error or 'cut off'}): save it as WAV, 16 bits") from None
    if width != SAMPLE_BYTES:
        raise NotPlayable(f"has {8 * width} bits a sample: save it as WAV, 16 bits")
    whole = samples[: len(samples) // (width * channels) * width * channels].view("<i2").reshape(-1, channels)
    return _wav(whole / np.iinfo(np.int16).max * volume / LOUDEST, rate)


def _wav(samples: NDArray[np.float64], rate: int) -> bytes:
    """Of samples (n, channels) of -1 to 1."""
    content = io.BytesIO()
    with wave.open(content, "wb") as file:
        file.setnchannels(samples.shape[1])
        file.setsampwidth(SAMPLE_BYTES)
        file.setframerate(rate)
        file.writeframes(np.clip(samples * np.iinfo(np.int16).max, -32768, 32767).round().astype("<i2").tobytes())
    return content.getvalue()
