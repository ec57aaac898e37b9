"""Signing in to the registration account: neutral to strangers, locked after failures."""

from __future__ import annotations

from datetime import timedelta

from argon2 import PasswordHasher
from argon2.exceptions import VerifyMismatchError

from central.clock import Clock, lasts
from central.database import Account, Database, Grant
from central.problems import Refused
from kiosk.contract import LoginResult, ProblemCode

FAILURES = 5
LOCK = timedelta(hours=24)


class Logins:
    """Signs in; raises login_refused in the same words and time whatever the reason."""

    def __init__(self, database: Database, hasher: PasswordHasher, clock: Clock) -> None:
        self._database = database
        self._hasher = hasher
        self._clock = clock
        self._nobodys_hash = hasher.hash("nobody has this password")

    def login(self, credit_code: str, password: str) -> LoginResult:
        """Begins a signed-in session."""
        password_hash = self._begin(credit_code)
        # Verified in any case, so that the time tells nothing about the account.
        is_right = self._verify(password_hash or self._nobodys_hash, password)
        if password_hash is None or not is_right:
            raise Refused(ProblemCode.LOGIN_REFUSED)
        with self._database.transaction() as db:
            account = db.get_one(Account, credit_code, with_for_update=True)
            if account.password_hash != password_hash:  # was reset meanwhile
                raise Refused(ProblemCode.LOGIN_REFUSED)
            account.failed_logins, account.locked_until = 0, None
            db.add(Grant(credit_code=credit_code, kind="session"))
            expires_on = account.password_expires_on
            return LoginResult(must_change_password=expires_on is not None and not lasts(expires_on, self._clock()))

    def _begin(self, credit_code: str) -> str | None:
        """The hash to verify against, if there may be a try; it counts as failed until it has succeeded.

        Counting first keeps many tries at once from all passing before the lock.
        """
        with self._database.transaction() as db:
            account = db.get(Account, credit_code, with_for_update=True)
            if account is None or lasts(account.locked_until, self._clock()):
                return None
            if account.locked_until is not None:  # has lifted itself
                account.failed_logins, account.locked_until = 0, None
            account.failed_logins += 1
            if account.failed_logins >= FAILURES:
                account.locked_until = self._clock() + LOCK
            return account.password_hash

    def _verify(self, password_hash: str, password: str) -> bool:
        try:
            return self._hasher.verify(password_hash, password)
        except VerifyMismatchError:
            return False
