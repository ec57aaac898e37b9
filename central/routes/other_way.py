"""The steps of those who refuse the face check: ID number and SMS code."""

from typing import Annotated

from fastapi import APIRouter, Depends

from central.database import Database
from central.id_numbers import IdNumbers
from central.signatures import Caller, Signed
from central.sms import SmsCodes
from central.visits import Visits
from kiosk.contract import IdNumberEvidence, SmsEvidence, SmsSent, Step, StepResult


def router(
    database: Database,
    visits: Visits,
    id_numbers: IdNumbers,
    sms_codes: SmsCodes,
    signed: Signed,
) -> APIRouter:
    """The routes /other-way, /id-number and /sms under /sessions/{session_id}."""
    routes = APIRouter(prefix="/sessions/{session_id}", tags=["other way"])

    @routes.post("/other-way")
    def take_other_way(session_id: str, caller: Annotated[Caller, Depends(signed)]) -> StepResult:
        """Changes the visit to the steps without the face, before or at the face step; answers what remains."""
        with database.transaction() as db:
            return visits.take_other_way(visits.running(db, caller, session_id))

    @routes.post("/id-number")
    def confirm_id_number(
        session_id: str, evidence: IdNumberEvidence, caller: Annotated[Caller, Depends(signed)]
    ) -> StepResult:
        with database.transaction() as db:
            visit = visits.at(db, caller, session_id, Step.ID_NUMBER)
            return id_numbers.decide(db, visit, evidence.id_number.get_secret_value())

    @routes.post("/sms")
    def send_sms(session_id: str, caller: Annotated[Caller, Depends(signed)]) -> SmsSent:
        with database.transaction() as db:
            return sms_codes.send(db, visits.at(db, caller, session_id, Step.SMS))

    @routes.post("/sms/verify")
    def verify_sms(session_id: str, evidence: SmsEvidence, caller: Annotated[Caller, Depends(signed)]) -> StepResult:
        with database.transaction() as db:
            visit = visits.at(db, caller, session_id, Step.SMS)
            return sms_codes.verify(db, visit, evidence.code.get_secret_value())

    return routes
