"""How long frames take, for the record of a visit."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from kiosk.frame_times import FrameTimes, p99


@given(st.lists(st.floats(0, 1), min_size=1, max_size=500))
def test_99_of_100_frames_stay_within_it(seconds: list[float]) -> None:
    limit = p99(seconds)
    assert limit in seconds
    assert sum(one > limit for one in seconds) <= len(seconds) / 100


def test_what_was_taken_is_forgotten() -> None:
    times = FrameTimes()
    times.add(0.02)
    assert times.take() == [0.02]
    assert times.take() == []
    assert p99([]) == 0
