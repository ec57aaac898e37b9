"""How often a proof may fail: in a visit, in a day, and how long the pause is after several failures."""

from __future__ import annotations

import math
from datetime import datetime, timedelta

from sqlalchemy import ColumnElement, func, or_, select
from sqlalchemy.orm import Session

from central.clock import Clock
from central.database import FailedTry, Holder, Visit
from central.policies import Pause, Pauses
from central.problems import Refused
from central.visits import Visits, holder_of
from kiosk.contract import Disposition, ProblemCode, Step

WAITS_HERE = 120
"""Seconds of a pause that a visitor may be asked to wait at the terminal; who would have to wait longer goes on."""


class Attempts:
    """Counts failures in the database. Methods work within the caller's transaction and raise `Refused`.

    A pause holds for the person in whatever enterprise, for the enterprise whoever comes, and for the terminal; the
    refusal does not say for which of them.
    """

    def __init__(self, visits: Visits, pauses: Pauses, clock: Clock) -> None:
        self._visits = visits
        self._pauses = pauses
        self._clock = clock

    def left(self, db: Session, visit: Visit, step: Step) -> int:
        """How often the step may still fail; raises attempts_exhausted instead of returning 0."""
        region = self._visits.region(visit)
        in_visit = _failures(db, FailedTry.visit_id == visit.id, FailedTry.step == step)[0]
        a_day_ago = self._clock() - timedelta(days=1)
        in_day = _failures(db, FailedTry.holder_id == visit.holder_id, FailedTry.at > a_day_ago)[0]
        left = min(region.tries[step] - in_visit, region.tries_a_day - in_day)
        if left <= 0:
            goes_on = step is Step.FACE and self._visits.has_other_way(visit)
            raise Refused(ProblemCode.ATTEMPTS_EXHAUSTED, disposition=Disposition.OTHER_WAY if goes_on else None)
        return left

    def admit(self, db: Session, visit: Visit, step: Step) -> int:
        """As `left`, for who is about to try: raises cooling_down during a pause."""
        pause = self._pause(db, visit)
        left = self.left(db, visit, step)
        if pause:
            raise Refused(
                ProblemCode.COOLING_DOWN,
                tries_left=left,
                retry_after=pause,
                disposition=Disposition.RETRY if pause <= WAITS_HERE else Disposition.WINDOW,
            )
        return left

    def count(self, db: Session, visit: Visit, step: Step) -> FailedTry:
        """Records a try as failed; delete the record if it succeeds."""
        failed = FailedTry(visit_id=visit.id, holder_id=visit.holder_id, step=step, at=self._clock())
        db.add(failed)
        db.flush()
        return failed

    def refusal(self, db: Session, visit: Visit, step: Step, code: ProblemCode) -> Refused:
        """What to raise after a failed try; raises attempts_exhausted when it was the last."""
        left = self.left(db, visit, step)
        return Refused(code, tries_left=left, retry_after=self._pause(db, visit) or None)

    def _pause(self, db: Session, visit: Visit) -> int:
        """Seconds; the longest of those that hold."""
        holder = holder_of(visit)
        # Locked, so that tries at two terminals at once are counted one after the other.
        concerned = db.scalars(
            select(Holder)
            .where(or_(Holder.id_number == holder.id_number, Holder.credit_code == holder.credit_code))
            .order_by(Holder.id)
            .with_for_update(key_share=True)
        ).all()
        people = [one.id for one in concerned if one.id_number == holder.id_number]
        enterprise = [one.id for one in concerned if one.credit_code == holder.credit_code]
        here = select(Visit.id).where(Visit.terminal_id == visit.terminal_id)
        now = self._clock()
        return max(
            seconds_left(pause, *_failures(db, where, FailedTry.at > now - timedelta(hours=pause.hours)), now)
            for pause, where in (
                (self._pauses.person, FailedTry.holder_id.in_(people)),
                (self._pauses.enterprise, FailedTry.holder_id.in_(enterprise)),
                (self._pauses.terminal, FailedTry.visit_id.in_(here)),
            )
        )


def seconds_left(pause: Pause, failures: int, last: datetime | None, now: datetime) -> int:
    """Of the pause after `failures`, the last of them at `last`: it doubles with each beyond those that are free."""
    if last is None or failures < pause.failures:
        return 0
    seconds: int = min(pause.seconds * 2 ** min(failures - pause.failures, 16), pause.longest)
    return max(0, math.ceil((last - now).total_seconds() + seconds))


def _failures(db: Session, *which: ColumnElement[bool]) -> tuple[int, datetime | None]:
    """How many, and when the last was."""
    count, last = db.execute(select(func.count(), func.max(FailedTry.at)).select_from(FailedTry).where(*which)).one()
    return count, last
