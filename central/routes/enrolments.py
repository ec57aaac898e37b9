"""Terminals that ask to be enrolled: nobody knows them yet, so that they sign with the key that they present."""

from typing import Annotated

from fastapi import APIRouter, Depends, Request, status

from central.database import Database
from central.problems import Refused
from central.signatures import Signatures, body_of, message_of
from central.terminals import TerminalFault, Terminals, normalised
from kiosk.contract import Enrolment, EnrolmentRequest, ProblemCode


def router(database: Database, terminals: Terminals, signatures: Signatures) -> APIRouter:
    """The routes under /enrolments."""
    routes = APIRouter(prefix="/enrolments", tags=["terminal"])

    @routes.post("", status_code=status.HTTP_202_ACCEPTED)
    def ask(wanted: EnrolmentRequest, request: Request, body: Annotated[bytes, Depends(body_of)]) -> Enrolment:
        """Waits for an operator, who compares the fingerprint; asked again, it is still the same request."""
        try:
            signatures.verify_own(message_of(request), body, wanted.terminal_id, normalised(wanted.public_key))
            with database.transaction() as db:
                return terminals.request(db, wanted)
        except TerminalFault:
            raise Refused(ProblemCode.MALFORMED) from None

    @routes.get("/{enrolment_id}")
    def state(enrolment_id: str) -> Enrolment:
        with database.transaction() as db:
            return terminals.enrolment(db, enrolment_id)

    return routes
