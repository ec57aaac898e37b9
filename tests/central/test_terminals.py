"""Enrolment from the terminal, keys revoked and replaced, terminals closed from afar: over the wire."""

from __future__ import annotations

from random import Random
from typing import Any

import pytest
import requests
from cryptography.hazmat.primitives.asymmetric.ec import SECP256R1, generate_private_key
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat

from central import policies
from central.database import Database
from central.ledger import Ledger
from central.terminals import TerminalFault, Terminals
from kiosk.contract import API, fingerprint
from tests.central.central_desk import (
    BEAT,
    Clock,
    Face,
    NewTerminal,
    Service,
    Terminal,
    World,
    pem,
    refusal,
    send,
)


@pytest.fixture
def register(clock: Clock) -> Terminals:
    return Terminals(policies.load(), Ledger(clock), clock, Random(1))


@pytest.fixture
def new(service: Service, clock: Clock) -> NewTerminal:
    return NewTerminal(service, clock)


def test_a_terminal_asks_and_works_once_confirmed(new: NewTerminal, database: Database, register: Terminals) -> None:
    answer = new.ask()
    assert answer.status_code == 202
    enrolment = answer.json()
    assert enrolment["fingerprint"] == fingerprint(
        new.key.public_key().public_bytes(Encoding.DER, PublicFormat.SubjectPublicKeyInfo)
    )
    assert new.state(enrolment) == "pending"
    assert refusal(new.call("POST", "/heartbeat", BEAT))[0] == "signature_refused"
    assert new.ask().json() == enrolment, "asked again, it is the same request"
    with database.transaction() as db:
        register.decide(db, enrolment["enrolment_id"], True, "zhou")
    assert new.state(enrolment) == "confirmed"
    assert new.call("POST", "/heartbeat", BEAT).ok


def test_a_refused_terminal_stays_outside(new: NewTerminal, database: Database, register: Terminals) -> None:
    enrolment = new.ask().json()
    with database.transaction() as db:
        register.decide(db, enrolment["enrolment_id"], False, "zhou")
        register.decide(db, enrolment["enrolment_id"], True, "zhou")
    assert new.state(enrolment) == "refused"
    assert refusal(new.call("POST", "/heartbeat", BEAT))[0] == "signature_refused"


def test_a_request_must_be_signed_with_the_key_it_presents(new: NewTerminal, clock: Clock) -> None:
    other = Ed25519PrivateKey.generate()
    assert refusal(new.ask(public_key=pem(other)))[0] == "signature_refused"
    assert refusal(new.ask(terminal_id="BJ-0001"))[0] == "signature_refused"
    wanted = {"terminal_id": new.id, "region": "beijing", "public_key": pem(new.key)}
    assert refusal(requests.post(f"{new.url}{API}/enrolments", json=wanted, timeout=10))[0] == "signature_refused"
    late = new.prepare("POST", "/enrolments", wanted)
    clock.advance(seconds=61)
    assert refusal(send(late))[0] == "clock_skew"


@pytest.mark.parametrize(
    "changes",
    [
        {"region": "atlantis"},
        {"public_key": "no key"},
        {"public_key": pem(generate_private_key(SECP256R1()))},
        {"terminal_id": "<script>"},
    ],
)
def test_nonsense_is_malformed(new: NewTerminal, changes: dict[str, str]) -> None:
    assert refusal(new.ask(**changes))[0] == "malformed"


def test_requests_lapse_after_a_day(new: NewTerminal, database: Database, register: Terminals, clock: Clock) -> None:
    enrolment = new.ask().json()
    clock.advance(hours=25)
    gone = requests.get(f"{new.url}{API}/enrolments/{enrolment['enrolment_id']}", timeout=10)
    assert refusal(gone)[0] == "not_found"
    with database.transaction() as db:
        assert register.pending(db) == []
        with pytest.raises(TerminalFault, match="no such request"):
            register.decide(db, enrolment["enrolment_id"], True, "zhou")


def test_strangers_cannot_fill_the_table(service: Service, clock: Clock) -> None:
    answers = [NewTerminal(service, clock, f"BJ-{number:04}").ask() for number in range(51)]
    assert [answer.status_code for answer in answers[:50]] == [202] * 50
    assert refusal(answers[50])[0] == "too_many_requests"


def test_a_revoked_key_opens_nothing_also_in_a_session_under_way(
    terminals: dict[str, Terminal], world: World, owner: Face, database: Database, register: Terminals
) -> None:
    world.enrol("星河", owner)
    visit, elsewhere = terminals["bj-1"].open(), terminals["bj-2"].open()
    visit.show_licence(world, "星河")
    with database.transaction() as db:
        register.revoke(db, "bj-1", "zhou")
    assert refusal(visit.post("/face/challenge")) == ("signature_refused", "fault")
    assert refusal(terminals["bj-1"].call("POST", "/heartbeat", BEAT))[0] == "signature_refused"
    assert elsewhere.show_licence(world, "星河").ok, "the others go on"


def test_a_new_key_opens_the_terminal_but_not_its_old_sessions(
    terminal: Terminal, world: World, database: Database, register: Terminals, clock: Clock
) -> None:
    visit = terminal.open()
    key = Ed25519PrivateKey.generate()
    with database.transaction() as db:
        register.revoke(db, "bj-1", "zhou")
        register.enrol(db, "bj-1", "beijing", pem(key), "zhou")
    renewed = Terminal(terminal.url, "bj-1", key, clock)
    assert renewed.call("POST", "/heartbeat", BEAT).ok
    visit.terminal = renewed
    assert refusal(visit.show_licence(world, "星河"))[0] == "session_over"
    assert refusal(terminal.call("POST", "/heartbeat", BEAT))[0] == "signature_refused"


def test_the_same_key_again_disturbs_nobody(
    terminal: Terminal, world: World, database: Database, register: Terminals, keys: dict[str, Ed25519PrivateKey]
) -> None:
    visit = terminal.open()
    with database.transaction() as db:
        register.enrol(db, "bj-1", "beijing", pem(keys["bj-1"]), "zhou")
    assert visit.show_licence(world, "星河").ok


def test_replays_and_revocations_hold_for_every_worker(
    terminal: Terminal, database_url: str, database: Database, register: Terminals, clock: Clock, keys: Any
) -> None:
    second = Service(database_url, clock)
    try:
        there = Terminal(second.url, "bj-1", keys["bj-1"], clock)
        request = terminal.prepare("POST", "/heartbeat", BEAT)
        assert send(request).ok
        request.headers["Host"] = terminal.url.removeprefix("http://")
        request.url = f"{second.url}{API}/heartbeat"
        assert refusal(send(request))[0] == "request_replayed"
        assert there.call("POST", "/heartbeat", BEAT).ok
        with database.transaction() as db:
            register.set_enabled(db, "bj-1", False, "zhou")
        assert refusal(there.call("POST", "/heartbeat", BEAT))[0] == "terminal_disabled"
        with database.transaction() as db:
            register.set_enabled(db, "bj-1", True, "zhou")
            register.revoke(db, "bj-1", "zhou")
        for one in (terminal, there):
            assert refusal(one.call("POST", "/heartbeat", BEAT))[0] == "signature_refused"
    finally:
        second.stop()


def test_what_does_not_exist_is_said_with_the_remedy(database: Database, register: Terminals) -> None:
    with database.transaction() as db:
        with pytest.raises(TerminalFault, match="central fleet lists them"):
            register.revoke(db, "XX-0000", "zhou")
        with pytest.raises(TerminalFault, match=r"policies\.toml knows beijing, shanghai"):
            register.enrol(db, "BJ-0001", "atlantis", "", "zhou")
