"""Everybody on file is told, in their language, with a link that freezes the account."""

from __future__ import annotations

import re

import pytest
import requests

from tests.central.central_desk import GOOD_PASSWORD, PEOPLE, Clock, Face, Terminal, World, proven, refusal, until

REPRESENTATIVE = PEOPLE["星河"].representative.phone
CHINESE, ENGLISH = (one.phone for one in PEOPLE["星河"].contacts)
BAD = "/objection/" + "A" * 45


@pytest.fixture
def link(terminal: Terminal, world: World, owner: Face) -> str:
    visit = proven(terminal, world, owner)
    assert visit.reset().status_code == 200
    return links(world, REPRESENTATIVE)[0]


def links(world: World, phone: str) -> list[str]:
    return re.findall(r"https?://\S+/objection/[0-9A-Z]+", "\n".join(world.await_messages(phone, 1)))


def test_everybody_reads_it_in_their_language(link: str, world: World) -> None:
    assert "密码已于" in world.await_messages(CHINESE, 1)[0]
    assert "was reset" in world.await_messages(ENGLISH, 1)[0]
    assert links(world, CHINESE) == links(world, ENGLISH) == [link]


def test_agent_is_told_too(terminal: Terminal, world: World, stranger: Face) -> None:
    world.enrol("远帆", stranger, "agent")
    visit = terminal.open("unlock")
    visit.show_licence(world, "远帆", "agent")
    visit.show_face(stranger)
    visit.post("/sms")
    visit.post("/sms/verify", {"code": world.sms_code(PEOPLE["远帆"].representative.phone)})
    assert visit.reset(None).status_code == 200
    agent = PEOPLE["远帆"].agent
    assert agent is not None
    assert "解锁" in world.await_messages(agent.phone, 1)[0]


def test_looking_changes_nothing(link: str, world: World) -> None:
    page = requests.get(link, timeout=10)
    assert page.status_code == 200
    assert "冻结账户" in page.text
    assert "<script" not in page.text
    assert "星河" not in page.text
    assert "Freeze the account" in requests.get(link, params={"lang": "en"}, timeout=10).text
    assert world.sign_in("星河", GOOD_PASSWORD).status_code == 200


def test_objection_freezes_until_the_window_releases(link: str, world: World, terminal: Terminal, owner: Face) -> None:
    session = world.sign_in("星河", GOOD_PASSWORD).json()["session"]
    under_way = terminal.open()
    under_way.show_licence(world, "星河")
    under_way.show_face(owner)
    assert requests.post(link, timeout=10).status_code == 200
    assert refusal(world.login("星河", GOOD_PASSWORD))[0] == "login_refused"
    assert refusal(world.account("/totp", session))[0] == "session_over"
    assert refusal(under_way.reset("Marble-otter-31-canyon")) == ("account_frozen", "window")
    for service in ("reset", "unlock", "receipts"):
        assert refusal(terminal.open(service).show_licence(world, "星河")) == ("account_frozen", "window")
    until(lambda: any("冻结，不能登录" in message for message in world.messages(REPRESENTATIVE)))


def test_objecting_twice_is_objecting_once(link: str, world: World) -> None:
    assert requests.post(link, timeout=10).text == requests.post(link, timeout=10).text
    until(lambda: len(world.messages(CHINESE)) == 2)
    requests.post(link, timeout=10)
    world.login("星河", "x")
    assert len(world.messages(CHINESE)) == 2


def test_bad_links_read_like_good_ones(link: str, world: World, clock: Clock) -> None:
    bad = world.url + BAD
    assert requests.get(bad, timeout=10).content == requests.get(link, timeout=10).content
    assert requests.post(bad, timeout=10).content == requests.post(link, timeout=10).content


def test_links_last_thirty_days(link: str, world: World, clock: Clock) -> None:
    clock.advance(days=30)
    requests.post(link, timeout=10)
    assert world.sign_in("星河", GOOD_PASSWORD).status_code == 200
