"""The ID number step of those who refuse the face check."""

from __future__ import annotations

import hmac

from sqlalchemy.orm import Session

from central.attempts import Attempts
from central.clock import Clock
from central.database import Visit
from central.identifiers import is_id_number
from central.problems import Refused
from central.visits import Visits, holder_of
from kiosk.contract import ProblemCode, Step, StepResult


class IdNumbers:
    """Compares a typed ID number with the holder's, within the caller's transaction."""

    def __init__(self, visits: Visits, attempts: Attempts, clock: Clock) -> None:
        self._visits = visits
        self._attempts = attempts
        self._clock = clock

    def decide(self, db: Session, visit: Visit, id_number: str) -> StepResult:
        """Proves the step, or raises id_number_wrong; a slip that the check character shows costs no try."""
        left = self._attempts.admit(db, visit, Step.ID_NUMBER)
        typed = id_number.upper()
        if not is_id_number(typed, self._clock().date()):
            raise Refused(ProblemCode.ID_NUMBER_WRONG, tries_left=left)
        if not hmac.compare_digest(typed, holder_of(visit).id_number):
            self._attempts.count(db, visit, Step.ID_NUMBER)
            raise self._attempts.refusal(db, visit, Step.ID_NUMBER, ProblemCode.ID_NUMBER_WRONG)
        return self._visits.prove(visit)
