"""The papers that an enterprise files: what is read on them, by eye and by a phone; who may have them."""

from __future__ import annotations

import re
import time
from collections.abc import Callable
from datetime import UTC, datetime

import numpy as np
import pypdfium2
import pytest
import requests
import zxingcpp

from central import policies
from central.papers import Papers
from central.records import Filed, Record
from central.settings import Settings
from central.texts import text
from kiosk.contract import HolderRole, Paper, Scope, SecondFactor, Service, Step, SubAccount
from papers.fonts import chinese_fonts
from tests.central.central_desk import GOOD_PASSWORD, PEOPLE, Face, Terminal, World, proven, refusal

AT = datetime(2026, 11, 2, 9, 30, tzinfo=UTC)
LONG_NAME = "北京示例堃喆龘鑫淼焱垚㛃䶮国际数字文化传播与电子商务科技发展（集团）股份有限公司第一分公司"
RECORD = Record(
    service=Service.RESET,
    company="北京示例星河科技有限公司",
    credit_code="9111**********0136",
    representative="张*例",
    holder="张*例",
    role=HolderRole.REPRESENTATIVE,
    id_number="110000********1012",
    phone="138****1001",
    proofs=(Step.LICENCE, Step.FACE),
    notice_version="1",
    region="beijing",
    terminal="bj-1",
    was_locked=False,
    sessions_revoked=3,
    signing_grants_revoked=1,
    sub_accounts=(SubAccount(name="星河年报", scope=Scope.ANNUAL_REPORT),),
    one_time_until=None,
    second_factor=SecondFactor.SMS,
    password_expires_on=datetime(2027, 1, 31, tzinfo=UTC),
    systems=("publicity", "registration"),
)
HASH = "2cce52836a5138de9b966339ae573995a1c9a1e119dd1b480c0a247983e3a626"
ADDRESS = "https://reset.example.gov.cn/verify/CZ20261102-K7QX2MNA"


def filed(**changes: object) -> Filed:
    return Filed(
        number="CZ20261102-K7QX2MNA",
        at=AT,
        position=1234,
        suite="sha256",
        hash=HASH,
        is_whole=True,
        record=RECORD.model_copy(update=changes),
        heard=(("publicity", AT), ("registration", None)),
    )


def make() -> Papers:
    fonts = chinese_fonts(Settings.model_fields["fonts"].default)
    return Papers(fonts, policies.load(), "https://reset.example.gov.cn")


@pytest.fixture(scope="module")
def papers() -> Papers:
    return make()


def squeezed(words: str) -> str:
    return re.sub(r"\s", "", words)


def text_of(pdf: bytes) -> str:
    with pypdfium2.PdfDocument(pdf) as document:
        return squeezed("".join(page.get_textpage().get_text_range() for page in document))


def zh(name: str, **values: object) -> str:
    return text(name, "zh_CN", **values)


def missing(pdf: bytes, *expected: str) -> list[str]:
    said = text_of(pdf)
    return [one for one in expected if squeezed(one) not in said]


def test_the_application_says_what_was_asked_for_and_how_it_was_proven(papers: Papers) -> None:
    pdf = papers.pdf(Paper.APPLICATION, filed())
    expected = [zh("paper.application.title.reset"), "CZ20261102-K7QX2MNA", "2026-11-02 17:30", RECORD.company]
    expected += [RECORD.credit_code, RECORD.holder, RECORD.id_number, RECORD.phone, "bj-1"]
    expected += [zh("paper.proof.licence"), zh("paper.proof.face"), zh("paper.consent.with_face", version="1")]
    assert missing(pdf, *expected) == []
    assert zh("paper.proof.sms") not in text_of(pdf)


def test_the_notice_says_what_was_done_and_which_systems_know(papers: Papers) -> None:
    pdf = papers.pdf(Paper.NOTICE, filed())
    expected = [zh("paper.notice.title"), zh("paper.done.reset"), "2027年1月31日", "2026年11月2日", "010-0000 0000"]
    expected += ["国家企业信用信息公示系统", "已同步（2026-11-02 17:30）", zh("paper.pending"), HASH[:16]]
    assert missing(pdf, *expected) == []


def test_the_notice_lists_what_the_change_touched(papers: Papers) -> None:
    pdf = papers.pdf(Paper.NOTICE, filed())
    assert missing(pdf, "星河年报（仅年报）", zh("paper.second_factor.sms"), zh("fact.signing_grants_revoked")) == []


def test_a_one_time_password_is_named_with_its_end_and_never_shown(papers: Papers) -> None:
    pdf = papers.pdf(Paper.NOTICE, filed(one_time_until=AT))
    assert missing(pdf, zh("paper.one_time.until", time="2026-11-02 17:30")) == []
    assert zh("paper.one_time.name") not in text_of(papers.pdf(Paper.NOTICE, filed()))


