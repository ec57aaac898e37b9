"""A receipt printer that is not there: takes ESC/POS, answers as a printer does, and keeps what came out of it."""

from __future__ import annotations

import threading
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

import numpy as np
from escpos.escpos import Escpos
from numpy.typing import NDArray

from devices import printer_status
from devices.printer import PaperSupply
from devices.status import DeviceFault, DeviceStatus

Picture = NDArray[np.bool_]
"""(lines, dots), True where it is black."""
LINE_FEED_DOTS = 30
RASTER_HEAD = 8
LENGTHS = {
    b"\x10\x04": 3,
    b"\x10\x14": len(printer_status.CLEAR),
    b"\x1b@": 2,
    b"\x1bd": 3,
    b"\x1dr": 3,
    b"\x1dV": 3,
    b"\x1dv0": RASTER_HEAD,
}
"""Of the commands that it knows, by how they begin; a raster's lines come after its head."""


@dataclass
class SimulatedPrinter:
    """The machine: what is wrong with it can be set at any time, also while it prints.

    Without paper, with its cover open or its cutter stuck, it keeps what it is sent, to print it when all is well
    again, and does at once only what real printers do at once: say how it is, and forget what it keeps.
    """

    paper: PaperSupply = PaperSupply.FULL
    cover_open: bool = False
    cutter_stuck: bool = False
    plugged: bool = True
    silent: bool = False
    """Answers nothing, though it is there."""
    garbled: bool = False
    """Its answers come through a bad cable."""
    slow: threading.Event | None = None
    """Takes no more until this is set."""
    last_lines: int | None = None
    """The paper ends after so many more lines."""
    papers: list[Picture] = field(default_factory=list)
    """What was cut off, oldest first."""
    odd: list[bytes] = field(default_factory=list)
    """What no printer would have understood."""
    _rows: list[Picture] = field(default_factory=list)
    _received: bytes = b""
    _held: list[tuple[Callable[[bytes], None], bytes]] = field(default_factory=list)
    _answers: bytes = b""

    @property
    def stopped(self) -> bool:
        """Whether it does not print, whatever it is sent."""
        return self.cover_open or self.cutter_stuck or self.paper is PaperSupply.OUT

    def take(self, data: bytes) -> None:
        """What comes over the link, in pieces of any size."""
        self._received += data
        while self._received:
            if self.slow is not None:
                self.slow.wait()
            length = self._receive(self._received)
            if not length:
                break
            self._received = self._received[length:]
        self._work()

    def answer(self) -> bytes:
        """What it has answered since it was last read."""
        self._work()
        answers, self._answers = self._answers, b""
        return answers

    def _receive(self, data: bytes) -> int:
        """Takes the first command; returns its length, 0 while it is not complete."""
        if data.startswith(b"\x1dv0") and len(data) >= RASTER_HEAD:
            length = RASTER_HEAD + (data[4] + 256 * data[5]) * (data[6] + 256 * data[7])
            if len(data) >= length:
                self._held.append((self._raster, data[:length]))
            return length if len(data) >= length else 0
        for start, length in LENGTHS.items():
            if data.startswith(start):
                if len(data) >= length:
                    self._command(start, data[:length])
                return length if len(data) >= length else 0
            if start.startswith(data):
                return 0
        self.odd.append(data[:1])
        return 1

    def _command(self, start: bytes, command: bytes) -> None:
        at_once = {b"\x10\x04": self._status, b"\x10\x14": self._clear}
        in_turn = {b"\x1b@": self._nothing, b"\x1dr": self._printed, b"\x1dV": self._cut, b"\x1bd": self._feed}
        if start in at_once:
            at_once[start](command)
        elif start in in_turn:
            self._held.append((in_turn[start], command))

    def _work(self) -> None:
        """Does what waits, as far as it can."""
        while self._held and not self.stopped:
            act, command = self._held.pop(0)
            act(command)

    def _nothing(self, _: bytes) -> None:
        """It is in its first state already."""

    def _clear(self, _: bytes) -> None:
        self._held.clear()

    def _feed(self, command: bytes) -> None:
        self._print(np.zeros((command[2] * LINE_FEED_DOTS, 1), np.bool_))

    def _status(self, command: bytes) -> None:
        out, low = self.paper is PaperSupply.OUT, self.paper is PaperSupply.LOW
        bits = {
            1: printer_status.IS_OFFLINE * self.stopped,
            2: printer_status.COVER_OPEN * self.cover_open | printer_status.PAPER_END * out,
            3: printer_status.CUTTER_ERROR * self.cutter_stuck,
            4: printer_status.NEAR_END * (low or out) | printer_status.ENDED * out,
        }
        self._reply(printer_status.FIXED_VALUE | bits[command[2]])

    def _printed(self, _: bytes) -> None:
        self._reply(0x03 if self.paper is PaperSupply.LOW else 0x00)

    def _reply(self, answer: int) -> None:
        if not self.silent:
            self._answers += bytes([answer ^ 0xFF if self.garbled else answer])

    def _raster(self, command: bytes) -> None:
        rows = np.frombuffer(command[RASTER_HEAD:], np.uint8).reshape(-1, command[4] + 256 * command[5])
        self._print(np.unpackbits(rows, axis=1).astype(np.bool_))

    def _print(self, rows: Picture) -> None:
        if self.last_lines is not None:
            rows, self.last_lines = rows[: self.last_lines], max(0, self.last_lines - len(rows))
            if not self.last_lines:
                self.paper, self.last_lines = PaperSupply.OUT, None
        self._rows.append(rows)

    def _cut(self, _: bytes) -> None:
        width = max((rows.shape[1] for rows in self._rows), default=0)
        if width:
            self.papers.append(np.vstack([np.pad(rows, ((0, 0), (0, width - rows.shape[1]))) for rows in self._rows]))
        self._rows.clear()


class SimulatedLink(Escpos):  # type: ignore[misc] # python-escpos has no types
    """The way to a simulated printer, in the place of USB, serial line or network."""

    def __init__(self, printer: SimulatedPrinter) -> None:
        super().__init__()
        self._printer = printer

    @staticmethod
    def is_usable() -> bool:
        """python-escpos' question."""
        return True

    def open(self, raise_not_found: bool = True) -> None:
        """Plugs it in. Raises DeviceFault where there is nothing to be plugged in."""
        if not self._printer.plugged:
            raise DeviceFault(DeviceStatus.NO_DEVICE, "the simulated printer is unplugged: plug it in")

    def close(self) -> None:
        """Lets go of it."""

    def _raw(self, msg: bytes) -> None:
        if not self._printer.plugged:
            raise OSError("unplugged")
        self._printer.take(msg)

    def _read(self) -> bytes:
        return self._printer.answer()


def simulated(printer: SimulatedPrinter) -> Callable[[], Any]:
    """Opens the link to it, see `devices.receipt_printer.Connect`."""

    def connect() -> SimulatedLink:
        link = SimulatedLink(printer)
        link.open()
        return link

    return connect
