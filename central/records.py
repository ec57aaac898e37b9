"""What the ledger says of a visit's change: enough for its papers, and nobody's name or number in full."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from central import ledger
from central.database import Delivery, IssuedReceipt, Visit
from central.identifiers import mask_credit_code, mask_id_number, mask_name, mask_phone
from central.ledger import Kind, Ledger
from central.problems import Refused
from central.visits import holder_of, representative_of
from kiosk.contract import HolderRole, Message, ProblemCode, SecondFactor, Service, Step, SubAccount


class Record(Message):
    """The detail of a ledger entry that has a receipt."""

    service: Service
    company: str
    credit_code: str
    representative: str
    holder: str
    role: HolderRole
    id_number: str
    phone: str
    proofs: tuple[Step, ...]
    notice_version: str
    region: str
    terminal: str
    was_locked: bool
    sessions_revoked: int
    signing_grants_revoked: int
    sub_accounts: tuple[SubAccount, ...]
    password_expires_on: datetime | None
    one_time_until: datetime | None
    second_factor: SecondFactor | None
    systems: tuple[str, ...]


class Records:
    """Writes records into the ledger."""

    def __init__(self, ledger: Ledger) -> None:
        self._ledger = ledger

    def write(self, db: Session, visit: Visit, issued: IssuedReceipt, *, was_locked: bool) -> None:
        """The last thing in the transaction of the change."""
        holder = holder_of(visit)
        enterprise = holder.enterprise
        record = Record(
            service=Service(issued.service),
            company=enterprise.name,
            credit_code=mask_credit_code(enterprise.credit_code),
            representative=mask_name(representative_of(holder).name),
            holder=mask_name(holder.name),
            role=HolderRole(holder.role),
            id_number=mask_id_number(holder.id_number),
            phone=mask_phone(representative_of(holder).phone),
            proofs=tuple(Step(step) for step in visit.steps if step != Step.PASSWORD),
            notice_version=visit.notice_version,
            region=visit.region,
            terminal=visit.terminal_id,
            was_locked=was_locked,
            sessions_revoked=issued.sessions_revoked,
            signing_grants_revoked=issued.signing_grants_revoked,
            sub_accounts=tuple(SubAccount.model_validate(one) for one in issued.sub_accounts),
            password_expires_on=issued.password_expires_on,
            one_time_until=issued.one_time_until,
            second_factor=SecondFactor(issued.second_factor) if issued.second_factor else None,
            systems=tuple(one.destination for one in issued.deliveries),
        )
        detail = record.model_dump(mode="json")
        self._ledger.append(db, Kind(issued.service), enterprise.credit_code, detail, issued.number)


@dataclass(frozen=True)
class Filed:
    """A record in its place. `is_whole` says whether it is still what was written there."""

    number: str
    at: datetime
    position: int
    suite: str
    hash: str
    is_whole: bool
    record: Record
    heard: tuple[tuple[str, datetime | None], ...]
    """When each linked system took the change over; None while it has not."""


def filed(db: Session, number: str) -> Filed:
    """The record of the receipt with that number; raises not_found."""
    entry = ledger.entry_for(db, number)
    if entry is None:
        raise Refused(ProblemCode.NOT_FOUND)
    record = Record.model_validate_json(entry.detail)
    told = db.execute(select(Delivery.destination, Delivery.delivered_at).where(Delivery.receipt_number == number))
    delivered = {destination: at for destination, at in told}
    return Filed(
        number=number,
        at=datetime.fromisoformat(entry.at),
        position=entry.position,
        suite=entry.suite,
        hash=entry.hash,
        is_whole=ledger.is_whole(db, entry),
        record=record,
        heard=tuple((system, delivered.get(system)) for system in record.systems),
    )