def test_unlocking_alone_has_words_of_its_own(papers: Papers) -> None:
    unlocked = filed(
        service=Service.UNLOCK,
        was_locked=True,
        sessions_revoked=0,
        signing_grants_revoked=0,
        sub_accounts=(),
        password_expires_on=None,
        systems=(),
    )
    notice, application = papers.pdf(Paper.NOTICE, unlocked), papers.pdf(Paper.APPLICATION, unlocked)
    assert missing(notice, zh("paper.done.unlock"), zh("paper.care.unlock")) == []
    assert "已重置" not in text_of(notice)
    assert missing(application, zh("paper.application.title.unlock"), zh("paper.locked.yes")) == []


@pytest.mark.parametrize("paper", Paper)
def test_a_phone_finds_the_verification_page_and_an_eye_the_whole_hash(papers: Papers, paper: Paper) -> None:
    pdf = papers.pdf(paper, filed())
    assert missing(pdf, HASH[:16], HASH, ADDRESS) == []
    with pypdfium2.PdfDocument(pdf) as document:
        picture = document[0].render(scale=150 / 72, grayscale=True).to_numpy()
    assert [code.text for code in zxingcpp.read_barcodes(np.ascontiguousarray(picture.squeeze()))] == [ADDRESS]


def test_the_same_record_gives_the_same_bytes_in_another_process_and_another_second(papers: Papers) -> None:
    first = papers.pdf(Paper.NOTICE, filed())
    time.sleep(1.1)  # a time of day inside would have moved on by one
    assert make().pdf(Paper.NOTICE, filed()) == first


def test_a_paper_that_is_too_long_for_a_page_goes_on_and_keeps_its_foot(papers: Papers) -> None:
    every = filed(company=LONG_NAME, proofs=tuple(step for step in Step if step != Step.PASSWORD) * 4)
    pdf = papers.pdf(Paper.APPLICATION, every)
    assert missing(pdf, LONG_NAME, HASH) == []
    with pypdfium2.PdfDocument(pdf) as document:
        assert len(document) == 2
        for page in document:
            words = page.get_textpage()
            tops = sorted(words.get_rect(number)[1] for number in range(words.count_rects()))
            assert tops[0] > 0, "nothing runs off the page"


@pytest.fixture
def done(terminal: Terminal, world: World, owner: Face) -> Callable[[], tuple[str, str]]:
    """A password reset of 星河: the path of its visit and its number."""

    def reset() -> tuple[str, str]:
        visit = proven(terminal, world, owner)
        return visit.path, str(visit.reset().json()["number"])

    return reset


def test_a_terminal_fetches_both_papers_of_its_visit_without_a_secret(
    done: Callable[[], tuple[str, str]], terminal: Terminal
) -> None:
    path, number = done()
    person = PEOPLE["星河"].representative
    for paper in Paper:
        answer = terminal.call("GET", f"{path}/papers/{number}/{paper}")
        assert answer.headers["Content-Type"] == "application/pdf"
        said = text_of(answer.content)
        assert number in said
        assert [one for one in (GOOD_PASSWORD, person.name, person.phone, person.id_body) if one in said] == []
    assert terminal.call("GET", f"{path}/papers/{number}/bill").json()["code"] == "malformed"


def test_others_papers_do_not_exist_for_a_visit(
    done: Callable[[], tuple[str, str]], terminal: Terminal, terminals: dict[str, Terminal], world: World
) -> None:
    path, number = done()
    wanted = f"/papers/{number}/notice"
    assert refusal(terminals["bj-2"].call("GET", path + wanted))[0] == "not_found"
    assert requests.get(f"{terminal.url}/v1{path}{wanted}", timeout=10).json()["code"] == "signature_refused"
    neighbour = Face(3)
    world.enrol("云杉", neighbour)
    visit = terminal.open("receipts")
    visit.show_licence(world, "云杉")
    assert refusal(visit.get(wanted))[0] == "wrong_step"
    visit.show_face(neighbour)
    assert refusal(visit.get(wanted))[0] == "not_found"


def test_the_verification_page_leads_to_the_notice_and_an_unknown_number_to_words(
    done: Callable[[], tuple[str, str]], terminal: Terminal
) -> None:
    _, number = done()
    assert f"/verify/{number}/notice.pdf" in requests.get(f"{terminal.url}/verify/{number}", timeout=10).text
    notice = requests.get(f"{terminal.url}/verify/{number}/notice.pdf", timeout=30)
    assert number in text_of(notice.content)
    unknown = requests.get(f"{terminal.url}/verify/CZ1/notice.pdf", timeout=10)
    assert unknown.status_code == 404
    assert zh("verify.not_found") in unknown.text
