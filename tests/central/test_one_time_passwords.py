"""One-time passwords: random, to the phone on file only, for one sign-in within a day."""

from __future__ import annotations

import re
from random import Random

import pytest

from central.passwords import one_time_password
from tests.central.central_desk import (
    GOOD_PASSWORD,
    OLD_PASSWORD,
    PEOPLE,
    Clock,
    Face,
    Terminal,
    Visit,
    World,
    proven,
    refusal,
    until,
)

PHONE = PEOPLE["星河"].representative.phone


@pytest.fixture
def visit(terminal: Terminal, world: World, owner: Face) -> Visit:
    return proven(terminal, world, owner)


def ask(visit: Visit, key: str = "the-key-of-this-reset") -> dict[str, object]:
    answer = visit.post("/reset", {"one_time": True}, key)
    assert answer.status_code == 200, answer.text
    return dict(answer.json())


def sent(world: World) -> list[str]:
    return re.findall(r"一次性密码：(\S+)", "\n".join(world.messages(PHONE)))


def password(world: World) -> str:
    until(lambda: bool(sent(world)))
    (only,) = sent(world)
    return only


def test_the_visitor_is_told_where_it_would_be_sent(terminal: Terminal, world: World) -> None:
    company = terminal.open().show_licence(world, "星河").json()["company"]
    assert company["one_time_phone"] == "138****1001"


def test_one_time_password_signs_in_once_and_must_be_changed(visit: Visit, world: World) -> None:
    receipt = ask(visit)
    assert receipt["one_time_until"] is not None
    assert receipt["password_expires_on"] is None
    drawn = password(world)
    assert drawn not in str(receipt)
    signed_in = world.sign_in("星河", drawn).json()
    assert signed_in["must_change_password"] is True
    assert world.login("星河", drawn).status_code == 401
    assert world.account("/password", signed_in["session"], {"new_password": GOOD_PASSWORD}).status_code == 204
    assert world.sign_in("星河", GOOD_PASSWORD).json()["must_change_password"] is False


def test_one_time_password_expires_after_a_day(visit: Visit, world: World, clock: Clock) -> None:
    ask(visit)
    drawn = password(world)
    clock.advance(hours=24)
    assert world.login("星河", drawn).status_code == 401
    assert world.login("星河", OLD_PASSWORD).status_code == 401


def test_same_key_sends_one_password(visit: Visit, world: World) -> None:
    assert ask(visit)["number"] == ask(visit)["number"]
    until(lambda: len(world.messages(PHONE)) >= 2)  # the password and the notice
    assert len(sent(world)) == 1


def test_nobody_else_on_file_gets_the_password(visit: Visit, world: World) -> None:
    ask(visit)
    drawn = password(world)
    for contact in PEOPLE["星河"].contacts:
        (notice,) = world.await_messages(contact.phone, 1)
        assert drawn not in notice


@pytest.mark.parametrize(
    ("errand", "body"),
    [
        ("unlock", {"one_time": True}),
        ("unlock", {"one_time": True, "new_password": GOOD_PASSWORD}),
        ("reset", {"one_time": True, "new_password": GOOD_PASSWORD}),
        ("reset", {"one_time": False}),
    ],
)
def test_a_reset_takes_one_of_the_two_and_an_unlock_none(
    terminal: Terminal, world: World, owner: Face, errand: str, body: dict[str, object]
) -> None:
    world.enrol("星河", owner)
    visit = terminal.open(errand)
    visit.show_licence(world, "星河")
    visit.show_face(owner)
    assert refusal(visit.post("/reset", body, "the-key-of-this-reset")) == ("malformed", "fault")


@pytest.mark.parametrize("length", [8, 12, 15, 64])
def test_drawn_passwords_are_long_readable_and_never_the_same(length: int) -> None:
    random = Random(length)
    drawn = [one_time_password(random, length) for _ in range(200)]
    assert len(set(drawn)) == 200
    for one in drawn:
        assert len(one) == max(12, length)
        assert not set("0O1lIo") & set(one)
        assert any(map(str.islower, one))
        assert any(map(str.isupper, one))
        assert any(map(str.isdigit, one))
