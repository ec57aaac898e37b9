"""The operators' accounts: made on the command line, signed in to on a page, locked for longer after each failure."""

from __future__ import annotations

import hashlib
import hmac
import secrets
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import timedelta

from argon2 import PasswordHasher
from argon2.exceptions import VerifyMismatchError
from sqlalchemy import delete

from central.clock import Clock, lasts
from central.database import Database, Operator, OperatorSession
from central.operators.actions import ActionKind, record
from central.passwords import Owner, reasons
from central.policies import PasswordProfile

PROFILE = PasswordProfile(min_length=12, max_length=128, min_kinds=1, min_score=3, history=0)
LONGEST_NAME = 32
FREE_FAILURES = 2
FIRST_LOCK, LONGEST_LOCK = timedelta(seconds=30), timedelta(hours=1)
IDLE, LIFETIME = timedelta(minutes=15), timedelta(hours=8)
"""A session ends after so long without a request, and after so long whatever happens."""


class OperatorFault(ValueError):
    """An account cannot be made or changed so; the message names the remedy."""


@dataclass(frozen=True)
class SignedIn:
    """A signed-in operator. `csrf` must come with every form of the session."""

    operator: str
    csrf: str = field(repr=False)

    def sent(self, csrf: str) -> bool:
        """Whether a form comes from a page of this session."""
        return hmac.compare_digest(csrf.encode(), self.csrf.encode())


class Operators:
    """Makes accounts, and signs in and out."""

    def __init__(self, database: Database, hasher: PasswordHasher, common_words: Sequence[str], clock: Clock) -> None:
        self._database = database
        self._hasher = hasher
        self._common_words = common_words
        self._clock = clock
        self._nobodys_hash = hasher.hash(secrets.token_urlsafe())

    def add(self, name: str, password: str, by: str, replace: bool = False) -> None:
        """Makes an account; with `replace` an existing one gets another password, and its sessions end.

        Raises OperatorFault.
        """
        if not name.isprintable() or name.split() != [name] or len(name) > LONGEST_NAME:
            raise OperatorFault(f"the name must be one word of at most {LONGEST_NAME} characters")
        owner = Owner(name=name, short_name=name, founded=0, numbers=())
        if wrong := reasons(password, PROFILE, owner, self._common_words):
            raise OperatorFault(
                f"this password is refused: {', '.join(wrong)}; take {PROFILE.min_length} characters or more "
                "that nobody guesses, and not the name"
            )
        password_hash = self._hasher.hash(password)
        with self._database.transaction() as db:
            operator = db.get(Operator, name, with_for_update=True)
            if operator is None:
                db.add(Operator(name=name, password_hash=password_hash))
                record(db, self._clock(), by, ActionKind.OPERATOR_ADDED, name)
            elif not replace:
                raise OperatorFault(f"there is an operator {name} already; --replace gives a new password")
            else:
                operator.password_hash, operator.failed_sign_ins, operator.locked_until = password_hash, 0, None
                db.execute(delete(OperatorSession).where(OperatorSession.operator == name))
                record(db, self._clock(), by, ActionKind.PASSWORD_SET, name)

    def remove(self, name: str, by: str) -> None:
        """Deletes an account and its sessions at once; what it did stays on record. Raises OperatorFault."""
        with self._database.transaction() as db:
            operator = db.get(Operator, name, with_for_update=True)
            if operator is None:
                raise OperatorFault(f"there is no operator {name}")
            db.execute(delete(OperatorSession).where(OperatorSession.operator == name))
            db.delete(operator)
            record(db, self._clock(), by, ActionKind.OPERATOR_REMOVED, name)

    def sign_in(self, name: str, password: str) -> str | None:
        """The token of a new session; None, in the same time, whatever is wrong: name, password or too many tries."""
        password_hash = self._begin(name)
        # Verified in any case, so that the time tells nothing about the name.
        is_right = self._verify(password_hash or self._nobodys_hash, password)
        with self._database.transaction() as db:
            operator = db.get(Operator, name, with_for_update=True)
            if operator is None or password_hash is None:
                return None
            if not is_right or operator.password_hash != password_hash:
                record(db, self._clock(), name, ActionKind.SIGN_IN_REFUSED, name)
                return None
            operator.failed_sign_ins, operator.locked_until = 0, None
            db.execute(delete(OperatorSession).where(OperatorSession.expires_at < self._clock()))
            token = secrets.token_urlsafe(32)
            now = self._clock()
            db.add(OperatorSession(digest=_digest(token), operator=name, seen_at=now, expires_at=now + LIFETIME))
            record(db, self._clock(), name, ActionKind.SIGNED_IN, name)
            return token

    def signed_in(self, token: str, touch: bool = True) -> SignedIn | None:
        """Whose session it is, if it goes on; with `touch` it begins to idle anew."""
        with self._database.transaction() as db:
            session = db.get(OperatorSession, _digest(token), with_for_update=True)
            if session is None:
                return None
            now = self._clock()
            if not lasts(min(session.expires_at, session.seen_at + IDLE), now):
                db.delete(session)
                return None
            if touch:
                session.seen_at = now
            return SignedIn(session.operator, hmac.new(token.encode(), b"form", hashlib.sha256).hexdigest())

    def sign_out(self, token: str) -> None:
        """Ends the session."""
        with self._database.transaction() as db:
            db.execute(delete(OperatorSession).where(OperatorSession.digest == _digest(token)))

    def _begin(self, name: str) -> str | None:
        """The hash to verify against, if there may be a try; it counts as failed until it has succeeded."""
        with self._database.transaction() as db:
            operator = db.get(Operator, name, with_for_update=True)
            if operator is None or lasts(operator.locked_until, self._clock()):
                return None
            operator.failed_sign_ins += 1
            surplus = operator.failed_sign_ins - FREE_FAILURES - 1
            if surplus >= 0:
                operator.locked_until = self._clock() + min(FIRST_LOCK * 2 ** min(surplus, 16), LONGEST_LOCK)
            return operator.password_hash

    def _verify(self, password_hash: str, password: str) -> bool:
        try:
            return self._hasher.verify(password_hash, password)
        except VerifyMismatchError:
            return False


def _digest(token: str) -> str:
    return hashlib.sha256(token.encode()).hexdigest()
