"""The terminals' sign of life, its answer, and their configuration."""

from typing import Annotated

from fastapi import APIRouter, Depends
from sqlalchemy import update

from central.clock import Clock
from central.configurations import Configurations
from central.database import Database, Terminal
from central.signatures import Caller, Signed
from kiosk.contract import Heartbeat, Orders, SignedConfiguration


def router(database: Database, configurations: Configurations, clock: Clock, signed: Signed) -> APIRouter:
    """The routes /heartbeat and /configuration."""
    routes = APIRouter(tags=["terminal"])

    @routes.post("/heartbeat")
    def heartbeat(beat: Heartbeat, caller: Annotated[Caller, Depends(signed)]) -> Orders:
        told = {"software": beat.software, "state": beat.state, "faults": list(beat.faults)}
        with database.transaction(fleeting=True) as db:  # the next one comes in half a minute
            db.execute(update(Terminal).where(Terminal.id == caller.terminal_id).values(seen_at=clock(), **told))
            return Orders(time=clock(), configuration=configurations.version(db, caller.region))

    @routes.get("/configuration")
    def configuration(caller: Annotated[Caller, Depends(signed)]) -> SignedConfiguration:
        """What holds in the terminal's region; not_found where terminals go by their own settings."""
        with database.transaction() as db:
            return configurations.current(db, caller.region)

    return routes
