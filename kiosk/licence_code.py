"""Tells the kinds of codes around an electronic business licence apart.

Only a presented code proves that its holder has the licence's app; it is verified by the central service. The others
identify an enterprise to anybody who has seen them, and are refused with the words that help.
"""

from __future__ import annotations

import re
from enum import StrEnum
from urllib.parse import urlsplit

from stdnum.cn import uscc

from kiosk.contract import ENTERPRISE_CODE_SCHEME, TOKEN_PATTERN


class CodeKind(StrEnum):
    """What a code in view is."""

    PRESENTED = "presented"
    PRINTED_LICENCE = "printed_licence"
    ENTERPRISE_CODE = "enterprise_code"
    FOREIGN = "foreign"


_PUBLICITY_SYSTEM = "gsxt.gov.cn"


def classify(text: str) -> CodeKind:
    """The kind of a code by its text alone."""
    text = text.strip()
    if re.fullmatch(TOKEN_PATTERN, text):
        return CodeKind.PRESENTED
    try:
        url = urlsplit(text)
    except ValueError:
        return CodeKind.FOREIGN
    host = (url.hostname or "").lower()
    if url.scheme in ("http", "https") and (host == _PUBLICITY_SYSTEM or host.endswith("." + _PUBLICITY_SYSTEM)):
        return CodeKind.PRINTED_LICENCE
    if text.lower().startswith(ENTERPRISE_CODE_SCHEME) or uscc.is_valid(text):
        return CodeKind.ENTERPRISE_CODE
    return CodeKind.FOREIGN


_URGENCY = (CodeKind.PRESENTED, CodeKind.PRINTED_LICENCE, CodeKind.ENTERPRISE_CODE, CodeKind.FOREIGN)


def choose(texts: tuple[str, ...]) -> tuple[CodeKind, str] | None:
    """Of several codes in view the one that counts: a presented one before all others, whatever their order."""
    kinds = ((classify(text), text) for text in texts)
    return min(kinds, key=lambda kind: _URGENCY.index(kind[0]), default=None)
