"""Whole visits, as a terminal makes them, and every refusal on the way."""

from __future__ import annotations

from typing import Any

import pytest
import requests

from central.identifiers import id_check_character
from tests.central.central_desk import (
    ENTERPRISES,
    GOOD_PASSWORD,
    OLD_PASSWORD,
    PEOPLE,
    Clock,
    Face,
    Terminal,
    World,
    proven,
    refusal,
    session_request,
    until,
)


def id_number(company: str) -> str:
    body = PEOPLE[company].representative.id_body
    return body + id_check_character(body)


def test_representative_resets_with_licence_and_face(terminal: Terminal, world: World, owner: Face) -> None:
    world.enrol("星河", owner)
    visit = terminal.open()
    assert visit.steps == ["licence", "face", "password"]

    company = visit.show_licence(world, "星河").json()["company"]
    assert company["name"] == "北京示例星河科技有限公司"
    assert company["representative"] == "张*例"
    assert company["credit_code"].count("*") == 10

    assert visit.show_face(owner).json() == {"steps": ["password"]}
    receipt = visit.reset().json()
    assert (receipt["sessions_revoked"], receipt["signing_grants_revoked"]) == (4, 1)
    assert [one["scope"] for one in receipt["sub_accounts"]] == ["annual_report", "change"]
    assert receipt["second_factor"] == "sms"
    assert len(receipt["linked"]) == 3

    assert world.sign_in("星河", GOOD_PASSWORD).json()["must_change_password"] is False
    assert refusal(world.login("星河", OLD_PASSWORD)) == ("login_refused", "retry")
    until(lambda: len(world.linked("星河")) == 3)
    assert {view["password_version"] for view in world.linked("星河").values()} == {2}

    def shown() -> dict[str, Any]:
        return dict(requests.get(f"{terminal.url}/v1/receipts/{receipt['number']}", timeout=10).json())

    until(lambda: {one["status"] for one in shown()["linked"]} == {"synchronised"})
    assert shown()["holder"] == "张*例"


def test_everybody_on_file_is_told_but_never_the_password(terminal: Terminal, world: World, owner: Face) -> None:
    visit = proven(terminal, world, owner)
    number = visit.reset().json()["number"]
    for phone in (PEOPLE["星河"].representative.phone, *(one.phone for one in PEOPLE["星河"].contacts)):
        (message,) = world.await_messages(phone, 1)
        assert number in message
        assert GOOD_PASSWORD not in message


def test_other_way_for_those_who_refuse_the_face(terminal: Terminal, world: World) -> None:
    visit = terminal.open(face=False)
    assert visit.steps == ["licence", "id_number", "sms", "password"]
    visit.show_licence(world, "星河")
    assert visit.post("/id-number", {"id_number": id_number("星河")}).json()["steps"] == ["sms", "password"]
    sent = visit.post("/sms").json()
    assert sent == {"phone": "138****1001", "expires_in": 600, "resend_after": 60}
    code = world.sms_code(PEOPLE["星河"].representative.phone)
    assert visit.post("/sms/verify", {"code": code}).json()["steps"] == ["password"]
    assert visit.reset().status_code == 200


def test_visitor_may_turn_to_the_other_way_at_the_camera(terminal: Terminal, world: World, owner: Face) -> None:
    world.enrol("星河", owner)
    visit = terminal.open()
    visit.show_licence(world, "星河")
    visit.post("/face/challenge")
    assert visit.post("/other-way").json()["steps"] == ["id_number", "sms", "password"]
    assert refusal(visit.post("/face/challenge"))[0] == "wrong_step"
    assert refusal(visit.post("/other-way"))[0] == "wrong_step"


def test_other_way_before_the_licence(terminal: Terminal, world: World, owner: Face) -> None:
    world.enrol("星河", owner)
    visit = terminal.open()
    assert visit.post("/other-way").json()["steps"] == ["licence", "id_number", "sms", "password"]
    assert visit.show_licence(world, "星河").json()["steps"] == ["id_number", "sms", "password"]


