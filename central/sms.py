"""The SMS step: a code to the representative's phone on file, entered once."""

from __future__ import annotations

import hmac
from datetime import timedelta
from hashlib import sha256
from random import Random

from sqlalchemy.orm import Session

from central.attempts import Attempts
from central.clock import Clock
from central.database import SmsCode, Visit
from central.identifiers import mask_phone
from central.outbox import Outbox
from central.problems import Refused
from central.texts import text
from central.visits import Visits, holder_of, representative_of
from kiosk.contract import ProblemCode, SmsSent, Step, StepResult

LIFETIME = timedelta(minutes=10)
RESEND_AFTER = timedelta(seconds=60)


class SmsCodes:
    """Codes by SMS. Methods work within the caller's transaction and raise `Refused`."""

    def __init__(self, visits: Visits, attempts: Attempts, outbox: Outbox, clock: Clock, random: Random) -> None:
        self._visits = visits
        self._attempts = attempts
        self._outbox = outbox
        self._clock = clock
        self._random = random

    def send(self, db: Session, visit: Visit) -> SmsSent:
        """Sends a new code, which takes the place of the former one."""
        self._attempts.left(db, visit, Step.SMS)
        now = self._clock()
        former = db.get(SmsCode, visit.id)
        if former and now < former.sent_at + RESEND_AFTER:
            wait = former.sent_at + RESEND_AFTER - now
            raise Refused(ProblemCode.SMS_TOO_SOON, retry_after=-int(-wait.total_seconds() // 1))
        sent = former.sent + 1 if former else 1
        if sent > self._visits.region(visit).sms_a_visit:
            raise Refused(ProblemCode.TOO_MANY_REQUESTS)
        phone = representative_of(holder_of(visit)).phone
        code = f"{self._random.randrange(10**6):06}"
        db.merge(
            SmsCode(
                visit_id=visit.id,
                digest=_digest(visit, code),
                sent=sent,
                sent_at=now,
                expires_at=now + LIFETIME,
            )
        )
        words = text("sms_code", visit.language, code=code, minutes=LIFETIME.seconds // 60)
        self._outbox.put(db, "sms", f"{visit.id}-{sent}", {"phone": phone, "text": words})
        return SmsSent(phone=mask_phone(phone), expires_in=LIFETIME.seconds, resend_after=RESEND_AFTER.seconds)

    def verify(self, db: Session, visit: Visit, code: str) -> StepResult:
        """Takes the code once."""
        self._attempts.admit(db, visit, Step.SMS)
        sent = db.get(SmsCode, visit.id, with_for_update=True)
        if sent is None or sent.expires_at <= self._clock():
            raise Refused(ProblemCode.SMS_CODE_EXPIRED)
        if not hmac.compare_digest(sent.digest, _digest(visit, code)):
            self._attempts.count(db, visit, Step.SMS)
            raise self._attempts.refusal(db, visit, Step.SMS, ProblemCode.SMS_CODE_WRONG)
        db.delete(sent)
        return self._visits.prove(visit)


def _digest(visit: Visit, code: str) -> str:
    # Six digits can be guessed from any digest: this keeps them from being read by the way, their end protects them.
    return sha256(f"{visit.id} {code}".encode()).hexdigest()
