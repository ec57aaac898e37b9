"""The receipt printer."""

from __future__ import annotations

from devices.probes.printer import Page, Paper, PrinterReading
from devices.status import DeviceStatus
from kiosk.diagnostics.check import AnyCheck, Check
from kiosk.diagnostics.outcome import Outcome, failed, passed, skipped, warned

ABSENT = (DeviceStatus.NO_DEVICE, DeviceStatus.OFFLINE, DeviceStatus.POWER_OFF)


def status(reading: PrinterReading) -> Outcome:
    """There, and ready but for what the tests of paper and cutter find."""
    if not reading.fitted:
        return skipped("printer.none")
    if reading.status is DeviceStatus.ONLINE or reading.paper is Paper.OUT or reading.cutter_jammed:
        return passed()
    return failed("printer.absent" if reading.status in ABSENT else "printer.broken", detail=reading.detail)


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


STATUS, PAPER, CUTTER = "printer.status", "printer.paper", "printer.cutter"
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
        CUTTER,
        lambda bench: bench.printer,
        cutter,
        ("printer.cutter_jammed", "printer.cutter_unknown", "printer.none"),
        (STATUS,),
        quick=True,
    ),
    Check(
        "printer.page",
        None,
        page,
        ("printer.page_unread", "printer.page_wrong"),
        (STATUS, PAPER, CUTTER, "camera.alive"),
    ),
)
