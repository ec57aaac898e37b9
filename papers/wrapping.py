"""Where lines of Chinese and Latin text break: at no wrong place, preferably after a mark, evenly. Pure."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence

OPENING = "（《「『“‘【"
CLOSING = "，。；：！？、）》」』”’】…·—"
IDEOGRAPHS = "\u2e80-\u9fff\uff00-\uffef"
PIECE = re.compile(rf"[{OPENING}]*(?:[^\s{IDEOGRAPHS}{OPENING}{CLOSING}]+|[^\s{OPENING}{CLOSING}])?[{CLOSING}]*[ ]*")
PAUSES = tuple("，。；：！？、,.;:!?")
MID_PHRASE = 0.12
"""What it costs to break where nobody would pause; an empty line would cost 1."""


def wrap(text: str, width: float, measure: Callable[[str], float]) -> str:
    """`text` with line breaks so that `measure` of each line is at most `width`, where its pieces allow."""
    return "\n".join(_wrap_paragraph(paragraph, width, measure) for paragraph in text.split("\n"))


def _wrap_paragraph(paragraph: str, width: float, measure: Callable[[str], float]) -> str:
    if measure(paragraph) <= width:
        return paragraph
    pieces = [piece for piece in PIECE.findall(paragraph) if piece]
    return "\n".join("".join(line).rstrip() for line in _lines(pieces, width, measure))


def _lines(pieces: Sequence[str], width: float, measure: Callable[[str], float]) -> list[Sequence[str]]:
    """As few lines as there can be and, of those ways, the one that costs least."""
    full = [measure(piece) for piece in pieces]
    ending = [measure(piece.rstrip()) for piece in pieces]
    best: list[tuple[int, float, int]] = [(0, 0.0, 0)]
    """For each number of pieces: lines, cost, and with which piece the last line begins."""
    for end in range(1, len(pieces) + 1):
        ways = []
        length = ending[end - 1]
        for start in range(end - 1, -1, -1):
            if length <= width or start == end - 1:
                lines, cost, _ = best[start]
                ways.append((lines + 1, cost + _cost(length / width, pieces[end - 1]), start))
            length += full[start - 1]
        best.append(min(ways))
    found: list[Sequence[str]] = []
    end = len(pieces)
    while end:
        start = best[end][2]
        found.append(pieces[start:end])
        end = start
    return found[::-1]


def _cost(filled: float, last: str) -> float:
    return (1 - filled) ** 2 + (0 if last.rstrip().endswith(PAUSES) else MID_PHRASE)
