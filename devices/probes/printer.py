"""The receipt printer, as it tells of itself."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from enum import StrEnum

from devices.printer import PaperSupply, Printer
from devices.probes.probe import Probe
from devices.status import DeviceStatus


class Paper(StrEnum):
    """How much paper there is."""

    ENOUGH = "enough"
    LOW = "low"
    OUT = "out"
    UNKNOWN = "unknown"


@dataclass(frozen=True)
class PrinterReading:
    """The printer's state."""

    fitted: bool
    """False: the terminal does without, by choice."""
    status: DeviceStatus = DeviceStatus.ONLINE
    detail: str = ""
    """What is wrong and what to do, in the device's words."""
    paper: Paper = Paper.UNKNOWN
    cutter_jammed: bool | None = None
    """None: it does not tell, or has none."""


@dataclass(frozen=True)
class Page:
    """A test page, read back by the camera."""

    printed: str
    """What its code says."""
    read: str | None
    """What the camera read; None: nothing."""


SUPPLY = {PaperSupply.FULL: Paper.ENOUGH, PaperSupply.LOW: Paper.LOW, PaperSupply.OUT: Paper.OUT}


class OpenedPrinterState(Probe[PrinterReading]):
    """Opens the printer for as long as a reading takes: it can be open once only, and belongs to a running terminal.

    `patience_s`: what it may take to answer, and to be let go of.
    """

    def __init__(self, make: Callable[[], Printer], patience_s: float) -> None:
        self._make, self._patience_s = make, patience_s

    def read(self) -> PrinterReading:
        printer = self._make()
        printer.start()
        try:
            printer.await_look(self._patience_s)
            return PrinterState(printer).read()
        finally:
            printer.stop(self._patience_s)


class PrinterState(Probe[PrinterReading]):
    """Asks the terminal's own printer; None where none is fitted."""

    def __init__(self, printer: Printer | None) -> None:
        self._printer = printer

    def read(self) -> PrinterReading:
        if self._printer is None:
            return PrinterReading(fitted=False)
        health = self._printer.health()
        paper = SUPPLY.get(health.paper, Paper.UNKNOWN)
        return PrinterReading(True, health.status, health.detail, paper, health.cutter_jammed)
