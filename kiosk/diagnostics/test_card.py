"""The test card, to be printed at its own size and held before the camera."""

from __future__ import annotations

from datetime import UTC, datetime

import segno

from devices.probes.codes import CARD, CARD_MM
from kiosk.diagnostics.words import Words
from papers.fonts import Fonts
from papers.sheet import Sheet

WIDTH, HEIGHT, MARGIN = 148.0, 210.0, 24.0
"""A5, in millimetres."""
RULER_MM = 100.0
QUIET = 2
"""Modules of white on each side, which the sheet draws with a code."""
MADE_AT = datetime(2026, 1, 1, tzinfo=UTC)
"""The card is the same whenever it is printed."""


def pdf(words: Words, fonts: Fonts) -> bytes:
    """The card as PDF, with a line to measure whether it was printed at its size."""
    sheet = Sheet(fonts, WIDTH, HEIGHT, MARGIN, MADE_AT)
    sheet.write(words.text("technician.test_card.title"), size=16, line=8, bold=True, align="C")
    modules = segno.make(CARD, error="m", micro=False).symbol_size(border=0)[0]
    side = CARD_MM * (modules + 2 * QUIET) / modules
    top = sheet.pdf.get_y() + 8
    sheet.qr(CARD, x=(WIDTH - side) / 2, y=top, side=side)
    line = top + side + 14
    sheet.pdf.set_line_width(0.4)
    for x in (MARGIN, MARGIN + RULER_MM):
        sheet.pdf.line(x, line - 3, x, line + 3)
    sheet.pdf.line(MARGIN, line, MARGIN + RULER_MM, line)
    sheet.pdf.set_y(line + 8)
    card = words.title("codes.card")
    for text in (
        words.text("technician.test_card.size", side=round(CARD_MM)),
        words.text("technician.test_card.use", test=card),
    ):
        sheet.write(text, size=10, line=5.5)
    return sheet.output()