def test_no_other_way_leaves_the_visit_as_it_was(terminals: dict[str, Terminal], world: World, owner: Face) -> None:
    world.enrol("浦江", owner)
    visit = terminals["sh-1"].open()
    visit.show_licence(world, "浦江")
    assert refusal(visit.post("/other-way")) == ("no_other_way", "window")
    assert visit.show_face(owner).json()["steps"] == ["sms", "password"]


def test_without_a_face_on_file_the_other_way_opens(terminal: Terminal, world: World) -> None:
    visit = terminal.open(face=True)
    assert visit.show_licence(world, "素笺").json()["steps"] == ["id_number", "sms", "password"]


def test_agent_shows_own_face_and_the_representative_gets_the_sms(
    terminal: Terminal, world: World, owner: Face, stranger: Face
) -> None:
    world.enrol("远帆", owner, "representative")
    world.enrol("远帆", stranger, "agent")
    visit = terminal.open()
    result = visit.show_licence(world, "远帆", "agent").json()
    assert result["steps"] == ["face", "sms", "password"]
    assert (result["company"]["holder"], result["company"]["holder_name"]) == ("agent", "何*办")
    assert refusal(visit.show_face(owner))[0] == "face_not_confirmed"
    assert visit.show_face(stranger).status_code == 200
    visit.post("/sms")
    code = world.sms_code(PEOPLE["远帆"].representative.phone)
    assert visit.post("/sms/verify", {"code": code}).status_code == 200
    assert visit.reset().json()["holder"] == "何*办"


def test_unlocking_lifts_the_lock_and_keeps_the_password(terminal: Terminal, world: World, owner: Face) -> None:
    password = OLD_PASSWORD
    assert world.login("云杉", password).status_code == 401
    world.enrol("云杉", owner)
    visit = terminal.open("unlock")
    assert visit.steps == ["licence", "face"]
    assert visit.show_licence(world, "云杉").json()["company"]["account_locked"] is True
    visit.show_face(owner)
    assert visit.reset(password=None).json()["linked"] == []
    assert world.login("云杉", password).status_code == 200


def test_receipts_are_listed_newest_first_once_all_is_proven(
    terminal: Terminal, world: World, owner: Face, clock: Clock
) -> None:
    world.enrol("星河", owner)
    numbers = []
    for password in (GOOD_PASSWORD, "Marble-otter-31-canyon"):
        visit = terminal.open()
        visit.show_licence(world, "星河")
        visit.show_face(owner)
        numbers.append(visit.reset(password).json()["number"])
        clock.advance(minutes=1)
    visit = terminal.open("receipts")
    visit.show_licence(world, "星河")
    assert refusal(visit.get("/receipts"))[0] == "wrong_step"
    visit.show_face(owner)
    assert [one["number"] for one in visit.get("/receipts").json()["receipts"]] == numbers[::-1]
    assert refusal(visit.reset(password=None))[0] == "wrong_step"


def test_shanghai_asks_for_an_sms_after_the_face(terminals: dict[str, Terminal], world: World, owner: Face) -> None:
    world.enrol("浦江", owner)
    visit = terminals["sh-1"].open()
    assert visit.steps == ["licence", "face", "sms", "password"]
    assert visit.show_licence(world, "浦江").status_code == 200


def test_shanghai_has_no_way_without_the_face(terminals: dict[str, Terminal], world: World) -> None:
    refused = terminals["sh-1"].call("POST", "/sessions", session_request(face=False))
    assert refusal(refused) == ("no_other_way", "window")
    visit = terminals["sh-1"].open()
    assert refusal(visit.show_licence(world, "浦江")) == ("no_other_way", "window")  # no face on file


@pytest.mark.parametrize(
    ("company", "holder", "code"),
    [
        ("旧港", "representative", "enterprise_not_in_order"),
        ("晚枫", "representative", "enterprise_not_in_order"),
        ("新棠", "representative", "representative_changed"),
        ("静湖", "representative", "phone_unusable"),
        ("白榆", "representative", "phone_changed"),
        ("寒石", "representative", "account_frozen"),
        ("青禾", "agent", "agent_not_authorised"),
        ("长亭", "agent", "agent_not_authorised"),
        ("松涛", "agent", "agent_not_authorised"),
        ("浦江", "representative", "region_not_served"),
    ],
)
def test_refused_licences_lead_to_the_window(
    terminal: Terminal, world: World, owner: Face, company: str, holder: str, code: str
) -> None:
    world.enrol(company, owner, holder)
    visit = terminal.open()
    assert refusal(visit.show_licence(world, company, holder)) == (code, "window")
    assert refusal(visit.post("/face/challenge")) == ("wrong_step", "restart")
    assert refusal(visit.reset())[0] == "wrong_step"


