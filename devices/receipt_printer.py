"""A receipt printer that speaks ESC/POS: each document as a picture, so that every character of it comes out."""

from __future__ import annotations

import queue
import threading
import time
from collections.abc import Callable
from concurrent.futures import Future
from concurrent.futures import TimeoutError as NotInTime
from contextlib import suppress
from dataclasses import dataclass, field, replace
from errno import ETIMEDOUT
from typing import Any

import pypdfium2
from escpos.escpos import Escpos
from escpos.exceptions import Error as EscposError
from PIL import Image

from devices import printer_status
from devices.printer import PaperSupply, PrinterFault, PrinterHealth
from devices.resilient import ResilientDevice
from devices.status import DeviceFault, DeviceStatus, Health

DOTS_A_MM = 8
DOTS = {80: 576, 58: 384}
"""What can be printed on, by the paper's width in millimetres; the rest is margin on both sides."""
BLACK_BELOW = 160
"""Of 255: darker than this is a dot. Grey text and the edges of thin strokes are to be read too."""
STRIP = 240
"""Lines that are sent at once; between two strips a document can be given up."""
ANSWER_S = 1.0
"""What a printer may take to say how it is."""
LOOK_S = 2.0
"""Between two looks at the printer while nothing is to be printed."""
PAUSE_S = 0.02
LINK_ERRORS = (OSError, EscposError)
"""What python-escpos and the libraries below it raise when a link breaks."""

Connect = Callable[[], Escpos]
"""Opens the link to the printer. Raises DeviceFault."""


@dataclass
class _Job:
    """A document on its way, awaited `until` then. `given_up`: nobody waits any more, and it must not come out."""

    picture: Image.Image
    until: float
    done: Future[None] = field(default_factory=Future)
    given_up: threading.Event = field(default_factory=threading.Event)


