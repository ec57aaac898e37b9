"""What the ledger says of a visit's change: enough for its papers, and nobody's name or number in full."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy.orm import Session

from central.database import IssuedReceipt, LedgerEntry, Visit
from central.identifiers import mask_credit_code, mask_id_number, mask_name, mask_phone
from central.ledger import Kind, Ledger
from central.visits import holder_of, representative_of
from kiosk.contract import HolderRole, Message, Service, Step


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
    password_expires_on: datetime | None
    systems: tuple[str, ...]


class Records:
    """Writes records into the ledger."""

    def __init__(self, ledger: Ledger) -> None:
        self._ledger = ledger

    def write(self, db: Session, visit: Visit, issued: IssuedReceipt, *, was_locked: bool) -> LedgerEntry:
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
            password_expires_on=issued.password_expires_on,
            systems=tuple(one.destination for one in issued.deliveries),
        )
        detail = record.model_dump(mode="json")
        return self._ledger.append(db, Kind(issued.service), enterprise.credit_code, detail, issued.number)


def read(entry: LedgerEntry) -> Record:
    """The record of an entry that has a receipt."""
    return Record.model_validate_json(entry.detail)