def test_steps_cannot_be_skipped(terminal: Terminal, world: World, owner: Face) -> None:
    world.enrol("星河", owner)
    visit = terminal.open()
    for path, body in [
        ("/face/challenge", None),
        ("/id-number", {"id_number": id_number("星河")}),
        ("/sms", None),
        ("/reset", {"new_password": GOOD_PASSWORD}),
    ]:
        assert refusal(visit.post(path, body, key="0123456789abcdef"))[0] == "wrong_step"
    visit.show_licence(world, "星河")
    assert refusal(visit.show_licence(world, "星河"))[0] == "wrong_step"
    assert refusal(visit.reset())[0] == "wrong_step"
    assert world.login("星河", OLD_PASSWORD).status_code == 200


def test_wrong_id_numbers_run_out_but_slips_do_not(terminal: Terminal, world: World) -> None:
    visit = terminal.open(face=False)
    visit.show_licence(world, "星河")
    slip = id_number("星河")[:-1] + ("1" if id_number("星河")[-1] != "1" else "2")
    assert visit.post("/id-number", {"id_number": slip}).json()["tries_left"] == 5
    for left in (4, 3, 2, 1):
        assert visit.post("/id-number", {"id_number": id_number("云杉")}).json()["tries_left"] == left
    for number in (id_number("云杉"), id_number("星河")):
        assert refusal(visit.post("/id-number", {"id_number": number})) == ("attempts_exhausted", "window")


def test_tries_are_counted_across_visits(terminal: Terminal, world: World, clock: Clock) -> None:
    for _ in range(3):
        visit = terminal.open(face=False)
        visit.show_licence(world, "星河")
        for _ in range(5):
            visit.post("/id-number", {"id_number": id_number("云杉")})
            clock.advance(hours=1)  # past the pause, and past the visit
            visit = terminal.open(face=False)
            visit.show_licence(world, "星河")
    visit = terminal.open(face=False)
    visit.show_licence(world, "星河")
    assert refusal(visit.post("/id-number", {"id_number": id_number("星河")}))[0] == "attempts_exhausted"
    clock.advance(days=1)
    visit = terminal.open(face=False)
    visit.show_licence(world, "星河")
    assert visit.post("/id-number", {"id_number": id_number("星河")}).status_code == 200


def test_session_of_another_terminal_does_not_exist(terminals: dict[str, Terminal], world: World) -> None:
    visit = terminals["bj-1"].open()
    visit.terminal = terminals["bj-2"]
    assert refusal(visit.show_licence(world, "星河")) == ("not_found", "restart")
    assert refusal(visit.get("/outcomes/0123456789abcdef"))[0] == "not_found"


def test_session_expires(terminal: Terminal, world: World, clock: Clock) -> None:
    visit = terminal.open()
    clock.advance(minutes=15)
    assert refusal(visit.show_licence(world, "星河")) == ("session_over", "restart")


def test_ending_twice_is_ending_once(terminal: Terminal, world: World) -> None:
    visit = terminal.open()
    report = {"ending": "cancelled", "seconds": 12.5, "extensions": 0}
    assert [visit.post("/end", report).status_code for _ in range(2)] == [204, 204]
    assert refusal(visit.show_licence(world, "星河"))[0] == "session_over"


def test_heartbeat_is_taken(terminal: Terminal) -> None:
    beat = {"software": "0.1.0", "state": "attract", "faults": ["printer"]}
    assert terminal.call("POST", "/heartbeat", beat).status_code == 200


def test_world_does_not_exist_without_its_token(world: World) -> None:
    assert refusal(world.call("GET", "/enterprises", token="guess"))[0] == "not_found"
    listed = {one["credit_code"] for one in world.call("GET", "/enterprises").json()}
    assert listed == set(ENTERPRISES.values())
