"""What belongs on the USB bus."""

from __future__ import annotations

from devices.probes.usb import UsbReading
from kiosk.diagnostics.check import AnyCheck, Check
from kiosk.diagnostics.outcome import Outcome, failed, passed, skipped


def devices(reading: UsbReading) -> Outcome:
    """Every device that is expected."""
    found = [device.id for device in reading.devices]
    if not reading.expected:
        named = ", ".join(f"{one.id} {one.name}".strip() for one in reading.devices)
        return skipped("usb.none_expected", devices=named[:200] or "-")
    missing = [f"{one.name} ({one.id})" for one in reading.expected if one.id not in found]
    return failed("usb.missing", len(missing), devices=", ".join(missing)) if missing else passed(len(found))


CHECKS: tuple[AnyCheck, ...] = (
    Check("usb.devices", lambda bench: bench.usb, devices, ("usb.missing", "usb.none_expected"), quick=True),
)
