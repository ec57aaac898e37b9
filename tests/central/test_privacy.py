"""Nothing secret in logs, in refusals, or left in the database."""

from __future__ import annotations

import logging
import re

import pytest
import requests
from sqlalchemy import func, select, text

from central.database import SESSION_SECRETS, Database
from central.identifiers import id_check_character
from tests.central.central_desk import GOOD_PASSWORD, PEOPLE, Face, Service, Terminal, World, refusal, send


def test_logs_of_whole_visits_hold_no_secret(
    terminal: Terminal, world: World, owner: Face, stranger: Face, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG)
    representative = PEOPLE["星河"].representative
    number = representative.id_body + id_check_character(representative.id_body)
    world.enrol("星河", owner)
    code = world.licence_code("星河")

    visit = terminal.open()
    visit.post("/licence", {"code": code})
    visit.show_face(stranger)
    visit.show_face(owner)
    visit.reset("Xinghe-2019-kf")
    visit.reset()
    visit = terminal.open(face=False)
    visit.show_licence(world, "星河")
    visit.post("/id-number", {"id_number": number})
    visit.post("/sms")
    sms = world.sms_code(representative.phone, sent=2)
    visit.post("/sms/verify", {"code": sms, "surplus": number})
    world.login("星河", "a wrong one")

    ours = "\n".join(record.getMessage() for record in caplog.records if record.name.startswith("central"))
    assert "face step: confirmed=True" in ours
    secrets = [code, sms, number, representative.name, GOOD_PASSWORD, "Xinghe-2019-kf", "a wrong one"]
    assert [one for one in secrets if one in ours] == []


@pytest.mark.parametrize(
    ("path", "body"),
    [
        ("/licence", {"code": "s3cret" * 100}),
        ("/licence", {"kode": "s3cret"}),
        ("/licence", ["s3cret"]),
        ("/id-number", {"id_number": "s3cret"}),
        ("/reset", {"new_password": ["s3cret"]}),
        ("/end", {"ending": "s3cret", "seconds": 1, "extensions": 0}),
    ],
)
def test_malformed_input_is_not_echoed(terminal: Terminal, path: str, body: object) -> None:
    answer = terminal.open().post(path, body, key="0123456789abcdef")
    assert refusal(answer) == ("malformed", "fault")
    assert "s3cret" not in answer.text


def test_text_that_is_no_json_is_malformed(terminal: Terminal) -> None:
    answer = requests.post(
        f"{terminal.url}/v1/login", data=b'{"account": s3cret', headers={"Content-Type": "application/json"}, timeout=10
    )
    assert refusal(answer)[0] == "malformed"
    assert "s3cret" not in answer.text


@pytest.mark.parametrize("method", ["GET", "POST"])
def test_unknown_paths_and_methods_are_problems_too(terminal: Terminal, method: str) -> None:
    assert refusal(requests.request(method, f"{terminal.url}/v1/nothing", timeout=10))[0] == "not_found"
    assert refusal(requests.delete(f"{terminal.url}/v1/health", timeout=10))[0] == "method_not_allowed"


def test_large_bodies_are_refused(terminal: Terminal) -> None:
    large = {"account": "x", "password": "x" * 70_000}
    assert refusal(requests.post(f"{terminal.url}/v1/login", json=large, timeout=10)) == ("too_large", "fault")
    chunks = (b"x" * 1000 for _ in range(70))
    chunked = requests.post(f"{terminal.url}/v1/login", data=chunks, timeout=10)
    assert refusal(chunked) == ("too_large", "fault")
    signed = terminal.prepare("POST", "/heartbeat", {"software": "x" * 70_000})
    assert refusal(send(signed)) == ("too_large", "fault")


def test_unexpected_failure_is_a_problem_without_details(
    service: Service, terminal: Terminal, database_url: str, caplog: pytest.LogCaptureFixture
) -> None:
    with Database(database_url).alone() as connection:
        connection.execute(text("ALTER TABLE receipts RENAME TO lost"))
    answer = requests.get(f"{service.url}/v1/receipts/CZ-s3cret", timeout=10)
    assert refusal(answer) == ("internal", "fault")
    assert re.search("unexpected (Operational|Programming)Error", caplog.text)
    assert "s3cret" not in caplog.text
    assert "s3cret" not in answer.text


def test_face_evidence_and_sms_codes_are_gone_after_the_end(
    terminal: Terminal, world: World, owner: Face, database_url: str
) -> None:
    world.enrol("浦江", owner)
    world.enrol("星河", owner)
    visit = terminal.open()
    visit.show_licence(world, "星河")
    visit.post("/face/challenge")
    visit.show_face(owner)
    visit.reset()
    visit.post("/end", {"ending": "success", "seconds": 60, "extensions": 0})
    with Database(database_url).transaction() as db:
        for table in SESSION_SECRETS:
            assert db.scalar(select(func.count()).select_from(table)) == 0
