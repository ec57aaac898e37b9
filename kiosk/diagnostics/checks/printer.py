"""The receipt printer."""

from __future__ import annotations

from devices.probes.printer import Page, Paper, PrinterReading
from devices.status import DeviceStatus
from kiosk.diagnostics.check import AnyCheck, Check
from kiosk.diagnostics.outcome import Outcome, failed, passed, skipped, warned

ANSWERING = (DeviceStatus.ONLINE, DeviceStatus.USER_ERROR)
"""States in which it can be asked after its paper: a user's error is one that anybody can mend, such as a full tray."""


def status(reading: PrinterReading) -> Outcome:
    """There, and ready."""
    if not reading.fitted:
        return skipped("printer.none")
    if reading.status in ANSWERING:
        return passed()
    absent = reading.status in (DeviceStatus.NO_DEVICE, DeviceStatus.OFFLINE, DeviceStatus.POWER_OFF)
    return failed("printer.absent" if absent else "printer.broken", detail=reading.detail)


def paper(reading: PrinterReading) -> Outcome:
    """Enough on the roll."""
    if not reading.fitted:
        return skipped("printer.none")
    match reading.paper:
        case Paper.OUT:
            return failed("printer.paper_out")
        case Paper.LOW:
            return warned("printer.paper_low")
        case Paper.UNKNOWN:
            return skipped("printer.paper_unknown")
        case Paper.ENOUGH:
            return passed()


def cutter(reading: PrinterReading) -> Outcome:
    """Free to cut."""
    if not reading.fitted:
        return skipped("printer.none")
    if reading.cutter_jammed is None:
        return skipped("printer.cutter_unknown")
    return failed("printer.cutter_jammed") if reading.cutter_jammed else passed()


def page(reading: Page) -> Outcome:
    """A printed code that the camera reads back."""
    if reading.read is None:
        return failed("printer.page_unread")
    return passed() if reading.read == reading.printed else failed("printer.page_wrong")


STATUS, PAPER = "printer.status", "printer.paper"
CHECKS: tuple[AnyCheck, ...] = (
    Check(
        STATUS, lambda bench: bench.printer, status, ("printer.absent", "printer.broken", "printer.none"), quick=True
    ),
    Check(
        PAPER,
        lambda bench: bench.printer,
        paper,
        ("printer.paper_out", "printer.paper_low", "printer.paper_unknown", "printer.none"),
        (STATUS,),
        quick=True,
    ),
    Check(
        "printer.cutter",
        lambda bench: bench.printer,
        cutter,
        ("printer.cutter_jammed", "printer.cutter_unknown", "printer.none"),
        (STATUS,),
    ),
    Check("printer.page", None, page, ("printer.page_unread", "printer.page_wrong"), (STATUS, PAPER, "camera.alive")),
)
