"""What is open in an account's name: signed-in sessions and cached signing grants; begun, found and revoked."""

from __future__ import annotations

from collections import Counter
from datetime import datetime, timedelta
from hashlib import sha256
from random import Random
from typing import NamedTuple

from sqlalchemy import select, update
from sqlalchemy.orm import Session

from central.clock import token
from central.database import Account, Grant
from central.problems import Refused
from kiosk.contract import ProblemCode

LIFETIME = timedelta(minutes=30)


class Revoked(NamedTuple):
    """How many of each."""

    sessions: int
    signing_grants: int


def begin_session(db: Session, random: Random, credit_code: str, now: datetime, *, only_password: bool) -> str:
    """A signed-in session; returns its bearer token, of which only the digest is kept."""
    bearer = token(random)
    db.add(
        Grant(
            credit_code=credit_code,
            kind="session",
            digest=digest(bearer),
            only_password=only_password,
            expires_at=now + LIFETIME,
        )
    )
    return bearer


def account_of(db: Session, bearer: str, now: datetime, *, for_password: bool = False) -> Account:
    """Whose session it is; raises session_over, also where the session is good only for changing the password."""
    session = db.scalar(
        select(Grant).where(Grant.digest == digest(bearer), Grant.revoked_at.is_(None), Grant.expires_at > now)
    )
    if session is None or (session.only_password and not for_password):
        raise Refused(ProblemCode.SESSION_OVER)
    return db.get_one(Account, session.credit_code, with_for_update=True)


def revoke(db: Session, credit_code: str, now: datetime) -> Revoked:
    """Revokes all that is open in the account's name, its sub-accounts' included."""
    live = update(Grant).where(Grant.credit_code == credit_code, Grant.revoked_at.is_(None))
    kinds = Counter(db.scalars(live.values(revoked_at=now).returning(Grant.kind)))
    return Revoked(kinds["session"], kinds["signing"])


def digest(secret: str) -> str:
    """Of a random token, which cannot be guessed from it."""
    return sha256(secret.encode()).hexdigest()
