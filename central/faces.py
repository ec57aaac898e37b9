"""The face step: a challenge, and the decision on the evidence. Nothing of the evidence is kept."""

from __future__ import annotations

import json
import logging
from collections.abc import Sequence
from datetime import timedelta
from itertools import pairwise, permutations
from random import Random

from sqlalchemy.orm import Session

from central.attempts import Attempts
from central.clock import Clock, identifier
from central.database import FaceChallenge, FaceReference, Holder, Visit
from central.matching import Calibration, compare, pool
from central.problems import Refused
from central.vault import Vault
from central.visits import Visits, holder_of
from kiosk.contract import (
    Action,
    ActionRecord,
    Challenge,
    FaceEvidence,
    FaceTemplate,
    PassivePolicy,
    ProblemCode,
    Step,
    StepResult,
)

log = logging.getLogger(__name__)

CHALLENGE_LIFETIME = timedelta(seconds=60)
TURNS = frozenset({Action.TURN_LEFT, Action.TURN_RIGHT})
SHORTEST_ACTION = 0.1
"""Seconds that a person needs to move at all."""


class Faces:
    """Challenges and decisions. Methods work within the caller's transaction and raise `Refused`."""

    def __init__(
        self,
        visits: Visits,
        attempts: Attempts,
        calibration: Calibration,
        vault: Vault,
        clock: Clock,
        random: Random,
    ) -> None:
        self._visits = visits
        self._attempts = attempts
        self._calibration = calibration
        self._vault = vault
        self._clock = clock
        self._random = random

    def challenge(self, db: Session, visit: Visit) -> Challenge:
        """Two different actions, one of them a turn, for one attempt.

        The attempt counts from here: who asks again and again for actions that suit a photo runs out of tries.
        """
        tries_left = self._attempts.admit(db, visit, Step.FACE)
        actions = self._random.choice([pair for pair in permutations(Action, 2) if TURNS & set(pair)])
        now = self._clock()
        challenge = FaceChallenge(
            nonce=identifier(self._random),
            visit_id=visit.id,
            actions=list(actions),
            failed_try=self._attempts.count(db, visit, Step.FACE),
            issued_at=now,
            expires_at=now + CHALLENGE_LIFETIME,
        )
        db.add(challenge)
        return Challenge(
            nonce=challenge.nonce,
            actions=actions,
            seconds=int(CHALLENGE_LIFETIME.total_seconds()),
            passive=self._visits.region(visit).passive,
            tries_left=tries_left,
        )

    def decide(self, db: Session, visit: Visit, evidence: FaceEvidence) -> StepResult:
        """Confirms the holder's face, or raises face_not_confirmed without saying what was missing."""
        challenge = db.get(FaceChallenge, evidence.nonce, with_for_update=True)
        if challenge is None or challenge.visit_id != visit.id:
            raise Refused(ProblemCode.CHALLENGE_EXPIRED)
        db.delete(challenge)
        now = self._clock()
        if challenge.expires_at <= now:
            raise Refused(ProblemCode.CHALLENGE_EXPIRED)

        probe = pool(self._calibration, evidence.templates)
        reference = {one.engine: json.loads(self._vault.open(one.vector, one)) for one in holder_of(visit).references}
        comparison = compare(self._calibration, probe, reference)
        confirmed = (
            comparison is not None
            and comparison.matches
            and follows(evidence.actions, challenge.actions, now - challenge.issued_at)
            and is_live(evidence.passive, self._visits.region(visit).passive, self._calibration.passive_minimum)
        )
        log.info(
            "face step: confirmed=%s band=%s calibration=%s",
            confirmed,
            comparison.band if comparison else "incomparable",
            self._calibration.version,
        )
        if not confirmed:
            challenge.failed_try.at = now
            raise self._attempts.refusal(db, visit, Step.FACE, ProblemCode.FACE_NOT_CONFIRMED)
        db.delete(challenge.failed_try)
        return self._visits.prove(visit)

    def enrol(self, holder: Holder, templates: Sequence[FaceTemplate]) -> None:
        """Replaces the references of `holder`; raises malformed unless every engine has its template."""
        pooled = pool(self._calibration, templates)
        if not pooled:
            raise Refused(ProblemCode.MALFORMED)
        holder.references = [self._sealed(holder, name, vector) for name, vector in pooled.items()]

    def _sealed(self, holder: Holder, engine: str, vector: list[float]) -> FaceReference:
        reference = FaceReference(holder_id=holder.id, engine=engine)
        reference.vector = self._vault.seal(json.dumps(vector), reference)
        return reference


def is_live(passive: float | None, policy: PassivePolicy, minimum: float) -> bool:
    """Whether the passive score, None where the terminal has no models for it, satisfies the region's policy."""
    if policy is PassivePolicy.NOT_USED:
        return True
    if passive is None:
        return policy is PassivePolicy.IF_AVAILABLE
    return passive >= minimum


def follows(records: Sequence[ActionRecord], asked: Sequence[str], available: timedelta) -> bool:
    """Whether the actions were those asked for, one after the other, within the time that really passed."""
    if [record.action for record in records] != list(asked):
        return False
    times = [0.0, *(time for record in records for time in (record.started, record.finished))]
    return (
        all(earlier <= later for earlier, later in pairwise(times))
        and all(record.finished - record.started >= SHORTEST_ACTION for record in records)
        and times[-1] <= available.total_seconds()
    )
