"""Signing in to the registration account: neutral to strangers, locked after failures, with a second factor."""

from __future__ import annotations

import hmac
from datetime import datetime, timedelta
from hashlib import sha256
from random import Random

import pyotp
from argon2 import PasswordHasher
from argon2.exceptions import VerifyMismatchError
from sqlalchemy import delete, func, select
from sqlalchemy.orm import Session

from central import grants
from central.clock import Clock, lasts, token
from central.database import Account, Database, FailedLogin, PendingLogin
from central.outbox import Outbox
from central.policies import Policies
from central.problems import Refused
from central.texts import text
from central.vault import Vault
from kiosk.contract import HolderRole, LoginResult, ProblemCode, SecondFactor

FAILURES = 5
LOCK = timedelta(hours=24)
FACTOR_LIFETIME = timedelta(minutes=10)
FACTOR_TRIES = 5
STEP = 30
"""Seconds of a TOTP code (RFC 6238); the code before and the one after are taken too."""


class Logins:
    """Signs in. Raises login_refused in the same words and time whatever the reason.

    Every try writes the same record and verifies one hash, whether or not there is such an account.
    """

    def __init__(
        self,
        database: Database,
        policies: Policies,
        hasher: PasswordHasher,
        vault: Vault,
        outbox: Outbox,
        clock: Clock,
        random: Random,
    ) -> None:
        self._database = database
        self._policies = policies
        self._hasher = hasher
        self._vault = vault
        self._outbox = outbox
        self._clock = clock
        self._random = random
        self._nobodys_hash = hasher.hash("nobody has this password")

    def login(self, credit_code: str, password: str) -> LoginResult:
        """Begins a session, or asks for the second factor."""
        password_hash = self._begin(credit_code)
        is_right = self._verify(password_hash or self._nobodys_hash, password)
        if password_hash is None or not is_right:
            raise Refused(ProblemCode.LOGIN_REFUSED)
        with self._database.transaction() as db:
            account = db.get_one(Account, credit_code, with_for_update=True)
            if account.password_hash != password_hash or account.frozen:  # was reset or frozen meanwhile
                raise Refused(ProblemCode.LOGIN_REFUSED)
            return self._ask_second(db, account) if account.second_factor else self._signed_in(db, account)

    def second_factor(self, challenge: str, code: str) -> LoginResult:
        """Takes the code, once, and begins a session.

        Raises session_over for a sign-in that is unknown or too old, second_factor_wrong, attempts_exhausted.
        """
        with self._database.transaction() as db:
            pending = db.get(PendingLogin, grants.digest(challenge), with_for_update=True)
            if pending is None or pending.expires_at <= self._clock():
                raise Refused(ProblemCode.SESSION_OVER)
            account = db.get_one(Account, pending.credit_code, with_for_update=True)
            if account.frozen or account.password_version != pending.password_version:
                raise Refused(ProblemCode.SESSION_OVER)
            pending.tries += 1
            left = FACTOR_TRIES - pending.tries
            if left < 0:
                raise Refused(ProblemCode.ATTEMPTS_EXHAUSTED)
            if not self._is_second(account, pending, code):
                if left == 0:
                    raise Refused(ProblemCode.ATTEMPTS_EXHAUSTED)
                raise Refused(ProblemCode.SECOND_FACTOR_WRONG, tries_left=left)
            db.delete(pending)
            return self._signed_in(db, account)

    def _begin(self, credit_code: str) -> str | None:
        """The hash to verify against, if there may be a try; it counts as failed until it has succeeded.

        Counting first keeps many tries at once from all passing before the lock.
        """
        now = self._clock()
        with self._database.transaction() as db:
            typed = name_digest(credit_code)
            db.add(FailedLogin(account=typed, at=now))
            db.flush()
            account = db.get(Account, credit_code, with_for_update=True)
            since = max(now - LOCK, (account and account.locked_until) or now - LOCK)
            failures = select(func.count()).where(FailedLogin.account == typed, FailedLogin.at >= since)
            is_last = (db.scalar(failures) or 0) >= FAILURES
            if account is None or account.frozen or lasts(account.locked_until, now):
                return None
            if account.one_time_until is not None and not lasts(account.one_time_until, now):
                return None
            account.locked_until = now + LOCK if is_last else None
            return account.password_hash

    def _ask_second(self, db: Session, account: Account) -> LoginResult:
        challenge, code = token(self._random), f"{self._random.randrange(10**6):06}"
        by_sms = account.second_factor == SecondFactor.SMS
        db.add(
            PendingLogin(
                digest=grants.digest(challenge),
                credit_code=account.credit_code,
                password_version=account.password_version,
                code_digest=_code_digest(challenge, code) if by_sms else None,
                expires_at=self._clock() + FACTOR_LIFETIME,
            )
        )
        if by_sms:
            (representative,) = (one for one in account.enterprise.holders if one.role == HolderRole.REPRESENTATIVE)
            minutes = FACTOR_LIFETIME.seconds // 60
            words = text("login_code", representative.language, code=code, minutes=minutes)
            message = {"phone": representative.phone, "text": words}
            self._outbox.put(db, "sms", f"login-{grants.digest(challenge)[:32]}", message)
        return LoginResult(state="second_factor", factor=SecondFactor(account.second_factor or ""), challenge=challenge)

    def _is_second(self, account: Account, pending: PendingLogin, code: str) -> bool:
        if pending.code_digest is not None:
            return hmac.compare_digest(pending.code_digest, _code_digest_of(pending, code))
        return take_totp(self._vault, account, code, self._clock())

    def _signed_in(self, db: Session, account: Account) -> LoginResult:
        now = self._clock()
        account.locked_until = None
        forget_failures(db, account.credit_code)
        expires_on = account.password_expires_on
        profile = self._policies.passwords[self._policies.regions[account.enterprise.region].passwords]
        expired = expires_on is not None and not lasts(expires_on, now) and profile.when_expired == "change"
        must_change = account.one_time_until is not None or expired
        if account.one_time_until is not None:
            account.one_time_until = now  # once
        return LoginResult(
            state="signed_in",
            session=grants.begin_session(db, self._random, account.credit_code, now, only_password=must_change),
            must_change_password=must_change,
            password_expires_on=expires_on,
        )

    def _verify(self, password_hash: str, password: str) -> bool:
        try:
            return self._hasher.verify(password_hash, password)
        except VerifyMismatchError:
            return False


