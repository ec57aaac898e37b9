"""What anybody may ask: is the service there, is a receipt genuine, does my new password work."""

from fastapi import APIRouter

from central.clock import Clock
from central.database import Database
from central.logins import Logins
from central.receipts import Receipts
from kiosk.contract import Health, LoginRequest, LoginResult, Receipt


def router(database: Database, receipts: Receipts, logins: Logins, clock: Clock) -> APIRouter:
    """The routes without a signature."""
    routes = APIRouter(tags=["public"])

    @routes.get("/health")
    def health() -> Health:
        return Health(status="ok", time=clock())

    @routes.get("/receipts/{number}")
    def verify_receipt(number: str) -> Receipt:
        with database.transaction() as db:
            return receipts.numbered(db, number)

    @routes.post("/login")
    def login(request: LoginRequest) -> LoginResult:
        return logins.login(request.account, request.password.get_secret_value())

    return routes
