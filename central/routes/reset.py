"""Carrying out the service, its outcome, and the enterprise's receipts."""

from typing import Annotated

from fastapi import APIRouter, Depends, Header

from central.database import Database
from central.problems import Refused
from central.receipts import Receipts
from central.resets import Resets
from central.sessions import is_proven
from central.signatures import Caller, Signed
from central.visits import Visits, holder_of
from kiosk import contract
from kiosk.contract import IDEMPOTENCY_KEY, Outcome, ProblemCode, Receipt, ResetRequest

KEY_PATTERN = r"^[0-9A-Za-z_-]{16,64}$"


def router(database: Database, visits: Visits, resets: Resets, receipts: Receipts, signed: Signed) -> APIRouter:
    """The routes /reset, /outcomes and /receipts under /sessions/{session_id}."""
    routes = APIRouter(prefix="/sessions/{session_id}", tags=["reset"])

    @routes.post("/reset")
    def reset(
        session_id: str,
        request: ResetRequest,
        key: Annotated[str, Header(alias=IDEMPOTENCY_KEY, pattern=KEY_PATTERN)],
        caller: Annotated[Caller, Depends(signed)],
    ) -> Receipt:
        password = request.new_password.get_secret_value() if request.new_password else None
        return resets.carry_out(
            lambda db: visits.running(db, caller, session_id), key, password, one_time=request.one_time
        )

    @routes.get("/outcomes/{key}")
    def outcome(session_id: str, key: str, caller: Annotated[Caller, Depends(signed)]) -> Outcome:
        with database.transaction() as db:
            return resets.outcome(db, visits.find(db, caller, session_id), key)

    @routes.get("/receipts")
    def list_receipts(session_id: str, caller: Annotated[Caller, Depends(signed)]) -> contract.Receipts:
        with database.transaction() as db:
            visit = visits.running(db, caller, session_id)
            if not is_proven(visit.steps, visit.proven):
                raise Refused(ProblemCode.WRONG_STEP)
            return receipts.of(db, holder_of(visit))

    return routes
