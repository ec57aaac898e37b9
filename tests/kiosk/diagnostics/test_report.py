"""The report: its signature holds what it says, its code reads on a phone, its paper says what the screen says."""

from __future__ import annotations

import io
import json
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import cv2
import numpy as np
import pypdfium2
import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat
from pydantic import SecretBytes

from devices.codes import CodeReader, CodeReaderConfig
from devices.frames import as_image
from kiosk.app import LOCALE
from kiosk.contract import CheckResult, DiagnosticReport, Language, Verdict
from kiosk.diagnostics import report as papers
from kiosk.diagnostics.history import Past
from kiosk.diagnostics.registry import CHECKS
from kiosk.diagnostics.suite import Suite
from kiosk.diagnostics.words import Words
from kiosk.i18n import Catalogues
from kiosk.signature import private_half, public_half
from papers.fonts import chinese_fonts
from simulator.faults import FAULTS
from simulator.machine import Machine

NOON = datetime(2026, 11, 25, 12, tzinfo=UTC)


def key() -> SecretBytes:
    pem = Ed25519PrivateKey.generate().private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())
    return SecretBytes(pem)


@pytest.fixture(scope="module")
def report() -> DiagnosticReport:
    """Of a terminal whose lens is out of focus and whose paper is out."""
    machine = Machine(np.random.default_rng(3))
    for fault in ("camera blurred", "paper out"):
        FAULTS[fault].put_in(machine)
    suite = Suite(CHECKS, machine.bench(), clock=lambda: 0.0, now=lambda: NOON)
    results = tuple(one for one in suite.run(suite.full()) if isinstance(one, CheckResult))
    return DiagnosticReport(
        terminal="BJ-0001",
        place="北京市政务服务中心",
        software="0.1.0",
        configuration="ab" * 32,
        at=NOON,
        results=results,
    )


def test_a_signed_report_is_read_back_as_it_was(report: DiagnosticReport) -> None:
    own = key()
    text = papers.signed(report, private_half(own))
    assert papers.read_signed(text, public_half(own)) == report


def changed(text: str) -> Iterator[str]:
    document = json.loads(text)
    result = next(one for one in document["report"]["results"] if one["verdict"] == "fail")
    yield json.dumps({**document, "signature": "AAAA"})
    yield json.dumps({"report": document["report"]})
    yield "not even JSON"
    result["verdict"] = "pass"
    yield json.dumps(document)


def test_whatever_is_changed_or_signed_by_another_is_refused(report: DiagnosticReport) -> None:
    own = key()
    text = papers.signed(report, private_half(own))
    for other in changed(text):
        with pytest.raises(papers.NotSigned):
            papers.read_signed(other, public_half(own))
    with pytest.raises(papers.NotSigned, match="changed or is another's"):
        papers.read_signed(text, public_half(key()))


def test_the_code_to_take_along_tells_what_is_wrong(report: DiagnosticReport) -> None:
    picture = io.BytesIO()
    papers.code(report).save(picture, kind="png", scale=5, border=4)
    image = cv2.imdecode(np.frombuffer(picture.getvalue(), np.uint8), cv2.IMREAD_COLOR)
    assert image is not None
    (read,) = CodeReader(CodeReaderConfig()).read(as_image(image))
    assert read.text == papers.summary(report)
    lines = (read.text or "").splitlines()
    assert lines[0] == "BJ-0001 2026-11-25T12:00Z"
    assert {line.split()[1] for line in lines if line.startswith("F ")} == {"camera.focus", "printer.paper"}


@pytest.mark.parametrize("language", list(Language))
def test_the_paper_names_every_test_and_the_advice_for_what_failed(
    report: DiagnosticReport, language: Language, tmp_path_factory: pytest.TempPathFactory
) -> None:
    words = Words(Catalogues(LOCALE), language)
    pdf = papers.pdf(report, words, chinese_fonts(Path(".cache")), Past([report]))
    with pypdfium2.PdfDocument(pdf) as document:
        text = "".join(page.get_textpage().get_text_bounded() for page in document)
    plain = "".join(text.split())
    for result in report.results:
        assert "".join(words.title(result.test).split()) in plain
        if result.verdict is Verdict.FAIL and result.finding is not None:
            assert "".join(words.advice(result.finding).split()) in plain
    assert "BJ-0001" in plain
    assert "北京市政务服务中心" in plain


def test_both_files_are_written_whole(report: DiagnosticReport, tmp_path: Path) -> None:
    paths = papers.write(tmp_path / "stick", report, "{}", b"%PDF")
    assert [path.read_bytes() for path in paths] == [b"{}", b"%PDF"]
    assert {path.name for path in (tmp_path / "stick").iterdir()} == {
        "diagnostics-BJ-0001-20261125-120000.json",
        "diagnostics-BJ-0001-20261125-120000.pdf",
    }


def test_only_removable_media_count_as_sticks(tmp_path: Path) -> None:
    for device, removable in (("sda", 0), ("sdb", 1)):
        (tmp_path / "devices" / device / f"{device}1").mkdir(parents=True)
        (tmp_path / "devices" / device / "removable").write_text(f"{removable}\n")
        (tmp_path / "class/block").mkdir(parents=True, exist_ok=True)
        (tmp_path / "class/block" / f"{device}1").symlink_to(tmp_path / "devices" / device / f"{device}1")
    mounted = [("/dev/sda1", "/"), ("/dev/sdb1", "/media/stick"), ("proc", "/proc")]
    assert papers.sticks(tmp_path, mounted) == (Path("/media/stick"),)
