"""The hidden knock: found by whoever knows it, by nobody else."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from kiosk.technician.knock import HOLD_S, TAP_S, TAPS, WITHIN_S, Knock

Press = tuple[float, float]
"""Seconds of rest before a touch, and of the touch."""
presses = st.lists(
    st.tuples(
        st.sampled_from([0.0, 0.1, 0.4, 1.2, 3.9, 5.0]), st.sampled_from([0.05, 0.2, TAP_S, 1.0, 2.9, HOLD_S, 4.0])
    ),
    max_size=14,
)


def knocked(touches: list[Press]) -> list[float]:
    """When the knock was complete, if it was."""
    knock, now, complete = Knock(), 0.0, []
    for rest, length in touches:
        knock = knock.down(now := now + rest)
        knock = knock.up(now := now + length)
        if knock.complete:
            complete.append(now)
            knock = Knock()
    return complete


def test_who_knows_it_is_heard() -> None:
    assert knocked([(0, 3.2), (0.3, 0.1), (0.2, 0.1), (0.2, 0.1)])


def test_touching_about_on_the_name_is_no_knock() -> None:
    assert not knocked([(0.3, 0.1)] * 30)
    assert not knocked([(0.3, 2.9)] * 5)
    assert not knocked([(0, 5.0)] * 5)
    assert not knocked([(0, 3.2), (0.3, 0.1), (0.2, 1.5), (0.2, 0.1), (0.2, 0.1)]), "a long touch among the taps"
    assert not knocked([(0, 3.2), (5.0, 0.1), (0.2, 0.1), (0.2, 0.1)]), "too long after"


@given(presses)
def test_each_knock_ends_in_a_hold_and_three_taps_in_time(touches: list[Press]) -> None:
    ends, now = [], 0.0
    for rest, length in touches:
        now += rest
        now += length
        ends.append(now)
    for at in knocked(touches):
        last = ends.index(at)
        hold, taps = touches[last - TAPS], touches[last - TAPS + 1 : last + 1]
        assert hold[1] >= HOLD_S
        assert len(taps) == TAPS
        assert all(length <= TAP_S for _, length in taps)
        assert at - ends[last - TAPS] <= WITHIN_S + 1e-9


@given(presses, st.integers(0, 13))
def test_a_touch_elsewhere_or_a_second_finger_begins_it_anew(touches: list[Press], where: int) -> None:
    knock, now = Knock(), 0.0
    for rest, length in touches[:where]:
        knock = knock.down(now := now + rest).up(now := now + length)
    knock = knock.down(now + 0.1).down(now + 0.2).up(now + 0.3)
    assert knock == Knock()
