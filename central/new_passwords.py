"""New passwords: judged for one enterprise, drawn where the visitor wants a one-time password, and put in force."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from random import Random

from argon2 import PasswordHasher
from argon2.exceptions import VerifyMismatchError
from sqlalchemy import select
from sqlalchemy.orm import Session

from central.database import Account, Enterprise, OldPassword
from central.passwords import Owner, one_time_password, reasons
from central.policies import PasswordProfile, Policies
from central.problems import Refused
from kiosk.contract import PasswordReason, ProblemCode


@dataclass(frozen=True)
class Check:
    """What a new password is checked against."""

    profile: PasswordProfile
    owner: Owner
    former: tuple[str, ...] = field(repr=False)  # hashes


class NewPasswords:
    """Checks are made within the caller's transaction; hashing takes its time on purpose, and is done outside."""

    def __init__(self, policies: Policies, common_words: Sequence[str], hasher: PasswordHasher, random: Random) -> None:
        self._policies = policies
        self._common_words = common_words
        self._hasher = hasher
        self._random = random

    def check(self, db: Session, enterprise: Enterprise) -> Check:
        """What a password of `enterprise` must keep to."""
        profile = self.profile(enterprise)
        former = db.scalars(
            select(OldPassword.password_hash)
            .where(OldPassword.credit_code == enterprise.credit_code)
            .order_by(OldPassword.id.desc())
            .limit(profile.history)
        )
        people = [number for one in enterprise.holders for number in (one.id_number, one.phone)]
        return Check(
            profile=profile,
            owner=Owner(
                name=enterprise.name,
                short_name=enterprise.short_name,
                founded=enterprise.founded.year,
                numbers=(enterprise.credit_code, *people),
            ),
            former=(enterprise.account.password_hash, *former),
        )

    def profile(self, enterprise: Enterprise) -> PasswordProfile:
        """The profile of the enterprise's region."""
        return self._policies.passwords[self._policies.regions[enterprise.region].passwords]

    def accepted(self, password: str, check: Check) -> str:
        """The hash of an acceptable password; raises password_refused with the reasons."""
        refused = reasons(password, check.profile, check.owner, self._common_words)
        if not refused and any(self._is(password, former) for former in check.former):
            refused = (PasswordReason.USED_BEFORE,)
        if refused:
            raise Refused(ProblemCode.PASSWORD_REFUSED, reasons=refused)
        return self._hasher.hash(password)

    def drawn(self, check: Check) -> tuple[str, str]:
        """A random password that keeps the rules, and its hash."""
        while True:
            password = one_time_password(self._random, check.profile.min_length)
            if not reasons(password, check.profile, check.owner, self._common_words):
                return password, self._hasher.hash(password)

    def put_in_force(self, db: Session, account: Account, new_hash: str, now: datetime, *, one_time: bool) -> None:
        """Takes the place of the former password, which is remembered."""
        profile = self.profile(account.enterprise)
        db.add(OldPassword(credit_code=account.credit_code, password_hash=account.password_hash))
        account.password_hash = new_hash
        account.password_version += 1
        lasts_days = None if one_time else profile.valid_days
        account.password_expires_on = now + timedelta(days=lasts_days) if lasts_days else None
        account.one_time_until = now + timedelta(hours=profile.one_time_hours) if one_time else None

    def _is(self, password: str, password_hash: str) -> bool:
        try:
            return self._hasher.verify(password_hash, password)
        except VerifyMismatchError:
            return False
