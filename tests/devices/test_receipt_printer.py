"""Receipts through the real driver into a printer that is not there, over each kind of link, with every fault."""

from __future__ import annotations

import os
import pty
import socket
import threading
import time
import tty
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from functools import partial
from typing import Any

import numpy as np
import pytest
from fpdf import FPDF

from devices import printer_links
from devices.printer import PaperSupply, PrinterFault, PrinterHealth
from devices.receipt_printer import DOTS, ReceiptPrinter, picture_of
from devices.simulated_printer import SimulatedPrinter, simulated
from devices.status import DeviceFault, DeviceStatus
from tests.devices.device_bench import eventually


def document(text: str = "receipt", width: int = 80, height: int = 90) -> bytes:
    pdf = FPDF(unit="mm", format=(width, height))
    pdf.add_page()
    pdf.set_font("helvetica", size=14)
    pdf.set_xy(6, 10)
    pdf.multi_cell(width - 12, 8, text * 20)
    return bytes(pdf.output())


def black(pdf: bytes, paper_mm: int = 80) -> np.ndarray[Any, Any]:
    """Where the document is black."""
    return ~np.asarray(picture_of(pdf, paper_mm), dtype=bool)


def shows(paper: np.ndarray[Any, Any], pdf: bytes, paper_mm: int = 80) -> bool:
    """Whether the paper begins with the document, and is empty below it."""
    wanted = black(pdf, paper_mm)
    lines = len(wanted)
    return bool(np.array_equal(paper[:lines], wanted)) and not paper[lines:].any()


@dataclass
class Desk:
    """A printer under test and the machine that it drives."""

    machine: SimulatedPrinter
    told: list[PrinterHealth] = field(default_factory=list)
    printer: ReceiptPrinter = field(init=False)

    def connect(self, to: Callable[[], Any], *, asks: bool = True, cuts: bool = True, paper_mm: int = 80) -> Desk:
        self.printer = ReceiptPrinter(
            to, paper_mm=paper_mm, asks=asks, cuts=cuts, patience_s=2.0, told=self.told.append
        )
        self.printer.start()
        return self

    def becomes(self, status: DeviceStatus, words: str = "") -> bool:
        def is_so() -> bool:
            health = self.printer.health()
            return health.status is status and words in health.detail

        return eventually(is_so)


@pytest.fixture
def machine() -> SimulatedPrinter:
    return SimulatedPrinter()


@pytest.fixture
def desk(machine: SimulatedPrinter) -> Iterator[Desk]:
    desk = Desk(machine)
    yield desk
    if machine.slow is not None:
        machine.slow.set()
    assert desk.printer.stop(5), "its thread does not end"


@pytest.mark.parametrize("paper_mm", [80, 58])
def test_what_comes_out_is_the_document_dot_by_dot(desk: Desk, machine: SimulatedPrinter, paper_mm: int) -> None:
    desk.connect(simulated(machine), paper_mm=paper_mm)
    assert desk.becomes(DeviceStatus.ONLINE)
    pdf = document(width=paper_mm)
    assert black(pdf, paper_mm).any(), "the document is empty"
    desk.printer.print(pdf, "receipt.pdf")
    (paper,) = machine.papers
    assert paper.shape[1] == DOTS[paper_mm]
    assert shows(paper, pdf, paper_mm)
    assert machine.odd == []


def test_a_document_of_another_width_is_not_cut_short(desk: Desk, machine: SimulatedPrinter) -> None:
    desk.connect(simulated(machine), paper_mm=58)
    with pytest.raises(ValueError, match="80 mm wide and the paper 58 mm"):
        desk.printer.print(document(), "receipt.pdf")


@dataclass
class Over:
    """The machine at the other end of a real link."""

    machine: SimulatedPrinter
    connect: Callable[[], Any]
    close: Callable[[], None]


def over_network(machine: SimulatedPrinter) -> Over:
    listener = socket.create_server(("127.0.0.1", 0))

    def serve() -> None:
        while True:
            try:
                peer = listener.accept()[0]
            except OSError:
                return
            with peer:
                while data := peer.recv(4096):
                    machine.take(data)
                    peer.sendall(machine.answer())

    threading.Thread(target=serve, daemon=True).start()
    port = listener.getsockname()[1]

    def close() -> None:
        listener.shutdown(socket.SHUT_RDWR)
        listener.close()

    return Over(machine, partial(printer_links.network, "127.0.0.1", port), close)


