"""Receipts: what was done, masked, with the linked systems' progress as of now."""

from __future__ import annotations

from datetime import datetime
from random import Random

from sqlalchemy import select
from sqlalchemy.orm import Session

from central.clock import TOKEN_ALPHABET
from central.database import Holder, IssuedReceipt
from central.identifiers import mask_credit_code, mask_name
from central.ledger import entry_for
from central.policies import Policies
from central.problems import Refused
from kiosk import contract
from kiosk.contract import CHINA, LinkedStatus, LinkedSystem, ProblemCode

BASE32 = "".join(character for character in TOKEN_ALPHABET if character not in "0189")  # RFC 4648


class Receipts:
    """Finds receipts and puts them into words; works within the caller's transaction."""

    def __init__(self, policies: Policies, public_url: str) -> None:
        self._policies = policies
        self._public_url = public_url

    def numbered(self, db: Session, number: str) -> contract.Receipt:
        """The receipt of that number; raises not_found."""
        issued = db.get(IssuedReceipt, number)
        if issued is None:
            raise Refused(ProblemCode.NOT_FOUND)
        return self.shown(db, issued)

    def of(self, db: Session, holder: Holder) -> contract.Receipts:
        """All receipts of the holder's enterprise, newest first."""
        issued = db.scalars(
            select(IssuedReceipt)
            .join(IssuedReceipt.holder)
            .where(Holder.credit_code == holder.credit_code)
            .order_by(IssuedReceipt.issued_at.desc())
        )
        return contract.Receipts(receipts=tuple(self.shown(db, one) for one in issued))

    def shown(self, db: Session, issued: IssuedReceipt) -> contract.Receipt:
        """What people may read of a receipt."""
        enterprise = issued.holder.enterprise
        entry = entry_for(db, issued.number)
        return contract.Receipt.model_validate(
            {
                "number": issued.number,
                "service": issued.service,
                "issued_at": issued.issued_at,
                "company": enterprise.name,
                "credit_code": mask_credit_code(enterprise.credit_code),
                "holder": mask_name(issued.holder.name),
                "sessions_revoked": issued.sessions_revoked,
                "signing_grants_revoked": issued.signing_grants_revoked,
                "sub_accounts": issued.sub_accounts,
                "one_time_until": issued.one_time_until,
                "second_factor": issued.second_factor,
                "linked": [
                    LinkedSystem(
                        name=self._policies.linked[one.destination],
                        status=LinkedStatus.SYNCHRONISED if one.delivered_at else LinkedStatus.PENDING,
                    )
                    for one in issued.deliveries
                ],
                "verification_url": f"{self._public_url}/verify/{issued.number}",
                "hash": entry.hash if entry else None,
                "password_expires_on": issued.password_expires_on,
                "warnings": issued.warnings,
            }
        )


def local_time(at: datetime) -> str:
    """As people there read it."""
    return f"{at.astimezone(CHINA):%Y-%m-%d %H:%M}"


def local_date(at: datetime) -> str:
    """The day there, as official papers write it."""
    day = at.astimezone(CHINA)
    return f"{day.year}年{day.month}月{day.day}日"


def new_number(random: Random, now: datetime) -> str:
    """A receipt number: the day in China, and 40 random bits so that nobody guesses another one."""
    return f"CZ{now.astimezone(CHINA):%Y%m%d}-" + "".join(random.choices(BASE32, k=8))
