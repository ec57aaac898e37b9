"""The licence step, in both directions."""

import asyncio
from contextlib import suppress
from typing import Annotated

from fastapi import APIRouter, Depends, Query, status
from fastapi.concurrency import run_in_threadpool

from central.database import Database
from central.licences import Licences
from central.signatures import Caller, Signed
from central.visits import Visits
from central.wakeups import Wakeups
from kiosk.contract import Invitation, InvitationState, LicenceEvidence, LicenceResult, Step

LONGEST_WAIT = 25.0


def router(database: Database, visits: Visits, licences: Licences, wakeups: Wakeups, signed: Signed) -> APIRouter:
    """The routes under /sessions/{session_id}/licence."""
    routes = APIRouter(prefix="/sessions/{session_id}/licence", tags=["licence"])

    @routes.post("")
    def present_licence(
        session_id: str, evidence: LicenceEvidence, caller: Annotated[Caller, Depends(signed)]
    ) -> LicenceResult:
        with database.transaction() as db:
            visit = visits.at(db, caller, session_id, Step.LICENCE)
            return licences.present(db, visit, evidence.code.get_secret_value())

    @routes.post("/invitation", status_code=status.HTTP_201_CREATED)
    def invite(session_id: str, caller: Annotated[Caller, Depends(signed)]) -> Invitation:
        with database.transaction() as db:
            return licences.invite(db, visits.at(db, caller, session_id, Step.LICENCE))

    def scanned(session_id: str, invitation_id: str, caller: Caller) -> LicenceResult | None:
        with database.transaction() as db:
            return licences.invited(db, visits.running(db, caller, session_id), invitation_id)

    @routes.get("/invitation/{invitation_id}")
    async def await_scan(
        session_id: str,
        invitation_id: str,
        caller: Annotated[Caller, Depends(signed)],
        wait: Annotated[float, Query(ge=0, le=LONGEST_WAIT, description="seconds")] = 0,
    ) -> InvitationState:
        time = asyncio.get_running_loop().time
        until = time() + wait
        while True:
            with wakeups.listening(session_id) as news:
                result = await run_in_threadpool(scanned, session_id, invitation_id, caller)
                left = until - time()
                if result or left <= 0 or wakeups.closed:
                    return InvitationState(state="accepted" if result else "waiting", result=result)
                with suppress(TimeoutError):
                    await asyncio.wait_for(news.wait(), min(left, wakeups.recheck))

    return routes