def over_serial_line(machine: SimulatedPrinter) -> Over:
    ours, theirs = pty.openpty()
    tty.setraw(theirs)

    def serve() -> None:
        while True:
            try:
                data = os.read(ours, 4096)
            except OSError:
                return
            machine.take(data)
            os.write(ours, machine.answer())

    threading.Thread(target=serve, daemon=True).start()
    connect = partial(printer_links.serial, os.ttyname(theirs), 115200, "none")
    return Over(machine, connect, lambda: os.close(theirs))


@pytest.mark.parametrize("link", [over_network, over_serial_line])
def test_the_document_comes_out_over_a_real_link(
    desk: Desk, machine: SimulatedPrinter, link: Callable[[SimulatedPrinter], Over]
) -> None:
    over = link(machine)
    desk.connect(over.connect)
    assert desk.becomes(DeviceStatus.ONLINE)
    pdf = document()
    desk.printer.print(pdf, "receipt.pdf")
    assert shows(machine.papers[0], pdf)
    machine.paper = PaperSupply.OUT
    with pytest.raises(PrinterFault, match="out of paper"):
        desk.printer.print(pdf, "receipt.pdf")
    assert desk.printer.stop(5)
    over.close()


def out(machine: SimulatedPrinter) -> None:
    machine.paper = PaperSupply.OUT


def low(machine: SimulatedPrinter) -> None:
    machine.paper = PaperSupply.LOW


def cover(machine: SimulatedPrinter) -> None:
    machine.cover_open = True


def cutter(machine: SimulatedPrinter) -> None:
    machine.cutter_stuck = True


def unplug(machine: SimulatedPrinter) -> None:
    machine.plugged = False


def silence(machine: SimulatedPrinter) -> None:
    machine.silent = True


def garble(machine: SimulatedPrinter) -> None:
    machine.garbled = True


def mend(machine: SimulatedPrinter) -> None:
    machine.paper, machine.plugged = PaperSupply.FULL, True
    machine.cover_open = machine.cutter_stuck = machine.silent = machine.garbled = False


FAULTS: dict[Callable[[SimulatedPrinter], None], tuple[DeviceStatus, str]] = {
    out: (DeviceStatus.USER_ERROR, "put in a new roll"),
    cover: (DeviceStatus.USER_ERROR, "cover is open: close it"),
    cutter: (DeviceStatus.HARDWARE_ERROR, "cutter is stuck"),
    unplug: (DeviceStatus.NO_DEVICE, "plug it in"),
    silence: (DeviceStatus.OFFLINE, "does not answer: check power and cable"),
    garble: (DeviceStatus.HARDWARE_ERROR, "answers nonsense"),
}


@pytest.mark.parametrize("fault", FAULTS, ids=lambda fault: fault.__name__)
def test_each_fault_has_its_words_prints_nothing_and_goes_without_a_restart(
    desk: Desk, machine: SimulatedPrinter, fault: Callable[[SimulatedPrinter], None]
) -> None:
    desk.connect(simulated(machine))
    assert desk.becomes(DeviceStatus.ONLINE)
    fault(machine)
    status, words = FAULTS[fault]
    with pytest.raises(PrinterFault):
        desk.printer.print(document("lost"), "receipt.pdf")
    assert desk.becomes(status, words)
    assert machine.papers == []
    mend(machine)
    assert desk.becomes(DeviceStatus.ONLINE)
    pdf = document("found")
    desk.printer.print(pdf, "receipt.pdf")
    assert any(shows(paper, pdf) for paper in machine.papers)
    assert not any(shows(paper, document("lost")) for paper in machine.papers), "it came out before the next visitor"
    statuses = [health.status for health in desk.told]
    assert status in statuses
    assert statuses[-1] is DeviceStatus.ONLINE


def test_paper_that_runs_low_is_told_and_printed_on(desk: Desk, machine: SimulatedPrinter) -> None:
    low(machine)
    desk.connect(simulated(machine))
    assert desk.becomes(DeviceStatus.ONLINE, "paper is low")
    assert desk.printer.health().paper is PaperSupply.LOW
    desk.printer.print(document(), "receipt.pdf")
    assert len(machine.papers) == 1


def test_paper_that_ends_in_the_middle_is_a_fault_and_nothing_is_left_for_the_next_visitor(
    desk: Desk, machine: SimulatedPrinter
) -> None:
    desk.connect(simulated(machine))
    assert desk.becomes(DeviceStatus.ONLINE)
    machine.last_lines = 100
    with pytest.raises(PrinterFault, match="out of paper"):
        desk.printer.print(document("first"), "receipt.pdf")
    mend(machine)
    assert desk.becomes(DeviceStatus.ONLINE)
    pdf = document("second")
    desk.printer.print(pdf, "receipt.pdf")
    assert shows(machine.papers[-1], pdf)
    assert [len(paper) > 400 for paper in machine.papers] == [False, True]