def take_totp(vault: Vault, account: Account, code: str, now: datetime) -> bool:
    """Whether `code` is one of the account's app, now or a step away, and newer than the last one taken."""
    if account.totp_secret is None:
        return False
    totp = pyotp.TOTP(vault.open(account.totp_secret, account), interval=STEP)
    present = int(now.timestamp()) // STEP
    for step in range(max(present - 1, account.totp_step + 1), present + 2):
        if hmac.compare_digest(totp.generate_otp(step), code):
            account.totp_step = step
            return True
    return False


def forget_failures(db: Session, credit_code: str) -> None:
    """The account's owner is there."""
    db.execute(delete(FailedLogin).where(FailedLogin.account == name_digest(credit_code)))


def name_digest(account: str) -> str:
    """What is kept of an account's name that somebody typed: it may be anything."""
    return sha256(account.encode()).hexdigest()


def _code_digest(challenge: str, code: str) -> str:
    return _bound(grants.digest(challenge), code)


def _code_digest_of(pending: PendingLogin, code: str) -> str:
    return _bound(pending.digest, code)


def _bound(challenge_digest: str, code: str) -> str:
    # As of the visit's SMS codes: kept from being read by the way; their end protects them.
    return sha256(f"{challenge_digest} {code}".encode()).hexdigest()
