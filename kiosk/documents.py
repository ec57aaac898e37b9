"""The papers of a visit, laid out for a roll of paper: the notice of what was done, and the hand-over slip."""

from __future__ import annotations

import io
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import partial

import pypdfium2

from kiosk.contract import CHINA, Ending, Language, ProblemCode, Receipt, Service, Step, Window
from kiosk.i18n import Catalogues
from kiosk.visit import Doubt
from papers.fonts import Fonts
from papers.sheet import Sheet

MARGIN = 5.0
TALL = 1000.0
SHORT_HASH = 16
"""Characters that a person compares with the verification page."""
QR_SIDE = 34.0
"""Millimetres."""
BARS = (0.125, 0.25, 0.5, 1.0, 4.0)
"""Widths of lines: from one dot of a receipt printer on."""
NAMES = 0.345
"""The share of a table's width that the names take."""


@dataclass(frozen=True)
class Slip:
    """What the window needs to know after a visit without success. Nothing on it is a secret or names a person."""

    at: datetime
    ending: Ending
    service: Service | None
    proven: tuple[Step, ...]
    missing: tuple[Step, ...]
    problem: ProblemCode | None
    doubt: Doubt | None
    window: Window | None


Line = tuple[str, str]
Words = Callable[..., str]
"""The text of a key, with values in it."""


class Documents:
    """Composes PDFs in the visitor's language; `terminal` and `place` say where, `width` is the paper's (mm)."""

    def __init__(self, catalogues: Catalogues, fonts: Fonts, terminal: str, place: str, width: int) -> None:
        self._catalogues, self._fonts, self._terminal, self._place = catalogues, fonts, terminal, place
        self._width = width

    def receipt(self, receipt: Receipt, language: Language) -> bytes:
        """The notice of result (办理结果通知书) as PDF."""
        text = self._words(language)
        lines: list[Line] = [
            (text("document.number"), receipt.number),
            (text("document.time"), f"{receipt.issued_at.astimezone(CHINA):%Y-%m-%d %H:%M}"),
            (text("document.service"), text(f"service.{receipt.service}")),
            (text("document.company"), receipt.company),
            (text("document.credit_code"), receipt.credit_code),
            (text("document.holder"), receipt.holder),
            *effects(receipt, text),
        ]
        if receipt.hash:
            lines.append((text("document.hash"), receipt.hash[:SHORT_HASH]))
        linked = [(system.name, text(f"linked.{system.status}")) for system in receipt.linked]

        def body(sheet: _Strip) -> None:
            sheet.title(text("document.receipt.title"))
            sheet.table(lines)
            if linked:
                sheet.heading(text("document.linked"))
                sheet.table(linked)
            sheet.paragraphs(notes(receipt, text))
            sheet.code(receipt.verification_url, text("document.verify"))
            sheet.paragraphs([text("document.receipt.objection")])
            sheet.foot(self._foot(text))

        return self._pdf(body, receipt.issued_at)

    def slip(self, slip: Slip, language: Language) -> bytes:
        """The hand-over slip (转窗口办理单) as PDF."""
        text = self._words(language)
        reason = f"problem.{slip.problem}" if slip.problem else f"ending.{slip.ending}"
        lines: list[Line] = [(text("document.time"), f"{slip.at.astimezone(CHINA):%Y-%m-%d %H:%M}")]
        if slip.service:
            lines.append((text("document.service"), text(f"service.{slip.service}")))

        def body(sheet: _Strip) -> None:
            sheet.title(text("document.slip.title"))
            sheet.table(lines)
            sheet.heading(text("document.slip.reason"))
            sheet.paragraphs([text(f"doubt.{slip.doubt}") if slip.doubt else text(reason)])
            sheet.table(
                [(text(f"step.{step}"), text("document.slip.proven")) for step in slip.proven]
                + [(text(f"step.{step}"), text("document.slip.missing")) for step in slip.missing]
            )
            sheet.heading(text("document.slip.bring"))
            sheet.paragraphs([text("handover.bring.list")])
            if slip.window:
                sheet.heading(text("document.slip.window"))
                sheet.paragraphs([slip.window.name, slip.window.address, slip.window.hours, slip.window.phone])
            sheet.foot(self._foot(text))

        return self._pdf(body, slip.at)

    def test_slip(self, content: str, at: datetime, language: Language) -> bytes:
        """A slip that shows whether the printer prints well: characters, and a code that says `content`."""
        text = self._words(language)

        def body(sheet: _Strip) -> None:
            sheet.title(text("technician.paper.slip.title"))
            sheet.table([(text("document.time"), f"{at.astimezone(CHINA):%Y-%m-%d %H:%M}")])
            sheet.paragraphs([text("technician.paper.slip.sample")])
            sheet.bars()
            sheet.code(content, text("technician.paper.slip.code"))
            sheet.foot(self._foot(text))

        return self._pdf(body, at)

    def _words(self, language: Language) -> Words:
        return partial(self._catalogues.text, language)

    def _foot(self, text: Words) -> str:
        return f"{text('document.terminal')} {self._terminal} · {self._place}"

    def _pdf(self, body: Callable[[_Strip], None], made_at: datetime) -> bytes:
        """Laid out twice: on a tall sheet to learn its height, then on one of that height."""
        measured = _Strip(self._fonts, self._width, TALL, made_at)
        body(measured)
        sheet = _Strip(self._fonts, self._width, measured.used, made_at)
        body(sheet)
        return sheet.output()


