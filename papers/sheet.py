"""A sheet of paper that is written from the top, as PDF with real text: the same bytes for the same content."""

from __future__ import annotations

import io
from datetime import datetime

import segno
from fpdf import FPDF

from papers.fonts import Fonts


class Sheet:
    """Lengths are millimetres, sizes points. `made_at` is the time that the PDF claims for itself."""

    def __init__(self, fonts: Fonts, width: float, height: float, margin: float, made_at: datetime) -> None:
        self.width, self.margin = width, margin
        self.pdf = FPDF(unit="mm", format=(width, height))
        self.pdf.set_creation_date(made_at)
        self.pdf.set_margin(margin)
        self.pdf.set_auto_page_break(auto=False)
        self.pdf.add_font("sans", "", fonts.regular)
        self.pdf.add_font("sans", "B", fonts.bold)
        self.pdf.add_page()

    @property
    def used(self) -> float:
        """From the top, margin included."""
        return float(self.pdf.get_y()) + self.margin

    def write(
        self, text: str, *, size: float, line: float, bold: bool = False, align: str = "L", width: float = 0
    ) -> None:
        """Text over as many lines as it needs; `width` 0 goes to the right margin."""
        self.pdf.set_font("sans", "B" if bold else "", size)
        self.pdf.multi_cell(width, line, text, align=align, new_x="LMARGIN", new_y="NEXT")

    def rule(self, space: float = 1) -> None:
        """A line across, with space above and twice as much below."""
        y = self.pdf.get_y() + space
        self.pdf.set_line_width(0.2)
        self.pdf.line(self.margin, y, self.width - self.margin, y)
        self.pdf.set_y(y + 2 * space)

    def qr(self, content: str, *, x: float, y: float, side: float) -> None:
        """A QR code whose left upper corner is at `x`, `y`."""
        picture = io.BytesIO()
        segno.make(content, error="m", micro=False).save(picture, kind="png", scale=8, border=2)
        self.pdf.image(picture, x=x, y=y, w=side, h=side)

    def output(self) -> bytes:
        """The PDF."""
        return bytes(self.pdf.output())
