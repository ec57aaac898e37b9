"""The verification page, as a stranger with a paper in hand meets it."""

from __future__ import annotations

import html
from collections.abc import Callable

import pytest
import requests
from sqlalchemy import update

from central.database import Database, Enterprise, LedgerEntry
from central.guesses import MISSES, WINDOW
from central.texts import text
from tests.central.central_desk import ENTERPRISES, PEOPLE, Clock, Face, Service, Terminal, World, proven, until

UNKNOWN = "CZ20261102-AAAAAAAA"
Look = Callable[..., requests.Response]


@pytest.fixture
def look(service: Service) -> Look:
    def look(path: str, languages: str = "zh-CN", **options: object) -> requests.Response:
        headers = {"Accept-Language": languages}
        return requests.get(f"{service.url}{path}", headers=headers, timeout=10, **options)  # type: ignore[arg-type]

    return look


@pytest.fixture
def number(terminal: Terminal, world: World, owner: Face) -> str:
    """Of a password reset of 星河."""
    visit = proven(terminal, world, owner)
    return str(visit.reset().json()["number"])


def test_a_genuine_number_shows_what_was_done_and_names_nobody_in_full(look: Look, number: str) -> None:
    def all_heard() -> bool:
        return look(f"/verify/{number}").text.count(text("linked.synchronised", "zh_CN")) == 3

    until(all_heard)
    page = look(f"/verify/{number}")
    assert page.status_code == 200
    shown = [
        number,
        text("verify.genuine", "zh_CN"),
        text("change.reset", "zh_CN"),
        "张*例",
        "国家企业信用信息公示系统",
    ]
    assert [one for one in shown if one not in page.text] == []
    person = PEOPLE["星河"].representative
    hidden = [person.name, person.phone, person.id_body, ENTERPRISES["星河"]]
    assert [one for one in hidden if one in page.text] == []
    assert len(page.content) < 20_000


def test_paper_and_page_show_the_same_hash(terminal: Terminal, look: Look, number: str) -> None:
    receipt = requests.get(f"{terminal.url}/v1/receipts/{number}", timeout=10).json()
    assert receipt["verification_url"] == f"{terminal.url}/verify/{number}"
    assert receipt["hash"] in look(f"/verify/{number}").text


def test_a_number_that_is_not_there_says_so_in_the_reader_s_words(look: Look) -> None:
    for languages, language in (("zh", "zh_CN"), ("en-GB,en;q=0.9", "en")):
        page = look(f"/verify/{UNKNOWN}", languages)
        assert page.status_code == 404
        assert text("verify.not_found", language) in page.text
        assert text("verify.genuine", language) not in page.text


def test_a_number_can_be_typed_in_small_letters(look: Look, number: str) -> None:
    page = look(f"/verify?lang=en&number=%20{number.lower()}")
    assert text("verify.genuine", "en") in page.text
    assert text("verify.check", "zh_CN") in look("/verify").text


def test_what_a_stranger_writes_into_the_address_is_text(look: Look) -> None:
    page = look("/verify/%22%3E%3Cscript%3Ealert(1)%3C%2Fscript%3E")
    assert "<script" not in page.text
    page = look("/verify/%22%3E%3Cb%3E")
    assert page.status_code == 404
    assert html.escape('"><b>', quote=True).replace("&quot;", "&#34;") in page.text


def test_an_altered_record_is_not_called_genuine(look: Look, number: str, database: Database) -> None:
    with database.transaction() as db:
        entry = db.query(LedgerEntry).filter_by(receipt_number=number).one()
        entry.detail = entry.detail.replace('"reset"', '"unlock"')
    page = look(f"/verify/{number}")
    assert text("verify.doubtful", "zh_CN") in page.text
    assert text("verify.genuine", "zh_CN") not in page.text


def test_a_later_change_of_the_register_leaves_the_record_as_it_was(
    look: Look, number: str, database: Database
) -> None:
    with database.transaction() as db:
        db.execute(update(Enterprise).values(name="改名后的公司"))
    page = look(f"/verify/{number}").text
    assert "北京示例星河科技有限公司" in page
    assert "改名后的公司" not in page


def test_who_guesses_too_often_waits_here_and_at_the_interface(
    look: Look, number: str, terminal: Terminal, clock: Clock
) -> None:
    for guess in range(MISSES):
        path = f"/verify/CZ{guess}" if guess % 2 else f"/v1/receipts/CZ{guess}"
        assert look(path).status_code == 404
    page = look(f"/verify/{number}")
    assert page.status_code == 429
    assert text("verify.too_many", "zh_CN") in page.text
    refused = look(f"/v1/receipts/{number}")
    assert refused.json()["code"] == "too_many_requests"
    assert int(refused.headers["Retry-After"]) == WINDOW.total_seconds()
    clock.advance(seconds=WINDOW.total_seconds() + 1)
    assert look(f"/verify/{number}").status_code == 200
