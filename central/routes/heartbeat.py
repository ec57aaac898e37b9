"""The terminals' sign of life."""

from typing import Annotated

from fastapi import APIRouter, Depends, status

from central.clock import Clock
from central.database import Database, Terminal
from central.signatures import Caller, Signed
from kiosk.contract import Heartbeat


def router(database: Database, clock: Clock, signed: Signed) -> APIRouter:
    """The route /heartbeat."""
    routes = APIRouter(tags=["terminal"])

    @routes.post("/heartbeat", status_code=status.HTTP_204_NO_CONTENT)
    def heartbeat(beat: Heartbeat, caller: Annotated[Caller, Depends(signed)]) -> None:
        with database.transaction() as db:
            terminal = db.get_one(Terminal, caller.terminal_id)
            terminal.seen_at = clock()
            terminal.software, terminal.state, terminal.faults = beat.software, beat.state, list(beat.faults)

    return routes
