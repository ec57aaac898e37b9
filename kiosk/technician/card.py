"""The badge as a card to be printed: portrait, of the size of a bank card."""

from __future__ import annotations

from datetime import datetime, time

from pydantic import SecretStr

from kiosk.contract import CHINA, Language
from kiosk.i18n import Catalogues
from kiosk.technician.badge import Badge, Right
from papers.fonts import Fonts
from papers.sheet import Sheet

WIDTH, HEIGHT, MARGIN, QR_SIDE = 54.0, 85.6, 4.0, 46.0
"""Millimetres; ID-1 of ISO/IEC 7810."""
DOTS_PER_INCH = 300


def pdf(badge: Badge, text: SecretStr, catalogues: Catalogues, language: Language, fonts: Fonts) -> bytes:
    """The card of a badge, `text` as its code."""

    def words(key: str, **values: object) -> str:
        return catalogues.text(language, key, **values)

    sheet = Sheet(fonts, WIDTH, HEIGHT, MARGIN, datetime.combine(badge.expires, time(), CHINA))
    sheet.write(words("technician.card.title"), size=10, line=5, bold=True, align="C")
    sheet.qr(text.get_secret_value(), x=(WIDTH - QR_SIDE) / 2, y=sheet.pdf.get_y() + 1, side=QR_SIDE)
    sheet.pdf.set_y(sheet.pdf.get_y() + QR_SIDE + 2)
    sheet.write(badge.name, size=12, line=6, bold=True, align="C")
    sheet.write(words("technician.card.serial", number=badge.serial), size=8, line=4, align="C")
    sheet.write(words("technician.card.expires", date=badge.expires), size=8, line=4, align="C")
    rights = words("diagnose.separator").join(words(f"technician.right.{one}") for one in Right if one in badge.rights)
    sheet.write(rights, size=8, line=4, align="C")
    return sheet.output()