@pytest.mark.alone
def test_a_printer_that_takes_forever_holds_nobody_up_and_prints_nothing_later(
    desk: Desk, machine: SimulatedPrinter
) -> None:
    desk.connect(simulated(machine))
    assert desk.becomes(DeviceStatus.ONLINE)
    machine.slow = threading.Event()
    for words in ("did not finish within 2 s", "did not finish within 2 s"):
        began = time.monotonic()
        with pytest.raises(PrinterFault, match=words):
            desk.printer.print(document("late"), "receipt.pdf")
        assert time.monotonic() - began < 3.5
    machine.slow.set()
    assert desk.becomes(DeviceStatus.ONLINE)
    pdf = document("in time")
    desk.printer.print(pdf, "receipt.pdf")
    assert shows(machine.papers[-1], pdf)
    assert not any(shows(paper, document("late")) for paper in machine.papers)


def test_a_printer_that_is_never_asked_is_taken_to_be_well(desk: Desk, machine: SimulatedPrinter) -> None:
    silence(machine)
    desk.connect(simulated(machine), asks=False)
    assert desk.becomes(DeviceStatus.ONLINE)
    pdf = document()
    desk.printer.print(pdf, "receipt.pdf")
    assert shows(machine.papers[0], pdf)
    assert desk.printer.health().paper is PaperSupply.NOT_SUPPORTED


def test_without_a_cutter_the_paper_is_fed_and_not_cut(desk: Desk, machine: SimulatedPrinter) -> None:
    desk.connect(simulated(machine), cuts=False)
    assert desk.becomes(DeviceStatus.ONLINE)
    desk.printer.print(document(), "receipt.pdf")
    assert machine.papers == []
    assert machine.odd == []
    assert desk.printer.health().cutter_jammed is None, "there is none to be jammed"


def test_a_connection_that_the_printer_closed_meanwhile_is_opened_anew(desk: Desk, machine: SimulatedPrinter) -> None:
    links = []

    def connect() -> Any:
        links.append(simulated(machine)())
        return links[-1]

    desk.connect(connect)
    assert desk.becomes(DeviceStatus.ONLINE)
    reopened = []
    link = links[0]
    broken = link._raw

    def once(data: bytes) -> None:
        if not reopened:
            raise BrokenPipeError
        broken(data)

    link._raw, link.open = once, lambda: reopened.append(1)
    pdf = document()
    desk.printer.print(pdf, "receipt.pdf")
    assert shows(machine.papers[0], pdf)


@pytest.mark.alone
def test_a_printer_that_is_not_there_is_said_at_once(desk: Desk) -> None:
    with socket.create_server(("127.0.0.1", 0)) as listener:
        port = listener.getsockname()[1]
    desk.connect(partial(printer_links.network, "127.0.0.1", port))
    assert desk.becomes(DeviceStatus.OFFLINE, f"127.0.0.1:{port} cannot be reached")
    began = time.monotonic()
    with pytest.raises(PrinterFault, match="cannot be reached"):
        desk.printer.print(document(), "receipt.pdf")
    assert time.monotonic() - began < 1


def test_a_serial_line_and_a_usb_printer_that_are_not_there_have_their_remedies() -> None:
    with pytest.raises(DeviceFault, match="/dev/ttyNONE cannot be opened: check the cable") as fault:
        printer_links.serial("/dev/ttyNONE", 9600, "dsrdtr")
    assert fault.value.health.status is DeviceStatus.NO_DEVICE
    with pytest.raises(DeviceFault, match=r"libusb|is not there") as fault:
        printer_links.usb_printer(0xFFFF, 0xFFFF)
    assert fault.value.health.status is DeviceStatus.NO_DEVICE


@pytest.mark.parametrize(
    ("addresses", "found"), [([0x03, 0x81], (0x03, 0x81)), ([0x82, 0x01], (0x01, 0x82)), ([0x01], (0x01, 0x82))]
)
def test_a_usb_printers_endpoints_are_found(addresses: list[int], found: tuple[int, int]) -> None:
    assert printer_links.endpoints(addresses) == found


def test_a_usb_device_that_takes_no_data_is_no_printer() -> None:
    with pytest.raises(DeviceFault, match="no printer"):
        printer_links.endpoints([0x81])
