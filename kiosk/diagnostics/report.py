"""A run of the tests to hand on: signed JSON, a PDF for people, a code to take along."""

from __future__ import annotations

import base64
import binascii
import hashlib
import io
import json
from collections.abc import Callable, Iterable, Sequence
from itertools import groupby
from pathlib import Path

import psutil
import segno
from fpdf import FPDF
from fpdf.enums import WrapMode
from fpdf.fonts import FontFace

from kiosk.chain import canonical
from kiosk.contract import CHINA, CheckResult, DiagnosticReport, Language, Verdict
from kiosk.diagnostics.history import Past
from kiosk.diagnostics.words import Words, number
from papers.fonts import Fonts

Sign = Callable[[bytes], bytes]
Verify = Callable[[bytes, bytes], bool]
LETTER = {Verdict.PASS: "P", Verdict.WARN: "W", Verdict.FAIL: "F", Verdict.SKIPPED: "S"}
COLOUR = {
    Verdict.PASS: (0, 110, 60),
    Verdict.WARN: (150, 90, 0),
    Verdict.FAIL: (180, 0, 30),
    Verdict.SKIPPED: (110, 110, 110),
}
MOST_IN_CODE = 24
WIDTHS = (13, 37, 20, 30, 80)
MARGIN_MM, QR_MM = 15.0, 32.0


class NotSigned(ValueError):
    """A report is not what the terminal signed. The message says what is wrong with it."""


def signed(report: DiagnosticReport, sign: Sign) -> str:
    """The report as JSON, signed by the terminal's key (Ed25519, over the canonical text of `report`)."""
    body = json.loads(report.model_dump_json())
    signature = base64.b64encode(sign(canonical(body).encode())).decode()
    return json.dumps({"report": body, "signature": signature}, ensure_ascii=False, indent=1) + "\n"


def read_signed(text: str, verify: Verify) -> DiagnosticReport:
    """The report in `text`, if the terminal of `verify`'s key signed it. Raises NotSigned."""
    try:
        document = json.loads(text)
        body, signature = document["report"], base64.b64decode(document["signature"], validate=True)
    except (ValueError, KeyError, TypeError, binascii.Error):
        raise NotSigned("this is no signed report: it must be JSON with report and signature") from None
    if not verify(canonical(body).encode(), signature):
        raise NotSigned("the signature is not of this terminal and this text: the report was changed or is another's")
    return DiagnosticReport.model_validate_json(json.dumps(body))


def summary(report: DiagnosticReport) -> str:
    """What fits into a QR code and reads on any phone: who, when, and every test that is not in order."""
    counts = " ".join(f"{LETTER[one]}{sum(r.verdict is one for r in report.results)}" for one in Verdict)
    wrong = [one for one in report.results if one.verdict in (Verdict.FAIL, Verdict.WARN)]
    wrong.sort(key=lambda one: one.verdict is Verdict.WARN)
    lines = [
        f"{report.terminal} {report.at:%Y-%m-%dT%H:%MZ}",
        f"{report.software} cfg {report.configuration[:12]}",
        counts,
        *(f"{LETTER[one.verdict]} {one.test} {_figure(one)}".rstrip() for one in wrong[:MOST_IN_CODE]),
    ]
    digest = hashlib.sha256(canonical(json.loads(report.model_dump_json())).encode()).hexdigest()
    return "\n".join([*lines, f"sha256 {digest[:16]}"])


def code(report: DiagnosticReport) -> segno.QRCode:
    """`summary` as QR code."""
    return segno.make(summary(report), error="m", micro=False)


def file_name(report: DiagnosticReport) -> str:
    """Without its ending."""
    return f"diagnostics-{report.terminal}-{report.at:%Y%m%d-%H%M%S}"


def write(folder: Path, report: DiagnosticReport, document: str, pdf: bytes) -> tuple[Path, Path]:
    """Puts both into `folder`, whole or not at all. Raises OSError."""
    folder.mkdir(parents=True, exist_ok=True)
    paths = folder / f"{file_name(report)}.json", folder / f"{file_name(report)}.pdf"
    for path, content in zip(paths, (document.encode(), pdf), strict=True):
        part = path.with_name(f".{path.name}.part")
        part.write_bytes(content)
        part.replace(path)
    return paths


