"""The paper was changed: a slip proves that it comes out, and the count of documents begins anew."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace

from devices.printer import NoPrinter, PaperSupply, Printer, PrinterFault
from devices.status import DeviceStatus, Health
from kiosk.audit.events import Kind
from kiosk.audit.store import UNREADABLE, Record
from kiosk.background import Background
from kiosk.technician.actions.service_action import ServiceAction


@dataclass(frozen=True)
class PaperView:
    """How it stands with the printer's paper."""

    fitted: bool
    """there is a printer"""
    status: DeviceStatus = DeviceStatus.NO_DEVICE
    paper: PaperSupply = PaperSupply.NOT_SUPPORTED
    documents: int | None = None
    """printed since the paper was changed last, as far back as the journal goes; None: not counted, or not yet"""
    printing: bool = False
    done: bool = False
    """the slip has come out"""
    fault: str = ""
    """why it has not, in the printer's words"""


def printed_since(records: Iterable[Record]) -> int:
    """Documents since the last change of paper; `records` oldest first."""
    count = 0
    for record in records:
        if record.kind == Kind.PAPER_CHANGED:
            count = 0
        elif record.kind == Kind.PRINTED:
            count += int(record.facts.get("documents", 0))
    return count


class PaperAction(ServiceAction):
    """Lives on the main loop; prints and counts beside it.

    `slip` makes the test slip, `records` reads the journal, oldest first, and raises one of UNREADABLE; both
    block.
    """

    def __init__(
        self,
        printer: Printer,
        slip: Callable[[], bytes],
        records: Callable[[], Iterable[Record]],
        background: Background,
        note: Callable[..., None],
    ) -> None:
        self._printer, self._slip, self._records = printer, slip, records
        self._background, self._note = background, note
        self.view = PaperView(not isinstance(printer, NoPrinter))

    def enter(self) -> None:
        """Counts what was printed since the paper was changed."""
        self.view = replace(self.view, documents=None, done=False, fault="")
        self._background.run(lambda: printed_since(self._records()), self._counted, self._uncounted)

    def tick(self) -> None:
        """Looks at the printer."""
        health = self._printer.health()
        self.view = replace(self.view, status=health.status, paper=health.paper)

    def changed(self) -> None:
        """New paper is in: feeds it by printing the slip."""
        if self.view.fitted and not self.view.printing:
            self.view = replace(self.view, printing=True, done=False, fault="")
            self._background.run(self._print, self._printed, self._failed)

    def _print(self) -> Health | None:
        try:
            self._printer.print(self._slip(), "test-slip.pdf")
        except PrinterFault as fault:
            return fault.health
        return None

    def _printed(self, fault: Health | None) -> None:
        if fault is not None:
            self._note(Kind.PAPER_FAULT, status=fault.status)
            self.view = replace(self.view, printing=False, fault=fault.detail)
            return
        self._note(Kind.PAPER_CHANGED, documents=self.view.documents or 0)
        self.view = replace(self.view, printing=False, done=True, documents=0)

    def _counted(self, documents: int) -> None:
        if not self.view.done:
            self.view = replace(self.view, documents=documents)

    def _uncounted(self, error: BaseException) -> None:
        """The paper can be changed all the same; what is wrong with the journal is for its own test to find."""
        if not isinstance(error, UNREADABLE):
            raise error

    def _failed(self, error: BaseException) -> None:
        self.view = replace(self.view, printing=False)
        raise error
