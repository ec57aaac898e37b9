"""Objections: who was told of a change that they did not want freezes the account, from anywhere, at once."""

from __future__ import annotations

from sqlalchemy.orm import Session

from central import grants
from central.clock import Clock
from central.database import Account, ObjectionLink
from central.ledger import Kind, Ledger
from central.notices import Notices


class Objections:
    """Works within the caller's transaction."""

    def __init__(self, notices: Notices, ledger: Ledger, clock: Clock) -> None:
        self._notices = notices
        self._ledger = ledger
        self._clock = clock

    def freeze(self, db: Session, secret: str) -> None:
        """Freezes the account that the link belongs to, and says nothing of whether there is one."""
        now = self._clock()
        link = db.get(ObjectionLink, grants.digest(secret))
        if link is None or link.expires_at <= now:
            return
        account = db.get_one(Account, link.credit_code, with_for_update=True, populate_existing=True)
        if account.frozen:
            return
        account.frozen = True
        revoked = grants.revoke(db, account.credit_code, now)
        key = f"frozen-{link.digest[:16]}-{account.password_version}"
        self._notices.tell(db, "frozen", account.enterprise, key, now, objection=False)
        self._ledger.append(db, Kind.FROZEN, account.credit_code, {"by": "objection", **revoked._asdict()})