def sticks(sys: Path = Path("/sys"), mounted: Iterable[tuple[str, str]] | None = None) -> tuple[Path, ...]:
    """Where removable media are mounted. `mounted`: device and folder of each mount; default: this machine's."""
    if mounted is None:
        mounted = [(one.device, one.mountpoint) for one in psutil.disk_partitions()]
    found = []
    for device, folder in mounted:
        place = (sys / "class/block" / Path(device).name).resolve()
        if any(_reads_one(disk / "removable") for disk in (place, place.parent)):
            found.append(Path(folder))
    return tuple(found)


def pdf(report: DiagnosticReport, words: Words, fonts: Fonts, past: Past) -> bytes:
    """The report on A4: head, code, and for each device its tests with figure, trend and advice."""
    sheet = FPDF(unit="mm", format="A4")
    sheet.set_margin(MARGIN_MM)
    sheet.set_auto_page_break(auto=True, margin=MARGIN_MM)
    sheet.add_font("sans", "", fonts.regular)
    sheet.add_font("sans", "B", fonts.bold)
    sheet.add_page()
    _head(sheet, report, words)
    for group, results in groupby(report.results, key=lambda one: one.test.partition(".")[0]):
        _section(sheet, words.group(group), list(results), words, past)
    return bytes(sheet.output())


def _head(sheet: FPDF, report: DiagnosticReport, words: Words) -> None:
    top = sheet.get_y()
    picture = io.BytesIO()
    code(report).save(picture, kind="png", scale=6, border=2)
    sheet.image(picture, x=sheet.w - MARGIN_MM - QR_MM, y=top, w=QR_MM)
    sheet.set_font("sans", "B", 16)
    sheet.cell(0, 9, words.text("diagnose.report.title"), new_x="LMARGIN", new_y="NEXT")
    sheet.set_font("sans", "", 9.5)
    for name, value in (
        ("terminal", report.terminal),
        ("place", report.place),
        ("time", f"{report.at.astimezone(CHINA):%Y-%m-%d %H:%M}"),
        ("software", report.software),
        ("configuration", report.configuration[:16]),
    ):
        sheet.cell(30, 5, words.text(f"diagnose.report.{name}"))
        sheet.cell(0, 5, value, new_x="LMARGIN", new_y="NEXT")
    counts = "   ".join(f"{words.verdict(one)} {sum(r.verdict is one for r in report.results)}" for one in Verdict)
    sheet.set_font("sans", "B", 9.5)
    sheet.cell(0, 6, counts, new_x="LMARGIN", new_y="NEXT")
    sheet.set_y(max(sheet.get_y(), top + QR_MM) + 2)


def _section(sheet: FPDF, title: str, results: Sequence[CheckResult], words: Words, past: Past) -> None:
    sheet.set_font("sans", "B", 11)
    sheet.cell(0, 7, title, new_x="LMARGIN", new_y="NEXT")
    sheet.set_font("sans", "", 8.5)
    sheet.set_draw_color(205)
    sheet.set_line_width(0.15)
    with sheet.table(
        col_widths=WIDTHS,
        first_row_as_headings=False,
        line_height=4.2,
        borders_layout="HORIZONTAL_LINES",
        text_align="LEFT",
        wrapmode=WrapMode.CHAR if words.language is Language.ZH_CN else WrapMode.WORD,
        v_align="TOP",
        padding=0.8,
    ) as table:
        for result in results:
            row = table.row()
            row.cell(words.verdict(result.verdict), style=FontFace(color=COLOUR[result.verdict]))
            row.cell(words.title(result.test))
            row.cell(f"{words.figure(result)}\n{words.limit(result.limit)}".strip())
            row.cell(words.before(past.last_good(result.test, result.at)))
            finding = result.finding
            row.cell("" if finding is None else f"{words.found(finding)}\n→ {words.advice(finding)}")


def _figure(result: CheckResult) -> str:
    return "" if result.figure is None else f"{number(result.figure)}{result.unit}"


def _reads_one(path: Path) -> bool:
    try:
        return path.read_text("ascii").strip() == "1"
    except OSError:
        return False
