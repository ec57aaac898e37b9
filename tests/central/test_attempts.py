"""Pauses after several failures: for the person, the enterprise and the terminal."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from hypothesis import given
from hypothesis import strategies as st

from central import policies
from central.attempts import seconds_left
from central.identifiers import id_check_character
from central.policies import Pause
from tests.central.central_desk import PEOPLE, Clock, Face, Terminal, Visit, World, refusal

NOW = datetime(2026, 11, 25, 9, 0, tzinfo=UTC)


def number(company: str) -> str:
    body = PEOPLE[company].representative.id_body
    return body + id_check_character(body)


def at_id_number(terminal: Terminal, world: World, company: str = "星河", holder: str = "representative") -> Visit:
    visit = terminal.open(face=False)
    assert visit.show_licence(world, company, holder).status_code == 200
    return visit


def fail(visit: Visit, times: int, company: str = "云杉") -> None:
    for _ in range(times):
        visit.post("/id-number", {"id_number": number(company)})


def wait(visit: Visit, right: str) -> int:
    """Seconds that a right number must wait."""
    answer = visit.post("/id-number", {"id_number": right})
    return int(answer.json()["retry_after"]) if answer.status_code == 429 else 0


@given(st.integers(0, 60), st.integers(0, 5000))
def test_pause_begins_with_the_fifth_failure_and_never_shrinks(failures: int, passed: int) -> None:
    pause = policies.load().pauses.person
    now = NOW + timedelta(seconds=passed)
    left = seconds_left(pause, failures, NOW, now)
    if failures < 5:
        assert left == 0
    else:
        assert left >= 30 - passed
        assert left <= seconds_left(pause, failures + 1, NOW, now) <= pause.longest


def test_pause_doubles_up_to_the_longest() -> None:
    pause = Pause(failures=5, hours=24, seconds=30, longest=200)
    assert [seconds_left(pause, failures, NOW, NOW) for failures in range(4, 10)] == [0, 30, 60, 120, 200, 200]
    assert seconds_left(pause, 5, NOW, NOW + timedelta(seconds=29.5)) == 1
    assert seconds_left(pause, 5, NOW, NOW + timedelta(seconds=30)) == 0


def test_person_pauses_after_five_failures_in_two_visits(
    terminals: dict[str, Terminal], world: World, clock: Clock
) -> None:
    fail(at_id_number(terminals["bj-1"], world), 4)
    visit = at_id_number(terminals["bj-2"], world)
    fifth = visit.post("/id-number", {"id_number": number("云杉")})
    assert refusal(fifth) == ("id_number_wrong", "retry")
    assert fifth.json()["retry_after"] == 30
    clock.advance(seconds=10)
    refused = visit.post("/id-number", {"id_number": number("星河")})
    assert refusal(refused) == ("cooling_down", "retry")
    assert refused.json()["retry_after"] == int(refused.headers["Retry-After"]) == 20
    clock.advance(seconds=20)
    assert visit.post("/id-number", {"id_number": number("星河")}).status_code == 200


def test_refusal_during_a_pause_costs_no_try(terminals: dict[str, Terminal], world: World, clock: Clock) -> None:
    fail(at_id_number(terminals["bj-1"], world), 4)
    visit = at_id_number(terminals["bj-2"], world)
    fail(visit, 1)
    for _ in range(3):
        assert visit.post("/id-number", {"id_number": number("云杉")}).json()["tries_left"] == 4


def test_agent_pauses_with_the_enterprise(terminals: dict[str, Terminal], world: World) -> None:
    fail(at_id_number(terminals["bj-1"], world, "远帆"), 4)
    fail(at_id_number(terminals["bj-2"], world, "远帆"), 1)
    agent = at_id_number(terminals["bj-2"], world, "远帆", "agent")
    body = PEOPLE["远帆"].agent.id_body  # type: ignore[union-attr]
    assert wait(agent, body + id_check_character(body)) == 30
    assert wait(at_id_number(terminals["bj-2"], world, "素笺"), number("素笺")) == 0


def test_terminal_pauses_whoever_comes(terminals: dict[str, Terminal], world: World) -> None:
    for company in ("星河", "素笺", "远帆", "青禾", "长亭"):
        fail(at_id_number(terminals["bj-1"], world, company), 4)
    assert wait(at_id_number(terminals["bj-1"], world, "云杉"), number("云杉")) == 30
    assert wait(at_id_number(terminals["bj-2"], world, "云杉"), number("云杉")) == 0


def test_long_pauses_lead_to_the_window(terminals: dict[str, Terminal], world: World, clock: Clock) -> None:
    fail(at_id_number(terminals["bj-1"], world), 4)
    visit = at_id_number(terminals["bj-2"], world)
    for seconds in (30, 60, 120):
        assert visit.post("/id-number", {"id_number": number("云杉")}).json()["retry_after"] == seconds
        clock.advance(seconds=seconds)
    assert visit.post("/id-number", {"id_number": number("云杉")}).json()["retry_after"] == 240
    refused = visit.post("/id-number", {"id_number": number("星河")})
    assert refusal(refused) == ("cooling_down", "window")


def test_face_pauses_too_and_its_refusal_tells_no_score(
    terminals: dict[str, Terminal], world: World, owner: Face, stranger: Face, clock: Clock
) -> None:
    world.enrol("星河", owner)
    for terminal, tries in (("bj-1", 3), ("bj-2", 2)):
        visit = terminals[terminal].open()
        visit.show_licence(world, "星河")
        for _ in range(tries):
            refused = visit.show_face(stranger)
    assert refused.json() == {
        "type": "about:blank",
        "title": "The face was not confirmed.",
        "status": 422,
        "code": "face_not_confirmed",
        "disposition": "retry",
        "tries_left": 1,
        "retry_after": 30,
        "reasons": [],
    }
    assert refusal(visit.post("/face/challenge")) == ("cooling_down", "retry")
    clock.advance(seconds=30)
    assert visit.show_face(owner).json() == {"steps": ["password"]}
