"""Reminds of passwords that are about to expire: once for each password, by SMS to the representative."""

from __future__ import annotations

from datetime import timedelta

from sqlalchemy import select
from sqlalchemy.orm import Session

from central.clock import Clock
from central.database import Account, Delivery, Enterprise, Holder
from central.outbox import Outbox
from central.policies import Policies
from central.texts import text
from kiosk.contract import CHINA, HolderRole

SMS = "sms"


class Reminders:
    """Writes SMS into the outbox, within the caller's transaction; the running service delivers them."""

    def __init__(self, policies: Policies, outbox: Outbox, clock: Clock) -> None:
        self._policies = policies
        self._outbox = outbox
        self._clock = clock

    def send(self, db: Session) -> int:
        """To all whose time has come and who were not reminded yet; returns how many."""
        return sum(self._send(db, name) for name in self._policies.regions)

    def _send(self, db: Session, region: str) -> int:
        profile, now = self._policies.passwords[self._policies.regions[region].passwords], self._clock()
        due = db.execute(
            select(Account, Enterprise, Holder, Account.password_expires_on)
            .join(Enterprise, Enterprise.credit_code == Account.credit_code)
            .join(Holder, Holder.credit_code == Account.credit_code)
            .where(Enterprise.region == region, Holder.role == HolderRole.REPRESENTATIVE, Holder.phone_usable)
            .where(Account.password_expires_on.between(now, now + timedelta(days=profile.remind_days)))
        )
        sent = 0
        for account, enterprise, representative, expires_on in due.all():
            key = f"expires-{account.credit_code}-{account.password_version}"
            if expires_on is None or db.scalar(select(Delivery.id).where(Delivery.key == f"{SMS}-{key}")) is not None:
                continue
            date = f"{expires_on.astimezone(CHINA):%Y-%m-%d}"
            words = text("password_expires", representative.language, company=enterprise.name, date=date)
            self._outbox.put(db, SMS, key, {"phone": representative.phone, "text": words})
            sent += 1
        return sent
