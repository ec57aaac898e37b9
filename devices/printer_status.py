"""What a receipt printer's status bytes mean: ESC/POS, `DLE EOT n` (at once) and `GS r 1` (when all before is printed).

Bit positions from Epson's ESC/POS command reference.
"""

from __future__ import annotations

from devices.printer import PaperSupply, PrinterHealth
from devices.status import DeviceFault, DeviceStatus

OFFLINE, OFFLINE_CAUSE, ERROR_CAUSE, PAPER = (b"\x10\x04" + bytes([n]) for n in (1, 2, 3, 4))
"""Commands; each is answered by one byte."""
PRINTED = b"\x1dr\x01"
"""Command; answered once all before it is on paper."""
CLEAR = b"\x10\x14\x08\x01\x03\x14\x01\x06\x02\x08"
"""Command: forget what was sent and is not printed."""

FIXED, FIXED_VALUE = 0b1001_0011, 0b0001_0010
"""Bits that every answer to DLE EOT has, and how they stand."""
PRINTED_FIXED = 0b1001_0000
"""Bits that every answer to GS r has at 0."""

IS_OFFLINE = 0x08
COVER_OPEN, PAPER_END, HAS_ERROR = 0x04, 0x20, 0x40
CUTTER_ERROR, UNRECOVERABLE, RECOVERABLE = 0x08, 0x20, 0x40
NEAR_END, ENDED = 0x0C, 0x60


def garbled(answer: int) -> bool:
    """Whether a byte cannot be an answer to DLE EOT."""
    return answer & FIXED != FIXED_VALUE


def meaning(offline: int, offline_cause: int, error_cause: int, paper: int) -> PrinterHealth:
    """The printer's state by its four answers to DLE EOT. Raises DeviceFault for what no printer answers."""
    answers = (offline, offline_cause, error_cause, paper)
    if any(map(garbled, answers)):
        raise DeviceFault(
            DeviceStatus.HARDWARE_ERROR,
            f"the printer answers nonsense ({bytes(answers).hex(' ')}): check cable, baud rate and ESC/POS mode",
        )
    supply = PaperSupply.OUT if paper & ENDED or offline_cause & PAPER_END else PaperSupply.FULL
    if supply is PaperSupply.FULL and paper & NEAR_END:
        supply = PaperSupply.LOW
    status, detail = _state(offline, offline_cause, error_cause, supply)
    return PrinterHealth(status, detail, supply, bool(error_cause & CUTTER_ERROR))


def _state(offline: int, offline_cause: int, error_cause: int, supply: PaperSupply) -> tuple[DeviceStatus, str]:
    if offline_cause & COVER_OPEN:
        return DeviceStatus.USER_ERROR, "the printer's cover is open: close it"
    if supply is PaperSupply.OUT:
        return DeviceStatus.USER_ERROR, "the printer is out of paper: put in a new roll"
    if error_cause & CUTTER_ERROR:
        return DeviceStatus.HARDWARE_ERROR, "the printer's cutter is stuck: open the cover, free it, switch off and on"
    if error_cause & UNRECOVERABLE:
        return DeviceStatus.HARDWARE_ERROR, "the printer has a fault of its own: switch it off and on, else replace it"
    if error_cause & RECOVERABLE or offline_cause & HAS_ERROR:
        return DeviceStatus.HARDWARE_ERROR, "the printer is too hot or jammed: wait, then open and close the cover"
    if offline & IS_OFFLINE:
        return DeviceStatus.OFFLINE, "the printer is switched to offline: press its feed or online button"
    if supply is PaperSupply.LOW:
        return DeviceStatus.ONLINE, "the printer's paper is low: have a new roll at hand"
    return DeviceStatus.ONLINE, ""
