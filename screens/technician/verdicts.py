"""How a verdict looks: colours and icon, also without a test ever made."""

from __future__ import annotations

from typing import NamedTuple

from kiosk.contract import CheckResult, Verdict
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
