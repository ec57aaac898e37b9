from __future__ import annotations

import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from kiosk.evaluation.statistics import Rate, Times, accepted, det, rejected

COUNTS = st.integers(1, 3000).flatmap(lambda trials: st.tuples(st.integers(0, trials), st.just(trials)))
SCORES = st.lists(st.floats(-1, 1), min_size=1, max_size=40)


@pytest.mark.parametrize(
    ("events", "trials", "low", "high"),
    [  # Clopper-Pearson as statistics packages print it
        (0, 10, 0.0, 0.3084971),
        (1, 10, 0.0025286, 0.4450161),
        (5, 10, 0.1870860, 0.8129140),
        (10, 10, 0.6915029, 1.0),
        (3, 1000, 0.0006190, 0.0087426),
    ],
)
def test_intervals_are_those_of_the_textbook(events: int, trials: int, low: float, high: float) -> None:
    assert Rate(events, trials).interval() == pytest.approx((low, high), abs=1e-6)


@given(COUNTS)
def test_an_interval_holds_the_rate_and_mirrors(count: tuple[int, int]) -> None:
    events, trials = count
    rate, mirrored = Rate(events, trials), Rate(trials - events, trials)
    low, high = rate.interval()
    assert 0 <= low <= rate.value <= high <= 1
    assert mirrored.interval() == pytest.approx((1 - high, 1 - low), abs=1e-9)
    assert rate.interval(0.5)[1] <= high


@given(st.integers(30, 100_000))
def test_no_event_follows_the_rule_of_three(trials: int) -> None:
    assert Rate(0, trials).at_most == pytest.approx(3 / trials, rel=0.06)


def test_without_trials_nothing_is_known() -> None:
    assert math.isnan(Rate(0, 0).value)
    assert Rate(0, 0).interval() == (0, 1)
    assert math.isnan(Times.of([]).median)


@pytest.mark.parametrize(("events", "trials"), [(2, 1), (-1, 5)])
def test_more_events_than_trials_are_refused(events: int, trials: int) -> None:
    with pytest.raises(ValueError, match="between none and all"):
        Rate(events, trials)


@given(SCORES, SCORES)
def test_the_curve_says_what_counting_says(genuine: list[float], impostor: list[float]) -> None:
    curve = det(genuine, impostor)
    for at, threshold in enumerate(curve.thresholds):
        assert curve.false_accepts[at] == accepted(impostor, threshold).value
        assert curve.false_rejects[at] == rejected(genuine, threshold).value
    assert (np.diff(curve.false_accepts) <= 0).all()
    assert (np.diff(curve.false_rejects) >= 0).all()
    assert (curve.false_accepts[0], curve.false_rejects[-1]) == (1, 1)


@given(SCORES, SCORES, st.floats(0, 1))
def test_the_threshold_for_a_rate_keeps_it_and_no_lower_one_does(
    genuine: list[float], impostor: list[float], most: float
) -> None:
    curve = det(genuine, impostor)
    threshold = curve.threshold_for(most)
    assert accepted(impostor, threshold).value <= most
    lower = curve.thresholds[curve.thresholds < threshold]
    assert all(accepted(impostor, one).value > most for one in lower)


def test_scores_apart_have_no_error_and_equal_ones_half() -> None:
    assert det([0.8, 0.9], [0.1, 0.2]).equal_error == 0
    assert det([0.5], [0.5]).equal_error == 0.5


def test_a_curve_needs_scores_of_both_kinds() -> None:
    with pytest.raises(ValueError, match="0 impostor"):
        det([0.5], [])


def test_times_are_median_tail_and_longest() -> None:
    assert Times.of(range(101)) == Times(50, 95, 100)
