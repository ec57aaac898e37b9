"""Carries out what a visit has proven: all of it in one transaction, once."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from random import Random

from argon2 import PasswordHasher
from argon2.exceptions import VerifyMismatchError
from sqlalchemy import select, update
from sqlalchemy.orm import Session

from central.clock import Clock, lasts
from central.database import Account, Carried, Database, Grant, Holder, IssuedReceipt, OldPassword, Visit
from central.outbox import Outbox
from central.passwords import Owner, reasons
from central.policies import PasswordProfile, Policies
from central.problems import Refused
from central.receipts import Receipts, local_time, new_number
from central.records import Records
from central.sessions import SETS_PASSWORD, is_proven
from central.texts import text
from central.visits import Visits, holder_of, representative_of
from kiosk import contract
from kiosk.contract import PasswordReason, ProblemCode, Service

Find = Callable[[Session], Visit]
"""Finds the visit anew in each transaction; raises `Refused` when it may not go on."""

FEWEST_CONTACTS = 2


@dataclass(frozen=True)
class _Check:
    """What a new password is checked against."""

    profile: PasswordProfile
    owner: Owner
    former: tuple[str, ...] = field(repr=False)  # hashes


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
        common_words: Sequence[str],
        hasher: PasswordHasher,
        clock: Clock,
        random: Random,
    ) -> None:
        self._database = database
        self._visits = visits
        self._policies = policies
        self._receipts = receipts
        self._records = records
        self._outbox = outbox
        self._common_words = common_words
        self._hasher = hasher
        self._clock = clock
        self._random = random

    def carry_out(self, find: Find, key: str, new_password: str | None) -> contract.Receipt:
        """The receipt of the visit's service; the same one however often the key comes back."""
        with self._database.transaction() as db:
            visit = find(db)
            if done := self._done(db, visit, key):
                return done
            check = self._check(db, visit, new_password)
        # Hashing takes its time on purpose: outside of the transactions.
        new_hash = self._accepted(new_password, check) if new_password is not None else None
        with self._database.transaction() as db:
            visit = find(db)
            if done := self._done(db, visit, key):
                return done
            receipt = self._change(db, visit, key, new_hash)
        self._outbox.wake()
        return receipt

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

    def _check(self, db: Session, visit: Visit, new_password: str | None) -> _Check:
        if visit.service == Service.RECEIPTS or not is_proven(visit.steps, visit.proven):
            raise Refused(ProblemCode.WRONG_STEP)
        if (visit.service in SETS_PASSWORD) != (new_password is not None):
            raise Refused(ProblemCode.MALFORMED)
        holder = holder_of(visit)
        enterprise = holder.enterprise
        profile = self._policies.passwords[self._visits.region(visit).passwords]
        former = db.scalars(
            select(OldPassword.password_hash)
            .where(OldPassword.credit_code == enterprise.credit_code)
            .order_by(OldPassword.id.desc())
            .limit(profile.history)
        )
        people = [number for one in enterprise.holders for number in (one.id_number, one.phone)]
        return _Check(
            profile=profile,
            owner=Owner(
                name=enterprise.name,
                short_name=enterprise.short_name,
                founded=enterprise.founded.year,
                numbers=(enterprise.credit_code, *people),
            ),
            former=(enterprise.account.password_hash, *former),
        )

    def _accepted(self, password: str, check: _Check) -> str:
        refused = reasons(password, check.profile, check.owner, self._common_words)
        if not refused and any(self._is(password, former) for former in check.former):
            refused = (PasswordReason.USED_BEFORE,)
        if refused:
            raise Refused(ProblemCode.PASSWORD_REFUSED, reasons=refused)
        return self._hasher.hash(password)

    def _is(self, password: str, password_hash: str) -> bool:
        try:
            return self._hasher.verify(password_hash, password)
        except VerifyMismatchError:
            return False

    def _change(self, db: Session, visit: Visit, key: str, new_hash: str | None) -> contract.Receipt:
        now = self._clock()
        holder = holder_of(visit)
        # Locked, so that two visits of one enterprise follow each other; the passwords behind them were hashed already.
        account = db.get_one(Account, holder.credit_code, populate_existing=True, with_for_update={"key_share": True})
        was_locked = lasts(account.locked_until, now)
        account.locked_until, account.failed_logins = None, 0
        issued = IssuedReceipt(
            number=new_number(self._random, now),
            holder=holder,
            service=visit.service,
            issued_at=now,
            sessions_revoked=0,
            warnings=["few_emergency_contacts"] if len(account.contacts) < FEWEST_CONTACTS else [],
        )
        db.add_all([issued, Carried(visit_id=visit.id, key=key, receipt=issued)])
        db.flush()
        if new_hash is not None:
            self._set_password(db, visit, account, new_hash, issued)
            for system in self._policies.linked:
                change = {
                    "credit_code": account.credit_code,
                    "password_version": account.password_version,
                    "receipt": issued.number,
                }
                self._outbox.put(db, system, issued.number, change, receipt=issued.number, lane=account.credit_code)
        self._notify(db, visit, holder, issued)
        visit.proven = len(visit.steps)
        db.flush()
        self._records.write(db, visit, issued, was_locked=was_locked)
        return self._receipts.shown(db, issued)

    def _set_password(self, db: Session, visit: Visit, account: Account, new_hash: str, issued: IssuedReceipt) -> None:
        db.add(OldPassword(credit_code=account.credit_code, password_hash=account.password_hash))
        profile = self._policies.passwords[self._visits.region(visit).passwords]
        account.password_hash = new_hash
        account.password_version += 1
        account.password_expires_on = (
            issued.issued_at + timedelta(days=profile.valid_days) if profile.valid_days else None
        )
        issued.password_expires_on = account.password_expires_on
        issued.sessions_revoked = revoke_grants(db, account.credit_code, issued.issued_at)

    def _notify(self, db: Session, visit: Visit, holder: Holder, issued: IssuedReceipt) -> None:
        """Tells everybody on file, so that a true owner can object."""
        words = text(
            "reset" if visit.service in SETS_PASSWORD else "unlock",
            visit.language,
            company=holder.enterprise.name,
            time=local_time(issued.issued_at),
            receipt=issued.number,
            phone=self._visits.region(visit).window.phone,
        )
        phones = {representative_of(holder).phone, holder.phone, *holder.enterprise.account.contacts}
        for place, phone in enumerate(sorted(phones)):
            self._outbox.put(db, "sms", f"{issued.number}-{place}", {"phone": phone, "text": words})


def revoke_grants(db: Session, credit_code: str, now: datetime) -> int:
    """Revokes the account's sessions and signing grants; returns how many."""
    live = update(Grant).where(Grant.credit_code == credit_code, Grant.revoked_at.is_(None))
    return len(db.scalars(live.values(revoked_at=now).returning(Grant.id)).all())