class ReceiptPrinter(ResilientDevice[Escpos]):
    """Prints one document at a time, from a thread of its own; whoever prints waits `patience_s` seconds at most.

    A document is sent once. Where the link broke before anything of it was sent, the link is opened anew and it is
    sent then; after that it is not, since half a receipt followed by a whole one is worse than none, and the visitor
    can ask again. What was given up is never printed later, before the next visitor.

    `asks`: the printer says how it is (else it is taken to be well while the link is open). `cuts`: it has a cutter.
    `told` hears of every change of its health, from the printer's thread.
    """

    def __init__(
        self,
        connect: Connect,
        *,
        paper_mm: int,
        asks: bool,
        cuts: bool,
        patience_s: float,
        told: Callable[[PrinterHealth], None] = lambda _: None,
    ) -> None:
        super().__init__("receipt printer", longest_retry_s=LOOK_S)
        self._connect, self._asks, self._cuts, self._patience_s, self._told = connect, asks, cuts, patience_s, told
        self._paper_mm, self._begun = paper_mm, False
        self._jobs: queue.Queue[_Job] = queue.Queue(1)
        self._looked = threading.Event()
        self._health = PrinterHealth(DeviceStatus.OFFLINE, "the printer has not been reached yet", PaperSupply.UNKNOWN)

    def print(self, pdf: bytes, name: str) -> None:
        """See `Printer.print`."""
        job = _Job(picture_of(pdf, self._paper_mm), time.monotonic() + self._patience_s)
        health = self.health()
        if health.status is not DeviceStatus.ONLINE:
            raise PrinterFault(health.status, health.detail)
        try:
            self._jobs.put_nowait(job)
            job.done.result(self._patience_s)
        except queue.Full:
            raise PrinterFault(DeviceStatus.DEVICE_BUSY, "the printer is at work on another document: wait") from None
        except NotInTime:
            job.given_up.set()
            late = f"the printer did not finish within {self._patience_s:.0f} s: check paper, cover and cable"
            self._see(PrinterHealth(DeviceStatus.HARDWARE_ERROR, late, PaperSupply.UNKNOWN))
            raise PrinterFault(DeviceStatus.HARDWARE_ERROR, late) from None

    def health(self) -> PrinterHealth:
        """How it was at the last look, LOOK_S ago at most."""
        return self._health

    def await_look(self, timeout: float) -> bool:
        """See `Printer.await_look`."""
        return self._looked.wait(timeout)

    # The life of the thread, see `ResilientDevice`.

    def setup(self, stopping: threading.Event) -> Escpos:
        """Opens the link and learns how the printer is."""
        link = self._connect()
        try:
            width = {"media": {"width": {"mm": self._paper_mm, "pixels": DOTS[self._paper_mm]}}}
            link.profile.profile_data = {**link.profile.profile_data, **width}
            self._see(self._look(link))
        except BaseException:
            self.teardown(link)
            raise
        return link

    def run(self, resource: Escpos, stopping: threading.Event) -> None:
        """Prints what is to be printed; looks at the printer meanwhile."""
        try:
            job = self._jobs.get(timeout=LOOK_S)
        except queue.Empty:
            self._see(self._look(resource))
            self._tidy(resource)
            return
        if job.given_up.is_set():
            return
        try:
            self._issue(resource, job)
        except DeviceFault as fault:
            self._fail(job, fault.health)
            raise
        except LINK_ERRORS as error:
            broken = DeviceFault(DeviceStatus.OFFLINE, _broken(error))
            self._fail(job, broken.health)
            raise broken from error
        else:
            job.done.set_result(None)

    def teardown(self, resource: Escpos) -> None:
        """Closes the link."""
        with suppress(*LINK_ERRORS):
            resource.close()

    def _note(self, stopping: threading.Event, health: Health) -> None:
        super()._note(stopping, health)
        self._see(_with_paper(health))
        with suppress(queue.Empty):
            self._fail(self._jobs.get_nowait(), health)

    def _fail(self, job: _Job, health: Health) -> None:
        self._see(_with_paper(health))  # first: who is told asks how the printer is
        job.done.set_exception(PrinterFault(health.status, health.detail))

    def _see(self, health: PrinterHealth) -> None:
        before, self._health = self._health, health
        self._looked.set()
        if health != before:
            self._told(health)

    def _issue(self, link: Escpos, job: _Job) -> None:
        try:
            health = self._look(link)
        except DeviceFault:
            link.open()
            health = self._look(link)
        self._see(health)
        if health.status is not DeviceStatus.ONLINE:
            raise _NotReady(health)
        self._tidy(link)
        self._begun = True
        try:
            self._send(link, job)
        except BaseException:
            with suppress(*LINK_ERRORS):
                link._raw(printer_status.CLEAR)
            raise
        self._begun = False

    def _tidy(self, link: Escpos) -> None:
        """Cuts off what was begun and not finished: it must not hang on the next visitor's document."""
        if self._begun and self._cuts and self._health.status is DeviceStatus.ONLINE:
            link.cut()
            self._begun = False

    def _send(self, link: Escpos, job: _Job) -> None:
        link.hw("INIT")
        picture = job.picture
        for top in range(0, picture.height, STRIP):
            if job.given_up.is_set():
                break
            link.image(picture.crop((0, top, picture.width, min(top + STRIP, picture.height))))
        if self._cuts:
            link.cut()
        else:
            link.print_and_feed(6)
        if self._asks:
            self._await_paper(link, job)

    def _await_paper(self, link: Escpos, job: _Job) -> None:
        """Until all is on paper; says what is in the way, where it does not come to that."""
        try:
            left = job.until - time.monotonic() - ANSWER_S  # the rest is for asking why it did not come out
            answer = self._ask(link, printer_status.PRINTED, max(ANSWER_S, left))
        except DeviceFault:
            health = self._look(link)
            if health.status is DeviceStatus.ONLINE:
                raise
            raise _NotReady(health) from None
        if answer & printer_status.PRINTED_FIXED:
            raise DeviceFault(
                DeviceStatus.HARDWARE_ERROR, f"the printer answers nonsense ({answer:02x}): check the cable"
            )

    def _look(self, link: Escpos) -> PrinterHealth:
        if not self._asks:
            return PrinterHealth(DeviceStatus.ONLINE, paper=PaperSupply.NOT_SUPPORTED)
        commands = (
            printer_status.OFFLINE,
            printer_status.OFFLINE_CAUSE,
            printer_status.ERROR_CAUSE,
            printer_status.PAPER,
        )
        health = printer_status.meaning(*(self._ask(link, command, ANSWER_S) for command in commands))
        return health if self._cuts else replace(health, cutter_jammed=None)

    def _ask(self, link: Escpos, command: bytes, patience_s: float) -> int:
        until = time.monotonic() + patience_s
        try:
            link._raw(command)
            while time.monotonic() < until:
                answer = _read(link)
                if answer:
                    return answer[-1]
                self._stopping.wait(PAUSE_S)
        except LINK_ERRORS as error:
            raise DeviceFault(DeviceStatus.OFFLINE, _broken(error)) from error
        raise DeviceFault(
            DeviceStatus.OFFLINE,
            "the printer does not answer: check power and cable; for one that never does, set printer.status = false",
        )


class _NotReady(DeviceFault):
    """The printer said why it does not print."""

    def __init__(self, health: PrinterHealth) -> None:
        super().__init__(health.status, health.detail)
        self.health: PrinterHealth = health


def _with_paper(health: Health) -> PrinterHealth:
    return (
        health
        if isinstance(health, PrinterHealth)
        else PrinterHealth(health.status, health.detail, PaperSupply.UNKNOWN)
    )


def picture_of(pdf: bytes, paper_mm: int) -> Image.Image:
    """The first page as it comes out: black (0) and white, as wide as can be printed on paper of that width."""
    with pypdfium2.PdfDocument(pdf) as document:
        grey = document[0].render(scale=DOTS_A_MM * 25.4 / 72, grayscale=True).to_pil()
    width, dots = paper_mm * DOTS_A_MM, DOTS[paper_mm]
    if abs(grey.width - width) > 1:
        raise ValueError(f"the document is {grey.width / DOTS_A_MM:.0f} mm wide and the paper {paper_mm} mm")
    left = (width - dots) // 2
    printable = grey.crop((left, 0, left + dots, grey.height))
    black_and_white: Image.Image = printable.point(lambda shade: 255 if shade >= BLACK_BELOW else 0).convert("1")
    return black_and_white


def _read(link: Any) -> bytes:
    """What has been answered; empty when there is nothing yet."""
    try:
        return bytes(link._read())
    except OSError as error:
        if isinstance(error, TimeoutError) or error.errno == ETIMEDOUT:
            return b""
        raise


def _broken(error: Exception) -> str:
    return f"the link to the printer broke ({type(error).__name__}): check power and cable"
