"""The flow's table: what a visitor must be able to count on, whatever happens in whatever order."""

from __future__ import annotations

from pathlib import Path

from hypothesis import given
from hypothesis import strategies as st

from kiosk.contract import Ending, Service, Step
from kiosk.flow import (
    BACK,
    ENTRY,
    FINAL_STATES,
    HOME_STATES,
    LOST,
    OVERLAYS,
    PLACES,
    PROVING_STATES,
    RULES,
    Event,
    Group,
    Looks,
    Part,
    Position,
    State,
    WaitsFor,
    advance,
    diagram,
)

POLICIES = st.sampled_from(
    [
        (Step.LICENCE, Step.FACE, Step.PASSWORD),
        (Step.LICENCE, Step.FACE, Step.SMS, Step.PASSWORD),
        (Step.LICENCE, Step.ID_NUMBER, Step.SMS, Step.PASSWORD),
        (Step.LICENCE, Step.FACE),
        (),
    ]
)
HAPPENINGS = st.lists(
    st.tuples(st.sampled_from(Event), st.none() | st.sampled_from(Service), st.none() | POLICIES), max_size=60
)


def walk(*events: Event | tuple[Event, tuple[Step, ...]], service: Service = Service.RESET) -> Position:
    position = Position()
    for happening in events:
        event, steps = happening if isinstance(happening, tuple) else (happening, None)
        after = advance(position, event, steps=steps, service=service if event is Event.SERVICE_CHOSEN else None)
        assert after is not None, f"{event} means nothing in {position.state}"
        position = after
    return position


OPENED = (Event.OPENED, (Step.LICENCE, Step.FACE, Step.PASSWORD))
TO_LICENCE = (Event.TOUCHED, Event.SERVICE_CHOSEN, Event.AGREED, OPENED)
TO_COMPANY = (*TO_LICENCE, Event.CODE_READ, (Event.LICENCE_PROVEN, (Step.FACE, Step.PASSWORD)))
TO_PASSWORD = (*TO_COMPANY, Event.CONFIRMED, Event.CHALLENGED, Event.CAPTURED, (Event.PROVEN, (Step.PASSWORD,)))


def test_a_reset_from_the_first_touch_to_the_goodbye() -> None:
    assert walk(*TO_PASSWORD).state is State.PASSWORD
    done = walk(*TO_PASSWORD, Event.ENTERED, Event.DONE)
    assert (done.state, done.ending) == (State.RESULT, Ending.SUCCESS)
    assert walk(*TO_PASSWORD, Event.ENTERED, Event.DONE, Event.FINISHED, Event.ELAPSED) == Position(State.ATTRACT)


def test_unlocking_asks_for_no_password_and_receipts_change_nothing() -> None:
    proven = (*TO_COMPANY[:-1], (Event.LICENCE_PROVEN, ()), Event.CONFIRMED)
    assert walk(*proven, service=Service.UNLOCK).state is State.RESETTING
    assert walk(*proven, service=Service.RECEIPTS).state is State.LOOKING_UP


def test_the_policy_orders_the_steps() -> None:
    steps = (Step.LICENCE, Step.ID_NUMBER, Step.SMS, Step.PASSWORD)
    at_licence = walk(Event.TOUCHED, Event.SERVICE_CHOSEN, Event.FACE_DECLINED, (Event.OPENED, steps))
    assert at_licence.state is State.LICENCE
    for remaining, expected in [(steps[1:], State.COMPANY)]:
        after = advance(at_licence, Event.LICENCE_PROVEN, steps=remaining)
        assert after is not None
        assert after.state is expected
        confirmed = advance(after, Event.CONFIRMED)
        assert confirmed is not None
        assert confirmed.state is State.ID_NUMBER


def test_somebody_elses_company_begins_a_new_session() -> None:
    assert walk(*TO_COMPANY, Event.NOT_MINE).state is State.OPENING


def test_a_warning_gives_back_what_was_below_it() -> None:
    warned = walk(*TO_COMPANY, Event.IDLE)
    assert (warned.state, warned.below) == (State.IDLE_WARNING, State.COMPANY)
    assert walk(*TO_COMPANY, Event.IDLE, Event.CONTINUE) == walk(*TO_COMPANY)
    left = walk(*TO_COMPANY, Event.IDLE, Event.ELAPSED)
    assert (left.state, left.ending) == (State.GOODBYE, Ending.WALKED_AWAY)


def test_an_answer_that_comes_under_a_warning_is_not_lost() -> None:
    position = walk(*TO_LICENCE, Event.IDLE, (Event.LICENCE_PROVEN, (Step.FACE,)))
    assert (position.state, position.below) == (State.COMPANY, None)


