"""How verdicts look and read: colours and icon, also without a test ever made, and many in one line."""

from __future__ import annotations

from typing import NamedTuple

from kiosk.contract import CheckResult, Verdict
from kiosk.diagnostics.words import Words as DiagnosticWords
from kiosk.technician.view import Counts
from screens import palette


class Look(NamedTuple):
    """Of a badge and of words beside it."""

    fill: str
    ink: str
    icon: str


LOOKS = {
    Verdict.PASS: Look(palette.GREEN_MIST, palette.GREEN_INK, "check"),
    Verdict.WARN: Look(palette.AMBER_MIST, palette.AMBER_INK, "warning"),
    Verdict.FAIL: Look(palette.RED_MIST, palette.RED_INK, "cross"),
    Verdict.SKIPPED: Look(palette.MIST, palette.MUTED, "open"),
}
NEVER = LOOKS[Verdict.SKIPPED]
GRAVEST_FIRST = (Verdict.FAIL, Verdict.WARN, Verdict.PASS, Verdict.SKIPPED)
GROUP_ICONS = {
    "camera": "camera",
    "face": "face",
    "liveness": "user",
    "codes": "licence",
    "touch": "touch",
    "display": "screen",
    "speaker": "speaker",
    "printer": "printer",
    "central": "network",
    "time": "clock",
    "storage": "disk",
    "memory": "memory",
    "processor": "chip",
    "power": "battery",
    "usb": "usb",
    "software": "package",
    "watchdog": "shield",
}


def look(result: CheckResult | None) -> Look:
    """Of a test's last result."""
    return NEVER if result is None else LOOKS[result.verdict]


def gravest(counts: Counts) -> tuple[Verdict, int]:
    """What stands for many tests: the gravest of their verdicts, and how many have it."""
    found = dict(counts)
    return next(((verdict, found[verdict]) for verdict in GRAVEST_FIRST if found.get(verdict)), (Verdict.SKIPPED, 0))


def tally(counts: Counts, words: DiagnosticWords) -> str:
    """How many tests went how, in one line."""
    return words("technician.counts").join(f"{words.verdict(verdict)} {count}" for verdict, count in counts)
