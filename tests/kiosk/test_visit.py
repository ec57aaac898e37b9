"""The clocks of a visit, its timeline, and that it lets go of what was entered."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import SecretStr

from kiosk.config import Time
from kiosk.contract import Language
from kiosk.flow import FINAL_STATES, MEMBERS, OVERLAYS, PLACES, Event, Group, Position, State, WaitsFor
from kiosk.visit import Clocks, TimeLimits, Timeline, Visit

LIMITS = TimeLimits(budget=300, extension=120, idle=45, warning=25, help=120, final=60, goodbye=4)
WARNINGS = (State.IDLE_WARNING, State.TIME_WARNING)


def seconds(least: float, most: float = 2000) -> st.SearchStrategy[float]:
    return st.floats(least, most)


allowed = st.builds(
    lambda **limits: TimeLimits(**Time(**limits).model_dump()),
    budget=seconds(60, 1800),
    extension=seconds(60),
    idle=seconds(20),
    warning=seconds(20),
    help=seconds(30),
    final=seconds(20),
    goodbye=seconds(1, 30),
)
"""Every set of limits that config.toml may hold."""


@given(allowed, seconds(0), st.sampled_from(WARNINGS), st.floats(0, 19.99))
def test_a_warning_leaves_twenty_seconds_however_late_it_is(
    limits: TimeLimits, waited: float, state: State, since: float
) -> None:
    clocks = Clocks.start(limits, 0).enter(waited)
    assert clocks.due(waited + since, state) is None
    left = clocks.countdown(waited + since, state)
    assert left is not None
    assert left > 0
    assert clocks.due(waited + limits.warning + 0.01, state) is Event.ELAPSED


@given(allowed, st.lists(seconds(0, 500), min_size=1, max_size=20))
def test_more_time_is_granted_as_often_as_it_is_asked_for(limits: TimeLimits, pauses: list[float]) -> None:
    clocks, now = Clocks.start(limits, 0), 0.0
    for count, pause in enumerate(pauses, 1):
        now += pause
        before = clocks.remaining(now)
        clocks = clocks.extend(now)
        assert clocks.remaining(now) == pytest.approx(before + limits.extension)
        assert clocks.extensions == count
        assert clocks.due(now, State.COMPANY) is not Event.DEADLINE


@given(allowed, st.sampled_from(State), seconds(0, 1e6))
def test_no_time_shown_is_negative(limits: TimeLimits, state: State, now: float) -> None:
    clocks = Clocks.start(limits, 0)
    assert clocks.remaining(now) >= 0
    countdown = clocks.countdown(now, state)
    assert countdown is None or countdown >= 0


def test_the_budget_is_over_before_idleness_is_asked_about() -> None:
    clocks = Clocks.start(LIMITS, 0)
    assert clocks.due(44.9, State.COMPANY) is None
    assert clocks.due(45, State.COMPANY) is Event.IDLE
    assert clocks.touch(40).due(80, State.COMPANY) is None
    assert clocks.touch(290).due(299.9, State.COMPANY) is None
    assert clocks.touch(299).due(300, State.COMPANY) is Event.DEADLINE


def test_no_clock_ends_what_the_machine_is_doing() -> None:
    timed = MEMBERS[Group.INTERRUPTIBLE] | OVERLAYS | FINAL_STATES | {State.GOODBYE}
    clocks = Clocks.start(LIMITS, 0)
    assert [state for state in set(State) - timed if clocks.due(1e6, state)] == []
    assert State.RESETTING not in timed


def test_help_and_the_result_stay_while_the_visitor_touches_the_screen() -> None:
    for state, ends_with in ((State.HELP, Event.ELAPSED), (State.RESULT, Event.IDLE), (State.HANDOVER, Event.IDLE)):
        clocks = Clocks.start(LIMITS, 0).touch(1000)
        assert clocks.due(1059, state) is None
        assert clocks.due(1120, state) is ends_with
    for state in WARNINGS:  # but a touch beside the button does not answer a warning
        assert Clocks.start(LIMITS, 0).touch(25).due(25, state) is Event.ELAPSED


@given(st.lists(st.tuples(st.sampled_from(State), seconds(0, 100)), min_size=1, max_size=30))
def test_all_time_of_a_visit_is_somebodys(passed: list[tuple[State, float]]) -> None:
    timeline, now = Timeline(), 0.0
    counted = 0.0
    for state, lasted in passed:
        timeline.enter(Position(state), now)
        now += lasted
        counted += lasted if PLACES[state].waits_for is not WaitsFor.NOBODY else 0
    timeline.enter(Position(State.ATTRACT), now)
    shares = timeline.shares()
    assert sum(share.machine + share.visitor for share in shares) == pytest.approx(counted)
    assert all(share.machine >= 0 and share.visitor >= 0 for share in shares)
    assert len({share.screen for share in shares}) == len(shares)


def test_waiting_for_the_machine_is_not_laid_at_the_visitors_door() -> None:
    timeline = Timeline()
    for at, state in ((0, State.LICENCE), (4, State.LICENCE_CHECK), (5, State.LICENCE), (7, State.COMPANY)):
        timeline.enter(Position(state), at)
    (share,) = timeline.shares()
    assert share == (PLACES[State.LICENCE].screen, 1, 6)


def test_what_was_entered_is_handed_out_once_and_never_shown() -> None:
    visit = Visit(Language.ZH_CN, secret=SecretStr("314159"), licence_code=SecretStr("K7K7"))
    assert "314159" not in repr(visit)
    assert "K7K7" not in repr(visit)
    assert visit.take_secret().get_secret_value() == "314159"
    with pytest.raises(ValueError, match="nothing was entered"):
        visit.take_secret()
