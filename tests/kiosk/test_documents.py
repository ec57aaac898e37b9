"""The papers: what can be read on them, by eye and by a phone's camera."""

from __future__ import annotations

import io
import logging
import re
from dataclasses import replace
from datetime import UTC, datetime
from itertools import combinations

import numpy as np
import pypdfium2
import pytest
import zxingcpp
from fontTools.ttLib import TTFont
from PIL import Image

from devices.receipt_printer import DOTS, picture_of
from kiosk.app import LOCALE
from kiosk.contract import (
    Ending,
    Language,
    LinkedStatus,
    LinkedSystem,
    ProblemCode,
    Receipt,
    Service,
    Step,
    Window,
)
from kiosk.documents import Documents, Slip, picture
from kiosk.i18n import Catalogues
from kiosk.visit import Doubt
from papers.fonts import Fonts, chinese_fonts

LONG_NAME = "北京示例堃喆龘鑫淼焱垚㛃䶮国际数字文化传播与电子商务科技发展（集团）股份有限公司第一分公司"
RECEIPT = Receipt(
    number="CZ20261102-K7QX2MNA",
    service=Service.RESET_AND_UNLOCK,
    issued_at=datetime(2026, 11, 2, 9, 30, tzinfo=UTC),
    company="北京示例星河科技有限公司",
    credit_code="9111**********341L",
    holder="张*例",
    sessions_revoked=3,
    linked=(
        LinkedSystem(name="国家企业信用信息公示系统", status=LinkedStatus.SYNCHRONISED),
        LinkedSystem(name="企业年度报告系统", status=LinkedStatus.PENDING),
    ),
    verification_url="https://reset.example.gov.cn/verify/CZ20261102-K7QX2MNA",
    hash="2cce52836a5138de9b966339ae573995a1c9a1e119dd1b480c0a247983e3a626",
    password_expires_on=datetime(2027, 1, 31, 9, 30, tzinfo=UTC),
    warnings=("few_emergency_contacts",),
)
SLIP = Slip(
    at=datetime(2026, 11, 2, 9, 30, tzinfo=UTC),
    ending=Ending.REFUSED,
    service=Service.RESET,
    proven=(Step.LICENCE,),
    missing=(Step.FACE, Step.PASSWORD),
    problem=ProblemCode.ACCOUNT_FROZEN,
    doubt=None,
    window=Window(name="示例大厅", address="示范路 1 号", hours="周一至周五 9:00-17:00", phone="010-0000 0000"),
)


@pytest.fixture(scope="module")
def fonts(tmp_path_factory: pytest.TempPathFactory) -> Fonts:
    return chinese_fonts(tmp_path_factory.mktemp("fonts"))


@pytest.fixture(scope="module")
def catalogues() -> Catalogues:
    return Catalogues(LOCALE)


@pytest.fixture(scope="module", params=DOTS)
def paper_mm(request: pytest.FixtureRequest) -> int:
    width: int = request.param
    return width


@pytest.fixture(scope="module")
def documents(fonts: Fonts, catalogues: Catalogues, paper_mm: int) -> Documents:
    return Documents(catalogues, fonts, "BJ-0001", "示例市政务服务中心", paper_mm)


Box = tuple[float, float, float, float]


def squeezed(text: str) -> str:
    """Without what line breaks and columns put in between."""
    return re.sub(r"\s", "", text)


def overlap(one: Box, other: Box) -> bool:
    """Whether two texts (left, bottom, right, top) are written over each other; touching is not."""
    width = min(one[2], other[2]) - max(one[0], other[0])
    height = min(one[3], other[3]) - max(one[1], other[1])
    return width > 1 and height > 1


def text_of(pdf: bytes) -> str:
    """All of the paper's text, none of which is cut off or covered."""
    with pypdfium2.PdfDocument(pdf) as document:
        assert len(document) == 1
        page = document[0]
        assert round(page.get_width() / 72 * 25.4) in DOTS
        words = page.get_textpage()
        boxes = [words.get_rect(number) for number in range(words.count_rects())]
        for left, bottom, right, top in boxes:
            assert 0 <= left < right <= page.get_width()
            assert 0 <= bottom < top <= page.get_height()
        assert [(one, other) for one, other in combinations(boxes, 2) if overlap(one, other)] == []
        return squeezed(words.get_text_range())


def test_the_receipt_says_what_was_done_and_names_nobody_in_full(documents: Documents, catalogues: Catalogues) -> None:
    text = text_of(documents.receipt(RECEIPT, Language.ZH_CN))
    said = [
        RECEIPT.number,
        "2cce52836a5138de",
        RECEIPT.company,
        RECEIPT.credit_code,
        RECEIPT.holder,
        "2026-11-02",
        "2027-01-31",
    ]
    said += [one.name for one in RECEIPT.linked] + ["BJ-0001", "示例市政务服务中心"]
    keys = ["document.receipt.title", "service.reset_and_unlock", "linked.synchronised", "linked.pending"]
    keys += ["warning.few_emergency_contacts", "document.receipt.objection"]
    said += [catalogues.text(Language.ZH_CN, key) for key in keys]
    assert [one for one in said if squeezed(one) not in text] == []
    assert re.findall(r"\d{9,}", text) == [], "no phone, ID number or credit code in full"


