"""Carrying out the service, exactly once, whatever happens to the answer."""

from __future__ import annotations

from collections.abc import Callable

from kiosk.client import CentralClient, Refused, Trouble, Unreachable
from kiosk.contract import Ending, LinkedStatus, ProblemCode, Receipt, Receipts, ResetRequest, Service, SessionEnd
from kiosk.flow import Event, State
from kiosk.steps.floor import BlindStep, Floor
from kiosk.visit import Doubt

PAUSES = (0.5, 1.0, 2.0, 4.0, 8.0, 8.0)
"""Seconds between two questions about a lost answer."""


SYNCHRONISING = (0.1, 0.2, 0.3, 0.5, 0.7)
"""Seconds between two looks whether the linked systems know; after the last the receipt says which do not yet."""


class Change:
    """One change of an account, carried out on a worker thread."""

    def __init__(self, central: CentralClient, session_id: str, key: str, pause: Callable[[float], None]) -> None:
        self._central, self._session_id, self._key, self._pause = central, session_id, key, pause
        self.settling = False

    def carry_out(self, request: ResetRequest) -> Receipt | Doubt:
        """Asks once for the change. A lost answer is settled by asking for the outcome, never by asking again.

        Raises `Refused` where the service said no.
        """
        try:
            receipt: Receipt | Doubt = self._central.reset(self._session_id, self._key, request)
        except Unreachable:
            self.settling = True
            receipt = self._settle()
        return self._synchronised(receipt) if isinstance(receipt, Receipt) else receipt

    def _settle(self) -> Receipt | Doubt:
        for seconds in PAUSES:
            self._pause(seconds)
            try:
                return self._final_outcome()
            except Unreachable:
                continue
        return Doubt.UNKNOWN

    def _final_outcome(self) -> Receipt | Doubt:
        """ "Not done" counts only after the session is closed: the lost request may still be under way, and a
        closed session carries nothing out."""
        outcome = self._central.outcome(self._session_id, self._key)
        if outcome.receipt is None:
            self._close()
            outcome = self._central.outcome(self._session_id, self._key)
        return outcome.receipt or Doubt.NOT_DONE

    def _close(self) -> None:
        try:
            end = SessionEnd(ending=Ending.SERVICE_LOST, seconds=0, extensions=0)
            self._central.end_session(self._session_id, end)
        except Refused as refused:
            if refused.problem.code is not ProblemCode.SESSION_OVER:
                raise Unreachable(Trouble.SERVICE_FAULT) from None

    def _synchronised(self, receipt: Receipt) -> Receipt:
        try:
            for seconds in SYNCHRONISING:
                if all(system.status is LinkedStatus.SYNCHRONISED for system in receipt.linked):
                    break
                self._pause(seconds)
                receipt = self._central.receipt(receipt.number)
        except (Refused, Unreachable):
            pass  # the change is made; the receipt at hand says what is known
        return receipt


class Resetting(BlindStep):
    """The last step: the change itself, or the receipts of earlier ones."""

    def __init__(
        self,
        floor: Floor,
        central: CentralClient,
        *,
        new_key: Callable[[], str],
        pause: Callable[[float], None],
    ) -> None:
        self._floor, self._central, self._new_key, self._pause = floor, central, new_key, pause
        self._change: Change | None = None
        self.enters = {State.RESETTING: self._reset, State.LOOKING_UP: self._look_up}

    @property
    def settling(self) -> bool:
        """Whether the answer was lost and its outcome is being asked for."""
        return self._change is not None and self._change.settling

    def _reset(self) -> None:
        change = Change(self._central, self._floor.session_id, self._new_key(), self._pause)
        visit = self._floor.visit
        chosen = self._floor.position.service is not Service.UNLOCK and not visit.one_time
        request = ResetRequest(new_password=visit.take_secret() if chosen else None, one_time=visit.one_time)
        self._change = change
        self._floor.call(lambda: change.carry_out(request), self._settled)

    def _settled(self, settled: Receipt | Doubt) -> None:
        if isinstance(settled, Doubt):
            self._floor.visit.doubt = settled
            self._floor.happened(Event.SERVICE_LOST)
        else:
            self._floor.visit.receipts = (settled,)
            self._floor.happened(Event.DONE)

    def _look_up(self) -> None:
        session_id = self._floor.session_id
        self._floor.call(lambda: self._central.receipts(session_id), self._found)

    def _found(self, found: Receipts) -> None:
        self._floor.visit.receipts = found.receipts
        self._floor.happened(Event.DONE)