def effects(receipt: Receipt, words: Words) -> list[Line]:
    """What a change brought about, for paper and screen."""
    revoked = words("document.revoked.counts", sessions=receipt.sessions_revoked, grants=receipt.signing_grants_revoked)
    lines = [(words("document.revoked"), revoked)]
    if receipt.sub_accounts:
        names = words("list.comma").join(one.name for one in receipt.sub_accounts)
        lines.append((words("document.sub_accounts"), names))
    if receipt.one_time_until:
        lines.append((words("document.one_time_until"), f"{receipt.one_time_until.astimezone(CHINA):%Y-%m-%d %H:%M}"))
    if receipt.password_expires_on:
        lines.append((words("document.password_expires"), f"{receipt.password_expires_on.astimezone(CHINA):%Y-%m-%d}"))
    return lines


def notes(receipt: Receipt, words: Words) -> list[str]:
    """What the owner must know and see to."""
    factor = [words(f"second_factor.{receipt.second_factor}.note")] if receipt.second_factor else []
    return factor + [words(f"warning.{warning}") for warning in receipt.warnings]


class _Strip(Sheet):
    """A strip of the roll."""

    def __init__(self, fonts: Fonts, width: float, height: float, made_at: datetime) -> None:
        super().__init__(fonts, width, height, MARGIN, made_at)

    def title(self, text: str) -> None:
        self.write(text, size=15, bold=True, align="C", line=8)
        self.rule()

    def heading(self, text: str) -> None:
        self.pdf.ln(1.5)
        self.write(text, size=9.5, bold=True, line=5)

    def paragraphs(self, texts: Sequence[str]) -> None:
        for text in texts:
            self.write(text, size=9.5, line=4.8)

    def table(self, lines: Sequence[Line]) -> None:
        names = NAMES * (self.width - 2 * MARGIN)
        for name, value in lines:
            self.pdf.set_font("sans", "", 9.5)
            self.pdf.set_text_color(90)
            top = self.pdf.get_y()
            self.pdf.multi_cell(names, 4.8, name, align="L", new_x="LMARGIN", new_y="NEXT")
            below_name = self.pdf.get_y()
            self.pdf.set_xy(MARGIN + names + 1, top)
            self.pdf.set_text_color(0)
            self.pdf.multi_cell(0, 4.8, value, align="R", new_x="LMARGIN", new_y="NEXT")
            self.pdf.set_y(max(below_name, self.pdf.get_y()) + 0.6)
        self.pdf.set_text_color(0)

    def code(self, content: str, caption: str) -> None:
        top = self.pdf.get_y() + 2
        self.qr(content, x=(self.width - QR_SIDE) / 2, y=top, side=QR_SIDE)
        self.pdf.set_y(top + QR_SIDE)
        self.write(caption, size=8.5, align="C", line=4.5)

    def bars(self) -> None:
        """Lines over the whole width: a dot of the head that is dead leaves a gap, a dirty one a stripe."""
        self.pdf.ln(2)
        for width in BARS:
            self.pdf.set_line_width(width)
            y = self.pdf.get_y() + width / 2
            self.pdf.line(MARGIN, y, self.width - MARGIN, y)
            self.pdf.set_y(y + width / 2 + 1)

    def foot(self, text: str) -> None:
        self.pdf.ln(1.5)
        self.rule()
        self.write(text, size=8, align="C", line=4.2)


def picture(pdf: bytes, dots_per_inch: int = 203) -> bytes:
    """The first page of a PDF as PNG; 203 dpi is what receipt printers print."""
    with pypdfium2.PdfDocument(pdf) as document:
        image = document[0].render(scale=dots_per_inch / 72, grayscale=True).to_pil()
    png = io.BytesIO()
    image.save(png, format="PNG")
    return png.getvalue()
