"""What anybody may ask: is the service there, is a receipt genuine."""

from fastapi import APIRouter, Request

from central.clock import Clock
from central.database import Database
from central.guesses import Guesses
from central.receipts import Receipts
from kiosk.contract import Health, Receipt


def router(database: Database, receipts: Receipts, guesses: Guesses, clock: Clock) -> APIRouter:
    """The routes without a signature."""
    routes = APIRouter(tags=["public"])

    @routes.get("/health")
    def health() -> Health:
        return Health(status="ok", time=clock())

    @routes.get("/receipts/{number}")
    def verify_receipt(request: Request, number: str) -> Receipt:
        with guesses.counted(request), database.transaction() as db:
            return receipts.numbered(db, number)

    return routes
