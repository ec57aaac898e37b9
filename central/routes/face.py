"""The face step."""

from typing import Annotated

from fastapi import APIRouter, Depends

from central.database import Database
from central.faces import Faces
from central.signatures import Caller, Signed
from central.visits import Visits
from kiosk.contract import Challenge, FaceEvidence, Step, StepResult


def router(database: Database, visits: Visits, faces: Faces, signed: Signed) -> APIRouter:
    """The routes under /sessions/{session_id}/face."""
    routes = APIRouter(prefix="/sessions/{session_id}/face", tags=["face"])

    @routes.post("/challenge")
    def challenge(session_id: str, caller: Annotated[Caller, Depends(signed)]) -> Challenge:
        with database.transaction() as db:
            return faces.challenge(db, visits.at(db, caller, session_id, Step.FACE))

    @routes.post("")
    def confirm_face(session_id: str, evidence: FaceEvidence, caller: Annotated[Caller, Depends(signed)]) -> StepResult:
        with database.transaction() as db:
            return faces.decide(db, visits.at(db, caller, session_id, Step.FACE), evidence)

    return routes
