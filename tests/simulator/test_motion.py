from __future__ import annotations

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from simulator.motion import Path, Reach, State, Tremor

places = st.lists(st.floats(-100, 100), min_size=2, max_size=2).map(np.array)
durations = st.floats(0.2, 3)


@given(places, places, durations)
def test_a_reach_from_rest_ends_at_rest_at_its_goal_and_never_turns_back(
    start: np.ndarray, goal: np.ndarray, duration: float
) -> None:
    reach = Reach(State.at_rest(start), goal, 5.0, duration)
    way = np.array([reach.at(5.0 + share * duration).position for share in np.linspace(0, 1, 50)])
    almost_there = reach.at(5.0 + duration * (1 - 1e-6))
    np.testing.assert_allclose(way[0], start, atol=1e-9)
    np.testing.assert_allclose(way[-1], goal, atol=1e-9)
    np.testing.assert_allclose(almost_there.position, goal, atol=1e-6)
    np.testing.assert_allclose(almost_there.velocity, 0, atol=1e-3)
    assert np.all(np.diff(way, axis=0) * np.sign(goal - start) >= -1e-6)


def test_half_way_at_half_time_and_fastest_there() -> None:
    reach = Reach(State.at_rest(np.zeros(1)), np.ones(1), 0.0, 2.0)
    np.testing.assert_allclose(reach.at(1.0).position, [0.5])
    np.testing.assert_allclose(reach.at(1.0).velocity, [1.875 / 2.0])  # 15/8 of the mean: Flash & Hogan


@given(places, places, st.floats(0.01, 0.99), durations)
def test_a_change_of_mind_causes_no_jolt(first: np.ndarray, second: np.ndarray, when: float, duration: float) -> None:
    path, undisturbed = Path(np.zeros(2)), Path(np.zeros(2))
    for each in (path, undisturbed):
        each.move(0.0, duration, first)
    now = when * duration
    path.move(now, duration, second)
    np.testing.assert_allclose(path.at(now).position, undisturbed.at(now).position, atol=1e-6)
    np.testing.assert_allclose(path.at(now).velocity, undisturbed.at(now).velocity, atol=1e-6)
    np.testing.assert_allclose(path.at(now).acceleration, undisturbed.at(now).acceleration, atol=1e-4)
    np.testing.assert_allclose(path.at(now + duration).position, second, atol=1e-9)


def test_goals_are_visited_in_turn_and_the_last_one_is_kept() -> None:
    path = Path(np.zeros(1))
    path.move(1.0, 0.5, np.array([3.0]), np.array([-2.0]))
    assert [path.at(t).position[0] for t in (0.0, 1.0, 1.5, 2.0, 9.0)] == [0.0, 0.0, 3.0, -2.0, -2.0]


def test_tremor_has_the_asked_strength_is_smooth_and_is_the_same_for_the_same_seed() -> None:
    tremor = Tremor(np.array([1.0, 0.0]), 0.1, 5.0, seed=4)
    times = np.linspace(0, 200, 20_000)
    course = np.array([tremor.at(t) for t in times])
    assert 0.8 < course[:, 0].std() < 1.2
    assert np.all(course[:, 1] == 0)
    assert np.abs(np.diff(course[:, 0])).max() < 0.3
    np.testing.assert_array_equal(Tremor(np.array([1.0, 0.0]), 0.1, 5.0, seed=4).at(3.3), tremor.at(3.3))
    assert Tremor(np.array([1.0, 0.0]), 0.1, 5.0, seed=5).at(3.3)[0] != tremor.at(3.3)[0]