def test_times_are_told_as_in_china_wherever_the_machine_thinks_it_is(documents: Documents) -> None:
    assert squeezed("2026-11-02 17:30") in text_of(documents.receipt(RECEIPT, Language.ZH_CN))


def test_in_english_only_names_are_chinese(documents: Documents) -> None:
    text = text_of(documents.receipt(RECEIPT, Language.EN))
    assert RECEIPT.number in text
    for name in (RECEIPT.company, RECEIPT.holder, "示例市政务服务中心", *(one.name for one in RECEIPT.linked)):
        assert name in text
        text = text.replace(name, "")
    assert re.findall("[\u4e00-\u9fff]+", text) == []


def test_a_long_company_name_is_whole_and_none_of_its_characters_a_box(
    documents: Documents, fonts: Fonts, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.WARNING, "fpdf")
    assert LONG_NAME in text_of(documents.receipt(RECEIPT.model_copy(update={"company": LONG_NAME}), Language.ZH_CN))
    assert "missing" not in caplog.text
    with TTFont(fonts.regular, lazy=True) as font:
        assert {one for one in LONG_NAME if ord(one) not in font.getBestCmap()} == set()


def test_a_receipt_with_many_linked_systems_stays_on_one_strip(documents: Documents) -> None:
    linked = tuple(LinkedSystem(name=f"第{number}号系统", status=LinkedStatus.PENDING) for number in range(60))
    text = text_of(documents.receipt(RECEIPT.model_copy(update={"linked": linked}), Language.ZH_CN))
    assert [one.name for one in linked if one.name not in text] == []


@pytest.mark.parametrize("dots_per_inch", [203, 110])
def test_a_phone_can_scan_where_the_receipt_is_verified(
    documents: Documents, dots_per_inch: int, paper_mm: int
) -> None:
    png = picture(documents.receipt(RECEIPT, Language.ZH_CN), dots_per_inch)
    with Image.open(io.BytesIO(png)) as image:
        assert image.format == "PNG"
        assert image.width == pytest.approx(paper_mm / 25.4 * dots_per_inch, abs=1)
        codes = zxingcpp.read_barcodes(np.asarray(image.convert("L")))
    assert [code.text for code in codes] == [RECEIPT.verification_url]


def test_the_receipt_as_a_printer_prints_it_can_be_scanned_and_loses_nothing_in_the_margins(
    documents: Documents, paper_mm: int
) -> None:
    printed = picture_of(documents.receipt(RECEIPT, Language.ZH_CN), paper_mm)
    assert printed.width == DOTS[paper_mm]
    codes = zxingcpp.read_barcodes(np.asarray(printed.convert("L")))
    assert [code.text for code in codes] == [RECEIPT.verification_url]
    with Image.open(io.BytesIO(picture(documents.receipt(RECEIPT, Language.ZH_CN)))) as whole:
        margin = (whole.width - DOTS[paper_mm]) // 2 - 1
        left, right = np.asarray(whole)[:, :margin], np.asarray(whole)[:, -margin:]
    assert (left.min(), right.min()) == (255, 255), "something stands where nothing can be printed"


def test_the_slip_says_what_is_missing_what_to_bring_and_where_to_go(
    documents: Documents, catalogues: Catalogues
) -> None:
    text = text_of(documents.slip(SLIP, Language.ZH_CN))
    keys = ["document.slip.title", "service.reset", "problem.account_frozen", "handover.bring.list"]
    keys += ["step.licence", "document.slip.proven", "step.face", "document.slip.missing", "step.password"]
    said = [catalogues.text(Language.ZH_CN, key) for key in keys]
    said += ["示例大厅", "示范路 1 号", "周一至周五 9:00-17:00", "010-0000 0000", "BJ-0001", "2026-11-02"]
    assert [one for one in said if squeezed(one) not in text] == []


def test_a_slip_after_a_lost_answer_says_that_the_outcome_is_open(documents: Documents, catalogues: Catalogues) -> None:
    slip = replace(SLIP, problem=None, doubt=Doubt.UNKNOWN, ending=Ending.SERVICE_LOST)
    text = text_of(documents.slip(slip, Language.ZH_CN))
    assert squeezed(catalogues.text(Language.ZH_CN, "doubt.unknown")) in text
    assert squeezed(catalogues.text(Language.ZH_CN, "ending.service_lost")) not in text


@pytest.mark.parametrize("language", Language)
def test_a_slip_that_knows_nothing_still_says_why(
    documents: Documents, catalogues: Catalogues, language: Language
) -> None:
    empty = Slip(SLIP.at, Ending.FAULT, None, (), (), None, None, None)
    assert squeezed(catalogues.text(language, "ending.fault")) in text_of(documents.slip(empty, language))
