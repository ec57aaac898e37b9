"""What the bytes of a QR code say.

Hardly any code declares its encoding. In China it is UTF-8 or GB18030; but many writers put Chinese characters into
the symbol's Kanji mode where they can, and that is Shift_JIS (ISO/IEC 18004), as are Japanese codes. What is valid in
both is taken for what has the more common characters in it, in doubt for GB18030.
"""

from __future__ import annotations

import re

DOUBT = 3
"""So many times as many uncommon characters GB18030 must give before a text is taken for Shift_JIS."""
JIS_LEVEL_2 = 0x98
"""First byte of the first of the rarer characters in Shift_JIS."""
MARK = re.compile("[\uff9e\uff9f]")
MARKED = re.compile("[\uff73\uff76-\uff84\uff8a-\uff8e]\uff9e|[\uff8a-\uff8e]\uff9f")
"""Half-width kana with a sound mark, each behind one that takes it."""


def text_of(raw: bytes) -> str | None:
    """The text, or None when the bytes are none in any of the three encodings."""
    text = _decoded(raw, "utf-8")
    if text is not None:
        return text
    chinese, japanese = _decoded(raw, "gb18030"), _decoded(raw, "shift_jis")
    if chinese is None or japanese is None:
        return japanese if chinese is None else chinese
    is_japanese = _has_marks(japanese) or DOUBT * _uncommon_in_japan(japanese) < _uncommon_in_china(chinese)
    return japanese if is_japanese else chinese


def _decoded(raw: bytes, encoding: str) -> str | None:
    try:
        return raw.decode(encoding)
    except UnicodeDecodeError:
        return None


def _has_marks(text: str) -> bool:
    """Two sound marks or more, all in their places: no accident."""
    marks = len(MARK.findall(text))
    return marks >= 2 and marks == len(MARKED.findall(text))


def _uncommon_in_china(text: str) -> int:
    """Characters that are not in GB 2312."""
    return sum(not character.encode("gb2312", "ignore") for character in text)


def _uncommon_in_japan(text: str) -> int:
    """Characters of JIS level 2 and beyond, and half-width kana."""
    encoded = (character.encode("shift_jis", "ignore") for character in text if not character.isascii())
    return sum(len(one) < 2 or one[0] >= JIS_LEVEL_2 for one in encoded)
