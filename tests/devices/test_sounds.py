"""Sounds: louder and softer, and what cannot be played."""

from __future__ import annotations

import io
import wave
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from numpy.typing import NDArray

from devices.sounds import NotPlayable, scaled, tone
from devices.speaker import Side


def samples(content: bytes) -> NDArray[Any]:
    """(n, channels), -1 to 1."""
    with wave.open(io.BytesIO(content)) as file:
        assert file.getsampwidth() == 2
        raw = np.frombuffer(file.readframes(file.getnframes()), "<i2")
        return raw.reshape(-1, file.getnchannels()) / 32767


def recorded(values: list[int], channels: int, width: int = 2) -> bytes:
    content = io.BytesIO()
    with wave.open(content, "wb") as file:
        file.setnchannels(channels)
        file.setsampwidth(width)
        file.setframerate(16_000)
        file.writeframes(np.array(values, f"<i{width}").tobytes())
    return content.getvalue()


@given(st.lists(st.integers(-32768, 32767), min_size=2), st.integers(1, 2), st.integers(0, 100))
def test_a_recording_is_scaled_by_the_volume_and_nothing_else(values: list[int], channels: int, volume: int) -> None:
    content = recorded(values[: len(values) // channels * channels], channels)
    before, after = samples(content), samples(scaled(content, volume))
    assert after.shape == before.shape
    assert np.abs(after - before * volume / 100).max() <= 1 / 32767


@given(st.binary(max_size=200))
def test_whatever_is_no_recording_is_refused_in_words(content: bytes) -> None:
    with pytest.raises(NotPlayable, match="WAV"):
        scaled(content, 50)


def test_a_recording_of_other_samples_is_refused_with_the_remedy() -> None:
    with pytest.raises(NotPlayable, match="has 32 bits a sample: save it as WAV, 16 bits"):
        scaled(recorded([1, 2, 3], 1, width=4), 50)


def test_a_tone_at_volume_0_is_silent() -> None:
    assert not samples(tone(Side.LEFT, 0)).any()
