"""Tells everybody on file of what was done to an account, each in their language and never with a password."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime, timedelta
from random import Random

from sqlalchemy.orm import Session

from central.clock import Clock, token
from central.database import Enterprise, Holder, ObjectionLink
from central.grants import digest
from central.outbox import Outbox
from central.policies import Policies
from central.texts import text
from kiosk.contract import CHINA, HolderRole

OBJECTION = "/objection"
LINK_LIFETIME = timedelta(days=30)


class Notices:
    """Writes SMS into the outbox, within the caller's transaction."""

    def __init__(self, outbox: Outbox, policies: Policies, public_url: str, clock: Clock, random: Random) -> None:
        self._outbox = outbox
        self._policies = policies
        self._public_url = public_url
        self._clock = clock
        self._random = random

    def tell(
        self,
        db: Session,
        what: str,
        enterprise: Enterprise,
        key: str,
        at: datetime,
        *,
        others: Iterable[Holder] = (),
        objection: bool = True,
    ) -> None:
        """Sends the text `what` to the representative, the emergency contacts and `others`; `key` tells it apart.

        With `objection` it holds a link by which a true owner freezes the account.
        """
        link = self._objection_link(db, enterprise.credit_code) if objection else ""
        people = [one for one in enterprise.holders if one.role == HolderRole.REPRESENTATIVE]
        languages = {one["phone"]: one["language"] for one in enterprise.account.contacts}
        languages |= {one.phone: one.language for one in (*others, *people)}
        for place, (phone, language) in enumerate(sorted(languages.items())):
            words = text(
                what,
                language,
                company=enterprise.name,
                time=f"{at.astimezone(CHINA):%Y-%m-%d %H:%M}",
                receipt=key,
                link=link,
                phone=self._policies.regions[enterprise.region].window.phone,
            )
            self._outbox.put(db, "sms", f"{key}-{place}", {"phone": phone, "text": words})

    def _objection_link(self, db: Session, credit_code: str) -> str:
        secret = token(self._random)
        db.add(ObjectionLink(digest=digest(secret), credit_code=credit_code, expires_at=self._clock() + LINK_LIFETIME))
        return f"{self._public_url}{OBJECTION}/{secret}"
