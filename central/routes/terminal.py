"""The terminals' sign of life, its answer, and their configuration."""

from typing import Annotated

from fastapi import APIRouter, Depends

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
        with database.transaction() as db:
            terminal = db.get_one(Terminal, caller.terminal_id)
            terminal.seen_at = clock()
            terminal.software, terminal.state, terminal.faults = beat.software, beat.state, list(beat.faults)
            return Orders(time=clock(), configuration=configurations.version(db, caller.region))

    @routes.get("/configuration")
    def configuration(caller: Annotated[Caller, Depends(signed)]) -> SignedConfiguration:
        """What holds in the terminal's region; not_found where terminals go by their own settings."""
        with database.transaction() as db:
            return configurations.current(db, caller.region)

    return routes
