"""Carries out what a visit has proven: all of it in one transaction, once."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from random import Random

from sqlalchemy.orm import Session

from central import grants
from central.clock import Clock, lasts
from central.database import Account, Carried, Database, IssuedReceipt, Visit
from central.eligibility import check_eligible, outdated
from central.logins import forget_failures
from central.new_passwords import Check, NewPasswords
from central.notices import Notices
from central.outbox import Outbox
from central.policies import Policies
from central.problems import Refused
from central.receipts import Receipts, new_number
from central.records import Records
from central.sessions import SETS_PASSWORD, is_proven
from central.texts import text
from central.visits import Visits, holder_of, representative_of
from kiosk import contract
from kiosk.contract import ProblemCode, SecondFactor, Service

Find = Callable[[Session], Visit]
"""Finds the visit anew in each transaction; raises `Refused` when it may not go on."""

FEWEST_CONTACTS = 2


@dataclass(frozen=True)
class _New:
    """A password that may be put in force; a one-time password is yet to be sent."""

    hash: str = field(repr=False)
    to_be_sent: str | None = field(default=None, repr=False)


class Resets:
    """Resets and unlocks. Raises `Refused`; nothing is changed then."""

    def __init__(
        self,
        database: Database,
        visits: Visits,
        policies: Policies,
        receipts: Receipts,
        records: Records,
        outbox: Outbox,
        notices: Notices,
        new_passwords: NewPasswords,
        clock: Clock,
        random: Random,
    ) -> None:
        self._database = database
        self._visits = visits
        self._policies = policies
        self._receipts = receipts
        self._records = records
        self._outbox = outbox
        self._notices = notices
        self._new_passwords = new_passwords
        self._clock = clock
        self._random = random

    def carry_out(self, find: Find, key: str, new_password: str | None, *, one_time: bool = False) -> contract.Receipt:
        """The receipt of the visit's service; the same one however often the key comes back."""
        with self._database.transaction() as db:
            visit = find(db)
            if done := self._done(db, visit, key):
                return done
            check = self._check(db, visit, new_password, one_time)
        # Hashing takes its time on purpose: outside of the transactions.
        new = self._new(new_password, check, one_time)
        with self._database.transaction() as db:
            visit = find(db)
            if done := self._done(db, visit, key):
                return done
            return self._change(db, visit, key, new)

    def outcome(self, db: Session, visit: Visit, key: str) -> contract.Outcome:
        """What became of the request with this key."""
        done = db.get(Carried, visit.id)
        if done is None or done.key != key:
            return contract.Outcome(state="not_done")
        return contract.Outcome(state="done", receipt=self._receipts.shown(db, done.receipt))

    def _done(self, db: Session, visit: Visit, key: str) -> contract.Receipt | None:
        done = db.get(Carried, visit.id)
        if done is None:
            return None
        if done.key != key:
            raise Refused(ProblemCode.WRONG_STEP)
        return self._receipts.shown(db, done.receipt)

    def _new(self, new_password: str | None, check: Check, one_time: bool) -> _New | None:
        if one_time:
            drawn, drawn_hash = self._new_passwords.drawn(check)
            return _New(drawn_hash, to_be_sent=drawn)
        return None if new_password is None else _New(self._new_passwords.accepted(new_password, check))

    def _check(self, db: Session, visit: Visit, new_password: str | None, one_time: bool) -> Check:
        if visit.service == Service.RECEIPTS or not is_proven(visit.steps, visit.proven):
            raise Refused(ProblemCode.WRONG_STEP)
        if (new_password is not None) + one_time != (visit.service in SETS_PASSWORD):
            raise Refused(ProblemCode.MALFORMED)
        holder = holder_of(visit)
        if one_time and not representative_of(holder).phone_usable:
            raise Refused(ProblemCode.PHONE_UNUSABLE)
        return self._new_passwords.check(db, holder.enterprise)

    def _change(self, db: Session, visit: Visit, key: str, new: _New | None) -> contract.Receipt:
        now = self._clock()
        holder = holder_of(visit)
        enterprise = holder.enterprise
        # Locked, so that two visits of one enterprise follow each other; the passwords behind them were hashed already.
        account = db.get_one(Account, holder.credit_code, populate_existing=True, with_for_update={"key_share": True})
        check_eligible(holder, Service(visit.service), self._visits.region(visit), now)  # frozen meanwhile, perhaps
        was_locked = lasts(account.locked_until, now)
        account.locked_until = None
        forget_failures(db, account.credit_code)
        few = ["few_emergency_contacts"] if len(account.contacts) < FEWEST_CONTACTS else []
        issued = IssuedReceipt(
            number=new_number(self._random, now),
            holder=holder,
            service=visit.service,
            issued_at=now,
            warnings=[*few, *outdated(enterprise)],
        )
        db.add_all([issued, Carried(visit_id=visit.id, key=key, receipt=issued)])
        db.flush()
        if new is not None:
            self._set_password(db, visit, account, new, issued)
        what = "reset" if new is not None else "unlock"
        self._notices.tell(db, what, enterprise, issued.number, now, others=[holder])
        visit.proven = len(visit.steps)
        db.flush()
        self._records.write(db, visit, issued, was_locked=was_locked)
        return self._receipts.shown(db, issued)

    def _set_password(self, db: Session, visit: Visit, account: Account, new: _New, issued: IssuedReceipt) -> None:
        now = issued.issued_at
        one_time = new.to_be_sent is not None
        self._new_passwords.put_in_force(db, account, new.hash, now, one_time=one_time)
        revoked = grants.revoke(db, account.credit_code, now)
        representative = representative_of(holder_of(visit))
        # By SMS, whatever it was before: who has lost the authenticator app as well finds the way back here.
        account.second_factor = SecondFactor.SMS if representative.phone_usable else None
        account.totp_secret = None
        issued.password_expires_on, issued.one_time_until = account.password_expires_on, account.one_time_until
        issued.second_factor = account.second_factor
        issued.sessions_revoked, issued.signing_grants_revoked = revoked
        issued.sub_accounts = [{"name": one.name, "scope": one.scope} for one in account.sub_accounts]
        for system in self._policies.linked:
            change = {
                "credit_code": account.credit_code,
                "password_version": account.password_version,
                "receipt": issued.number,
            }
            self._outbox.put(db, system, issued.number, change, receipt=issued.number, lane=account.credit_code)
        if new.to_be_sent is not None:
            hours = self._new_passwords.profile(account.enterprise).one_time_hours
            words = text(
                "one_time",
                representative.language,
                company=account.enterprise.name,
                password=new.to_be_sent,
                hours=hours,
            )
            message = {"phone": representative.phone, "text": words}
            self._outbox.put(db, "sms", f"{issued.number}-one-time", message)
