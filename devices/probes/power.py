"""Where the power comes from."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from devices.probes.probe import Probe

MAINS = ("Mains", "USB", "Wireless")
STORES = ("Battery", "UPS")


@dataclass(frozen=True)
class PowerReading:
    """What the kernel knows of the supplies."""

    mains: bool | None = None
    """Whether mains power is there; None where the machine does not tell."""
    charge: float | None = None
    """Of the battery or UPS, 0..1; None where there is none."""
    undervoltage: bool = False
    """The board says that its supply is too weak."""


class Power(Probe[PowerReading]):
    """This machine's; `sys` is where the kernel shows its supplies."""

    def __init__(self, sys: Path = Path("/sys")) -> None:
        self._sys = sys

    def read(self) -> PowerReading:
        mains: list[bool] = []
        charges: list[float] = []
        for supply in sorted((self._sys / "class/power_supply").glob("*")):
            kind = _text(supply / "type")
            if _text(supply / "scope") == "Device":  # the battery of a keyboard or a mouse
                continue
            if kind in MAINS:
                mains.append(_text(supply / "online") == "1")
            elif kind in STORES and _text(supply / "capacity").isdigit():
                charges.append(int(_text(supply / "capacity")) / 100)
        alarms = [
            _text(one.parent / "in0_lcrit_alarm")
            for one in (self._sys / "class/hwmon").glob("*/name")
            if _text(one) == "rpi_volt"
        ]
        return PowerReading(any(mains) if mains else None, min(charges) if charges else None, "1" in alarms)


def _text(path: Path) -> str:
    try:
        return path.read_text("ascii").strip()
    except (OSError, UnicodeDecodeError):
        return ""
