"""The paper at the end: the receipt of what was done, or the slip that helps on at the window."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime

from devices.printer import NoPrinter, Printer, PrinterFault
from devices.status import DeviceStatus
from kiosk.audit.events import Kind
from kiosk.audit.journal import Journal
from kiosk.contract import Ending
from kiosk.documents import Documents, Slip
from kiosk.flow import State
from kiosk.steps.floor import BlindStep, Floor
from kiosk.visit import PaperState

Document = tuple[str, bytes]
"""Its name and the PDF."""


class Paper(BlindStep):
    """Offers paper where there is a printer in order, and prints when the visitor asks for it.

    The visit does not depend on it: the screen shows the same, and the visitor may go at any time. Entering a final
    state a second time is the visitor's asking.
    """

    def __init__(
        self,
        floor: Floor,
        printer: Printer,
        documents: Documents,
        journal: Journal,
        wall_clock: Callable[[], datetime],
    ) -> None:
        self._floor, self._printer, self._documents, self._journal = floor, printer, documents, journal
        self._wall_clock = wall_clock
        self.enters = {
            State.RESULT: lambda: self._offer_or_print(self._receipts),
            State.HANDOVER: lambda: self._offer_or_print(self._slip),
        }

    def _offer_or_print(self, compose: Callable[[], Callable[[], list[Document]]]) -> None:
        visit = self._floor.visit
        if visit.paper is None:
            visit.paper = self._offer()
        elif visit.paper in (PaperState.OFFERED, PaperState.FAILED):
            visit.paper = PaperState.PRINTING
            self._issue(compose())

    def _offer(self) -> PaperState | None:
        if self._floor.position.state is State.RESULT and not self._floor.visit.receipts:
            return None  # nothing was found that could be printed
        status = self._printer.health().status
        if status is DeviceStatus.ONLINE:
            return PaperState.OFFERED
        return None if isinstance(self._printer, NoPrinter) else PaperState.UNAVAILABLE

    def _receipts(self) -> Callable[[], list[Document]]:
        language, receipts = self._floor.visit.language, self._floor.visit.receipts
        receipt = self._documents.receipt
        return lambda: [(f"receipt-{one.number}.pdf", receipt(one, language)) for one in receipts]

    def _slip(self) -> Callable[[], list[Document]]:
        visit, position = self._floor.visit, self._floor.position
        slip = Slip(
            at=self._wall_clock(),
            ending=position.ending or Ending.FAULT,
            service=position.service,
            proven=visit.proven,
            missing=position.steps,
            problem=visit.problem.code if visit.problem else None,
            doubt=visit.doubt,
            window=visit.session.window if visit.session else None,
        )
        language = visit.language
        return lambda: [(f"slip-{slip.at:%Y%m%d-%H%M%S}.pdf", self._documents.slip(slip, language))]

    def _issue(self, compose: Callable[[], list[Document]]) -> None:
        def work() -> PaperState:
            documents = compose()
            try:
                for name, pdf in documents:
                    self._printer.print(pdf, name)
            except PrinterFault as fault:
                self._journal.note(Kind.PAPER_FAULT, status=fault.health.status)  # also if the visitor has gone
                return PaperState.FAILED
            self._journal.note(Kind.PRINTED, documents=len(documents))
            return PaperState.PRINTED

        self._floor.call(work, self._issued)

    def _issued(self, paper: PaperState) -> None:
        self._floor.visit.paper = paper
        self._floor.changed()
