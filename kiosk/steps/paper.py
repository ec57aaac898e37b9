"""The paper at the end: the receipt of what was done, or the slip that helps on at the window."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime

from devices.printer import Printer, PrinterFault
from kiosk.audit.events import Kind
from kiosk.audit.journal import Journal
from kiosk.contract import Ending
from kiosk.documents import Documents, Slip
from kiosk.flow import State
from kiosk.steps.floor import BlindStep, Floor


class Paper(BlindStep):
    """Prints without being waited for. Without paper the visit ends as well: the screen shows the same."""

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
        self.enters = {State.RESULT: self._receipts, State.HANDOVER: self._slip}

    def _receipts(self) -> None:
        language, receipts = self._floor.visit.language, self._floor.visit.receipts
        receipt = self._documents.receipt
        self._issue(lambda: [(f"receipt-{one.number}.pdf", receipt(one, language)) for one in receipts])

    def _slip(self) -> None:
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
        self._issue(lambda: [(f"slip-{slip.at:%Y%m%d-%H%M%S}.pdf", self._documents.slip(slip, language))])

    def _issue(self, compose: Callable[[], list[tuple[str, bytes]]]) -> None:
        def work() -> bool:
            try:
                for name, pdf in compose():
                    self._printer.print(pdf, name)
            except PrinterFault:
                return False
            return True

        self._floor.call(work, self._issued)

    def _issued(self, printed: bool) -> None:
        self._floor.visit.printed = printed
        if not printed:
            self._journal.note(Kind.PAPER_FAULT)
        self._floor.changed()
