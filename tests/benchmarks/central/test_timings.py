"""The load generator's arithmetic."""

from __future__ import annotations

import math
from collections.abc import Callable
from threading import Barrier

import pytest
from hypothesis import given
from hypothesis import strategies as st

from benchmarks.central.load import on_schedule, together
from benchmarks.central.timings import Call, Latency, Log, ratio_of_quickest
from kiosk.client import Trouble, Unreachable
from tests.benchmarks.central.clock import Clock


def fail(error: Exception) -> Callable[[], None]:
    def call() -> None:
        raise error

    return call


def test_percentiles_are_of_what_was_answered_and_failures_are_counted() -> None:
    calls = [Call("open", due=10.0, answered=10.0 + n / 1000) for n in range(1, 102)]
    told = Latency.of([*calls, Call("open", due=0.0, answered=99.0, failure="no_answer")])
    assert (told.calls, told.failures) == (102, 1)
    assert [told.p50, told.p95, told.p99, told.longest] == pytest.approx([51, 96, 100, 101])
    assert math.isnan(Latency.of([]).p99)


@given(st.lists(st.floats(0, 100), min_size=1))
def test_percentiles_rise(seconds: list[float]) -> None:
    told = Latency.of(Call("x", 0.0, one) for one in seconds)
    # Between two equal times there is the last digit of a float.
    assert told.p50 <= told.p95 + 1e-6 <= told.p99 + 2e-6 <= told.longest + 3e-6


def test_a_call_counts_from_when_it_was_due_and_keeps_what_it_raised() -> None:
    times = iter([7.0, 20.0, 21.0, 30.0, 31.0])
    log = Log(clock=lambda: next(times))
    assert log.timed("beat", lambda: "answer", due=5.0) == "answer"
    for error in (Unreachable(Trouble.NO_ANSWER), KeyError("x")):
        with pytest.raises(type(error)):
            log.timed("beat", fail(error))
    assert [(call.seconds, call.failure) for call in log.calls] == [(2.0, None), (1.0, "no_answer"), (1.0, "KeyError")]
    assert log.failures() == {"no_answer": 1, "KeyError": 1}


def test_a_rate_is_of_what_was_answered_within_the_time() -> None:
    log = Log()
    log.calls = [Call("visit", 0.0, answered) for answered in (1.0, 2.0, 10.0, 11.0)] + [Call("open", 0.0, 1.0)]
    log.calls.append(Call("visit", 0.0, 3.0, failure="internal"))
    assert log.rate("visit", 0.0, 10.0) == 0.3


def test_the_slowest_way_against_the_quickest_by_their_quickest_tries() -> None:
    assert ratio_of_quickest([[2.0, 9.0], [1.0, 99.0], [8.0, 1.5]]) == 2.0


def test_what_is_late_because_all_hands_are_busy_was_due_when_it_was_due() -> None:
    clock = Clock()
    dues: list[float] = []
    began: list[float] = []

    def act(number: int, due: float) -> None:
        dues.append(due)
        began.append(clock())
        clock.advance(2.5 if number == 1 else 0.25)

    ended = on_schedule(rate=1, seconds=5, act=act, hands=1, clock=clock, sleep=clock.advance)()
    assert dues == [0, 1, 2, 3, 4]
    assert began == [0, 1, 3.5, 3.75, 4]
    assert ended == (0, 4.25)


def test_together_each_acts_again_until_the_time_is_over() -> None:
    clock = Clock()
    acted: list[int] = []
    all_have_acted = Barrier(3, action=lambda: clock.advance(1))

    def act(place: int) -> None:
        acted.append(place)
        all_have_acted.wait()

    assert together(3, 2.5, act, clock) == (0, 2.5)
    assert sorted(acted) == [0, 0, 0, 1, 1, 1, 2, 2, 2]
