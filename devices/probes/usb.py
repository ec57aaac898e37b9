"""What is plugged in."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from devices.probes.probe import Probe


@dataclass(frozen=True)
class UsbDevice:
    """A device on the bus, or one that belongs there."""

    id: str
    """Vendor and product, four hexadecimal digits each: 1bcf:2284"""
    name: str


@dataclass(frozen=True)
class UsbReading:
    """What is there, and what ought to be."""

    devices: tuple[UsbDevice, ...]
    """Without the hubs."""
    expected: tuple[UsbDevice, ...]


class Usb(Probe[UsbReading]):
    """This machine's; `sys` is where the kernel shows the bus."""

    def __init__(self, expected: tuple[UsbDevice, ...], sys: Path = Path("/sys")) -> None:
        self._expected, self._sys = expected, sys

    def read(self) -> UsbReading:
        found = []
        for place in sorted((self._sys / "bus/usb/devices").glob("*")):
            vendor, product = _text(place / "idVendor"), _text(place / "idProduct")
            if not vendor or _text(place / "bDeviceClass") == HUB:
                continue
            name = " ".join(filter(None, (_text(place / "manufacturer"), _text(place / "product"))))
            found.append(UsbDevice(f"{vendor}:{product}", name))
        return UsbReading(tuple(found), self._expected)


HUB = "09"


def _text(path: Path) -> str:
    try:
        return path.read_text("utf-8", "replace").strip()
    except OSError:
        return ""
