"""Both directions of the licence: what a terminal may read, and what an app may scan."""

from __future__ import annotations

import re
import threading
import time

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from kiosk.contract import TOKEN_PATTERN
from tests.central.central_desk import ENTERPRISES, Clock, Service, Terminal, World, refusal


def test_presented_code_fits_the_contract(world: World) -> None:
    assert re.fullmatch(TOKEN_PATTERN, world.licence_code("星河"))


@pytest.mark.parametrize(
    "text",
    [
        "https://www.gsxt.gov.cn/licence/8f3a",
        "HTTP://BJ.GSXT.GOV.CN/8F3A",
        f"QYYM:{ENTERPRISES['星河']}",
        f"qyym:{ENTERPRISES['星河']}",
        ENTERPRISES["星河"],
    ],
)
def test_static_codes_prove_nothing(terminal: Terminal, text: str) -> None:
    assert refusal(terminal.open().post("/licence", {"code": text})) == ("licence_code_static", "retry")


def test_listed_static_codes_are_the_refused_ones(terminal: Terminal, world: World) -> None:
    listed = world.call("GET", "/enterprises").json()[0]
    for text in (listed["enterprise_code"], listed["printed_licence"]):
        assert refusal(terminal.open().post("/licence", {"code": text}))[0] == "licence_code_static"


def test_code_works_once(terminals: dict[str, Terminal], world: World) -> None:
    code = world.licence_code("星河")
    assert terminals["bj-1"].open().post("/licence", {"code": code}).status_code == 200
    assert refusal(terminals["bj-2"].open().post("/licence", {"code": code}))[0] == "licence_code_used"


def test_code_expires_after_five_minutes(terminal: Terminal, world: World, clock: Clock) -> None:
    code = world.licence_code("星河")
    clock.advance(minutes=5)
    assert refusal(terminal.open().post("/licence", {"code": code}))[0] == "licence_code_expired"


def test_app_can_show_an_expired_code(terminal: Terminal, world: World) -> None:
    app = {"credit_code": ENTERPRISES["星河"], "holder": "representative", "expired": True}
    code = world.call("POST", "/present", app).json()["code"]
    assert refusal(terminal.open().post("/licence", {"code": code}))[0] == "licence_code_expired"


def test_unknown_code_is_refused(terminal: Terminal) -> None:
    assert refusal(terminal.open().post("/licence", {"code": "A" * 45}))[0] == "licence_code_unknown"


@pytest.mark.alone
def test_long_poll_answers_as_soon_as_the_app_has_scanned(terminal: Terminal, world: World) -> None:
    visit = terminal.open()
    invitation = visit.post("/licence/invitation").json()
    began = time.monotonic()
    threading.Timer(0.3, world.scan, (invitation["code"], "星河")).start()
    state = visit.get(f"/licence/invitation/{invitation['invitation_id']}?wait=20").json()
    assert time.monotonic() - began < 0.9  # less than the slow look into the database takes
    assert state["state"] == "accepted"
    again = visit.get(f"/licence/invitation/{invitation['invitation_id']}").json()
    assert again == state  # a lost answer can be asked for again


def test_long_poll_hears_of_a_scan_in_another_process(
    database_url: str, clock: Clock, keys: dict[str, Ed25519PrivateKey]
) -> None:
    is_told = database_url.startswith("postgresql")  # else it looks by itself every now and then
    one = Service(database_url, clock, recheck=30 if is_told else 0.3)
    other = Service(database_url, clock)
    visit = Terminal(one.url, "bj-1", keys["bj-1"], clock).open()
    invitation = visit.post("/licence/invitation").json()
    threading.Timer(0.3, World(other.url).scan, (invitation["code"], "星河")).start()
    began = time.monotonic()
    state = visit.get(f"/licence/invitation/{invitation['invitation_id']}?wait=20").json()
    assert state["state"] == "accepted"
    assert time.monotonic() - began < 5
    one.stop()
    other.stop()


@pytest.mark.alone
def test_long_poll_ends_with_the_session(terminal: Terminal) -> None:
    visit = terminal.open()
    invitation = visit.post("/licence/invitation").json()
    report = {"ending": "cancelled", "seconds": 3, "extensions": 0}
    began = time.monotonic()
    threading.Timer(0.3, visit.post, ("/end", report)).start()
    answer = visit.get(f"/licence/invitation/{invitation['invitation_id']}?wait=20")
    assert refusal(answer)[0] == "session_over"
    assert time.monotonic() - began < 0.9


def test_poll_without_a_scan_says_waiting(terminal: Terminal) -> None:
    visit = terminal.open()
    path = f"/licence/invitation/{visit.post('/licence/invitation').json()['invitation_id']}"
    assert visit.get(f"{path}?wait=0.2").json() == {"state": "waiting", "result": None}
    assert refusal(visit.get(f"{path}?wait=26"))[0] == "malformed"


def test_scanned_licence_is_refused_like_a_presented_one(terminal: Terminal, world: World) -> None:
    visit = terminal.open()
    invitation = visit.post("/licence/invitation").json()
    world.scan(invitation["code"], "旧港")
    answer = visit.get(f"/licence/invitation/{invitation['invitation_id']}")
    assert refusal(answer) == ("enterprise_not_in_order", "window")


def test_invitation_expires_and_takes_one_scan(terminal: Terminal, world: World, clock: Clock) -> None:
    visit = terminal.open()
    invitation = visit.post("/licence/invitation").json()
    assert world.scan(invitation["code"], "星河").status_code == 204
    assert refusal(world.scan(invitation["code"], "云杉"))[0] == "invitation_expired"
    late = visit.post("/licence/invitation").json()
    clock.advance(minutes=2)
    assert refusal(world.scan(late["code"], "星河"))[0] == "invitation_expired"
    answer = visit.get(f"/licence/invitation/{late['invitation_id']}")
    assert refusal(answer)[0] == "invitation_expired"


def test_invitation_of_another_session_does_not_exist(terminal: Terminal) -> None:
    invitation = terminal.open().post("/licence/invitation").json()
    answer = terminal.open().get(f"/licence/invitation/{invitation['invitation_id']}")
    assert refusal(answer)[0] == "not_found"
