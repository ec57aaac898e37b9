"""Visits: opened, found again by the terminal that opened them, led through their steps, ended."""

from __future__ import annotations

from datetime import datetime, timedelta
from random import Random

from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from central.clock import Clock, identifier
from central.database import SESSION_SECRETS, Holder, Visit
from central.policies import Policies, Region
from central.problems import Refused
from central.sessions import remaining, steps_of
from central.signatures import Caller
from kiosk import contract
from kiosk.contract import HolderRole, ProblemCode, Service, Step, StepResult

LIFETIME = timedelta(minutes=15)


class Visits:
    """The life of visits. Methods work within the caller's transaction and raise `Refused`."""

    def __init__(self, policies: Policies, clock: Clock, random: Random) -> None:
        self._policies = policies
        self._clock = clock
        self._random = random

    def open(self, db: Session, caller: Caller, request: contract.SessionRequest) -> contract.Session:
        """Begins a visit for a representative; its steps change when the licence says otherwise."""
        now = self._clock()
        region = self._policies.regions[caller.region]
        steps = steps_of(region.ways, request.service, HolderRole.REPRESENTATIVE, request.consent.face)
        if not steps:
            raise Refused(ProblemCode.NO_OTHER_WAY)
        visit = Visit(
            id=identifier(self._random),
            terminal_id=caller.terminal_id,
            region=caller.region,
            service=request.service,
            language=request.language,
            notice_version=request.consent.notice_version,
            with_face=request.consent.face,
            steps=list(steps),
            opened_at=now,
            expires_at=now + LIFETIME,
        )
        db.add(visit)
        return contract.Session(
            session_id=visit.id,
            steps=steps,
            expires_at=visit.expires_at,
            window=region.window,
            password_rules=self._policies.password_rules(caller.region),
        )

    def find(self, db: Session, caller: Caller, session_id: str) -> Visit:
        """A visit of this terminal, over or not; others' visits do not exist for it."""
        visit = db.get(Visit, session_id, with_for_update=True)
        if visit is None or visit.terminal_id != caller.terminal_id:
            raise Refused(ProblemCode.NOT_FOUND)
        return visit

    def running(self, db: Session, caller: Caller, session_id: str) -> Visit:
        """A visit of this terminal that goes on."""
        visit = self.find(db, caller, session_id)
        if visit.ended_at or visit.expires_at <= self._clock():
            raise Refused(ProblemCode.SESSION_OVER)
        return visit

    def at(self, db: Session, caller: Caller, session_id: str, step: Step) -> Visit:
        """A visit of this terminal whose next step is `step`."""
        visit = self.running(db, caller, session_id)
        if remaining(visit.steps, visit.proven)[:1] != (step,):
            raise Refused(ProblemCode.WRONG_STEP)
        return visit

    def steps_for(self, visit: Visit, holder: Holder | None, with_face: bool) -> tuple[Step, ...]:
        """All steps that `holder` needs, a representative until known; those of the other way if no face is on file."""
        region = self.region(visit)
        role = HolderRole(holder.role) if holder else HolderRole.REPRESENTATIVE
        can_show_face = with_face and (holder is None or bool(holder.references))
        steps = steps_of(region.ways, Service(visit.service), role, can_show_face)
        if not steps:
            raise Refused(ProblemCode.NO_OTHER_WAY)
        needs_phone = region.phone_always or Step.SMS in steps
        if holder and needs_phone and not representative_of(holder).phone_usable:
            raise Refused(ProblemCode.PHONE_UNUSABLE)
        return steps

    def take_other_way(self, visit: Visit) -> StepResult:
        """The visitor refuses the face check after all, or cannot pass it; returns what remains."""
        if remaining(visit.steps, visit.proven)[:1] not in ((Step.LICENCE,), (Step.FACE,)):
            raise Refused(ProblemCode.WRONG_STEP)
        visit.steps = list(self.steps_for(visit, visit.holder, with_face=False))
        visit.with_face = False
        return StepResult(steps=remaining(visit.steps, visit.proven))

    def prove(self, visit: Visit) -> StepResult:
        """The next step is proven."""
        visit.proven += 1
        return StepResult(steps=remaining(visit.steps, visit.proven))

    def region(self, visit: Visit) -> Region:
        """The policy of the visit's region."""
        return self._policies.regions[visit.region]

    def end(self, db: Session, caller: Caller, session_id: str, report: contract.SessionEnd) -> None:
        """Ends a visit and drops its secrets; the first report counts."""
        visit = self.find(db, caller, session_id)
        if visit.ended_at:
            return
        visit.ended_at, visit.ending = self._clock(), report.ending
        visit.seconds, visit.extensions = report.seconds, report.extensions
        _forget(db, visit)

    def has_other_way(self, visit: Visit) -> bool:
        """Whether the region has a way without the face for who is here."""
        try:
            return bool(self.steps_for(visit, visit.holder, with_face=False))
        except Refused:
            return False


def end_all(db: Session, terminal_id: str, now: datetime) -> None:
    """Ends all visits under way at a terminal; those who change them wait for this, and find them over."""
    under_way = select(Visit).where(Visit.terminal_id == terminal_id, Visit.ended_at.is_(None))
    for visit in db.scalars(under_way.with_for_update()):
        visit.ended_at, visit.ending = now, contract.Ending.FAULT
        _forget(db, visit)


def _forget(db: Session, visit: Visit) -> None:
    for table in SESSION_SECRETS:
        db.execute(delete(table).where(table.visit_id == visit.id))


def holder_of(visit: Visit) -> Holder:
    """Who proved the licence; a visit past its first step has one."""
    if visit.holder is None:
        raise Refused(ProblemCode.WRONG_STEP)
    return visit.holder


def representative_of(holder: Holder) -> Holder:
    """The legal representative of the holder's enterprise."""
    return next(one for one in holder.enterprise.holders if one.role == HolderRole.REPRESENTATIVE)
