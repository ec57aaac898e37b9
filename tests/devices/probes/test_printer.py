"""A printer that nobody has open is opened to be asked, and let go of."""

from __future__ import annotations

from typing import Any

from devices.printer import PaperSupply
from devices.probes.printer import OpenedPrinterState, Paper
from devices.receipt_printer import ReceiptPrinter
from devices.simulated_printer import SimulatedPrinter, simulated
from devices.status import DeviceStatus


def test_it_is_open_for_a_reading_and_no_longer() -> None:
    machine = SimulatedPrinter(paper=PaperSupply.LOW)
    opened: list[Any] = []
    closed: list[Any] = []

    def connect() -> Any:
        link = simulated(machine)()
        link.close = lambda: closed.append(link)
        opened.append(link)
        return link

    probe = OpenedPrinterState(lambda: ReceiptPrinter(connect, paper_mm=80, asks=True, cuts=True, patience_s=1.0), 5.0)
    assert opened == []
    for number in (1, 2):
        reading = probe.read()
        assert (reading.status, reading.paper, reading.cutter_jammed) == (DeviceStatus.ONLINE, Paper.LOW, False)
        assert closed == opened
        assert len(opened) == number


def test_one_that_is_not_there_is_said_to_be_missing() -> None:
    gone = simulated(SimulatedPrinter(plugged=False))
    probe = OpenedPrinterState(lambda: ReceiptPrinter(gone, paper_mm=80, asks=True, cuts=True, patience_s=1.0), 5.0)
    reading = probe.read()
    assert (reading.fitted, reading.status) == (True, DeviceStatus.NO_DEVICE)
    assert "plug it in" in reading.detail