def test_a_lost_camera_ends_the_face_step_but_not_the_licence() -> None:
    lost = walk(*TO_COMPANY, Event.CONFIRMED, Event.CHALLENGED, Event.CAMERA_LOST)
    assert (lost.state, lost.ending) == (State.HANDOVER, Ending.DEVICE_LOST)
    assert walk(*TO_LICENCE, Event.CAMERA_LOST).state is State.LICENCE
    assert walk(*TO_LICENCE, Event.CAMERA_LOST, Event.CODE_READ).state is State.LICENCE_CHECK
    assert walk(*TO_COMPANY, Event.CAMERA_LOST, Event.CONFIRMED).state is State.HANDOVER


def test_a_terminal_without_a_part_is_out_of_service_until_it_is_back() -> None:
    out = walk(
        Event.CAMERA_LOST,
    )
    assert out.state is State.OUT_OF_SERVICE
    both = advance(out, Event.SERVICE_LOST)
    assert both is not None
    assert both.lost == {Part.CAMERA, Part.SERVICE}
    one = advance(both, Event.CAMERA_BACK)
    assert one is not None
    assert one.state is State.OUT_OF_SERVICE
    well = advance(one, Event.SERVICE_BACK)
    assert well == Position(State.ATTRACT)


def test_a_change_under_way_can_not_be_cancelled() -> None:
    resetting = walk(*TO_PASSWORD, Event.ENTERED)
    assert advance(resetting, Event.CANCEL) is None
    assert advance(resetting, Event.IDLE) is None


@given(HAPPENINGS)
def test_whatever_happens_the_terminal_can_always_be_brought_home(
    happenings: list[tuple[Event, Service | None, tuple[Step, ...] | None]],
) -> None:
    position = Position()
    for event, service, steps in happenings:
        position = advance(position, event, service=service, steps=steps) or position
        assert (position.below is not None) == (position.state in OVERLAYS)
        assert position.below not in OVERLAYS | HOME_STATES | FINAL_STATES
        if position.state in HOME_STATES:
            assert position == Position(position.state, lost=position.lost), "something of the visit is left"
            assert (position.state is State.OUT_OF_SERVICE) == bool(position.lost)
        if position.state in FINAL_STATES:
            assert position.ending is not None
    for event in (Event.FAULT, Event.FINISHED, Event.ELAPSED):
        position = advance(position, event) or position
    assert position.state in HOME_STATES


@given(HAPPENINGS)
def test_success_is_only_reached_through_every_step(
    happenings: list[tuple[Event, Service | None, tuple[Step, ...] | None]],
) -> None:
    position = Position()
    for event, service, steps in happenings:
        before = position
        position = advance(position, event, service=service, steps=steps) or position
        if position.state is State.RESULT and before.state is not State.RESULT:
            assert before.acting in (State.RESETTING, State.LOOKING_UP)


def test_every_state_can_be_entered_and_left() -> None:
    targets = {rule.target for rule in RULES} | set(ENTRY.values()) | {State.RESETTING, State.LOOKING_UP}
    assert set(State) - targets - {State.ATTRACT, State.OUT_OF_SERVICE} == set()
    left_by_group = PROVING_STATES | FINAL_STATES | OVERLAYS
    sources = {rule.source for rule in RULES if not isinstance(rule.source, Group)}
    assert set(State) - left_by_group - sources == set()


def test_every_proving_state_inherits_the_root_transitions() -> None:
    for state in PROVING_STATES:
        position = Position(state, service=Service.RESET)
        for event, ending in [
            (Event.SENT_TO_WINDOW, Ending.REFUSED),
            (Event.SERVICE_LOST, Ending.SERVICE_LOST),
            (Event.FAULT, Ending.FAULT),
        ]:
            after = advance(position, event)
            assert after is not None
            assert (after.state, after.ending) == (State.HANDOVER, ending), state
        if PLACES[state].waits_for is WaitsFor.VISITOR:
            for event in (Event.IDLE, Event.DEADLINE, Event.HELP):
                after = advance(position, event)
                assert after is not None
                assert after.below is state


def test_the_camera_looks_only_after_consent() -> None:
    before_consent = {State.ATTRACT, State.SERVICE, State.CONSENT, State.OPENING, State.OUT_OF_SERVICE}
    assert not [state for state in before_consent if PLACES[state].looks]
    assert {state for state in State if PLACES[state].looks is Looks.FACE} == {State.FACE_PREPARE, State.FACE}


def test_losses_and_returns_pair_up() -> None:
    assert set(LOST.values()) == set(BACK.values()) == set(Part)


def test_the_diagram_in_the_documentation_is_the_tables() -> None:
    page = (Path(__file__).parents[2] / "docs" / "architecture.md").read_text("utf-8")
    assert f"```mermaid\n{diagram()}```" in page, "write it anew with: python -m kiosk.flow"
