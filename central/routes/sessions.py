"""Opening and ending a session."""

from typing import Annotated

from fastapi import APIRouter, Depends, status

from central.configurations import Configurations
from central.database import Database
from central.signatures import Caller, Signed
from central.visits import Visits
from central.wakeups import Wakeups
from kiosk.contract import Session, SessionEnd, SessionRequest


def router(
    database: Database, visits: Visits, configurations: Configurations, wakeups: Wakeups, signed: Signed
) -> APIRouter:
    """The routes under /sessions that begin and end a visit."""
    routes = APIRouter(prefix="/sessions", tags=["session"])

    @routes.post("", status_code=status.HTTP_201_CREATED)
    def open_session(request: SessionRequest, caller: Annotated[Caller, Depends(signed)]) -> Session:
        with database.transaction() as db:
            configurations.check_offered(db, caller.region, request.service)
            return visits.open(db, caller, request)

    @routes.post("/{session_id}/end", status_code=status.HTTP_204_NO_CONTENT)
    def end_session(session_id: str, report: SessionEnd, caller: Annotated[Caller, Depends(signed)]) -> None:
        with database.transaction() as db:
            visits.end(db, caller, session_id, report)
            wakeups.announce(db, session_id)

    return routes
