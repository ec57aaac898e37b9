"""The SMS step: how often, how long, how many tries."""

from __future__ import annotations

import pytest

from central.identifiers import id_check_character
from tests.central.central_desk import PEOPLE, Clock, Terminal, Visit, World, refusal

PHONE = PEOPLE["星河"].representative.phone


@pytest.fixture
def visit(terminal: Terminal, world: World) -> Visit:
    visit = terminal.open(face=False)
    visit.show_licence(world, "星河")
    body = PEOPLE["星河"].representative.id_body
    visit.post("/id-number", {"id_number": body + id_check_character(body)})
    assert visit.post("/sms").status_code == 200
    return visit


def wrong(code: str) -> str:
    return f"{(int(code) + 1) % 10**6:06}"


def test_resend_waits_a_minute(visit: Visit, world: World, clock: Clock) -> None:
    clock.advance(seconds=20.5)
    refused = visit.post("/sms")
    assert refusal(refused) == ("sms_too_soon", "retry")
    assert refused.json()["retry_after"] == int(refused.headers["Retry-After"]) == 40
    clock.advance(seconds=39.5)
    assert visit.post("/sms").status_code == 200


def test_newest_code_counts(visit: Visit, world: World, clock: Clock) -> None:
    old = world.sms_code(PHONE)
    clock.advance(seconds=60)
    visit.post("/sms")
    new = world.sms_code(PHONE, sent=2)
    if old != new:
        assert refusal(visit.post("/sms/verify", {"code": old}))[0] == "sms_code_wrong"
    assert visit.post("/sms/verify", {"code": new}).status_code == 200


def test_code_expires_after_ten_minutes(visit: Visit, world: World, clock: Clock) -> None:
    code = world.sms_code(PHONE)
    clock.advance(minutes=10)
    assert refusal(visit.post("/sms/verify", {"code": code})) == ("sms_code_expired", "retry")


def test_code_is_good_until_the_last_second_and_once(visit: Visit, world: World, clock: Clock) -> None:
    code = world.sms_code(PHONE)
    assert len(code) == 6
    clock.advance(minutes=9, seconds=59)
    assert visit.post("/sms/verify", {"code": code}).status_code == 200
    assert refusal(visit.post("/sms/verify", {"code": code}))[0] == "wrong_step"


def test_fifth_try_may_be_the_right_one(visit: Visit, world: World) -> None:
    code = world.sms_code(PHONE)
    for _ in range(4):
        visit.post("/sms/verify", {"code": wrong(code)})
    assert visit.post("/sms/verify", {"code": code}).status_code == 200


def test_resend_is_refused_until_the_last_second(visit: Visit, clock: Clock) -> None:
    clock.advance(seconds=59)
    assert refusal(visit.post("/sms"))[0] == "sms_too_soon"
    clock.advance(seconds=1)
    assert visit.post("/sms").status_code == 200


def test_five_tries_in_all_however_many_codes(visit: Visit, world: World, clock: Clock) -> None:
    code = world.sms_code(PHONE)
    for left in (4, 3):
        assert visit.post("/sms/verify", {"code": wrong(code)}).json()["tries_left"] == left
    clock.advance(seconds=60)
    visit.post("/sms")
    code = world.sms_code(PHONE, sent=2)
    for left in (2, 1):
        assert visit.post("/sms/verify", {"code": wrong(code)}).json()["tries_left"] == left
    for text in (wrong(code), code):
        assert refusal(visit.post("/sms/verify", {"code": text})) == ("attempts_exhausted", "window")


def test_three_messages_a_visit(visit: Visit, clock: Clock) -> None:
    for status in (200, 200, 429):
        clock.advance(seconds=60)
        answer = visit.post("/sms")
        assert answer.status_code == status
    assert refusal(answer) == ("too_many_requests", "window")


def test_code_dies_with_the_session(visit: Visit, world: World) -> None:
    code = world.sms_code(PHONE)
    visit.post("/end", {"ending": "cancelled", "seconds": 30, "extensions": 0})
    assert refusal(visit.post("/sms/verify", {"code": code}))[0] == "session_over"
