"""The ledger (企业数字凭证管理台账): every change of a credential, one entry each, never changed, chained by hashes.

The hash of an entry covers the hash before it, in hexadecimal, and the canonical JSON (`kiosk.chain.canonical`) of its
columns. Before the first stand 64 zeros.
The head is the last entry's place and hash. A copy of it that is kept elsewhere (`central audit head`) shows what was
cut off or written anew since, even by somebody who can write everything in this database.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Iterator
from datetime import UTC
from enum import StrEnum
from typing import Any

from pydantic import Field
from sqlalchemy import select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from central.clock import Clock
from central.database import IssuedReceipt, LedgerEntry, LedgerHead
from kiosk import chain
from kiosk.chain import GENESIS, Fault, Link
from kiosk.contract import Message

SUITES = ("sha256", "sm3")
"""Hash functions as OpenSSL names them; SM3 is GB/T 32905."""
THE_HEAD = 1
"""The key of the one row that holds the head."""
BEFORE_THE_FIRST = GENESIS.hex()


class Kind(StrEnum):
    """What was changed."""

    RESET = "reset"
    UNLOCK = "unlock"
    RESET_AND_UNLOCK = "reset_and_unlock"
    ONE_TIME_PASSWORD = "one_time_password"  # noqa: S105
    PASSWORD_CHANGED = "password_changed"  # noqa: S105
    TWO_FACTOR_CHANGED = "two_factor_changed"
    FROZEN = "frozen"
    RELEASED = "released"
    TERMINAL_ENROLLED = "terminal_enrolled"
    TERMINAL_KEY_REPLACED = "terminal_key_replaced"
    TERMINAL_ENABLED = "terminal_enabled"
    TERMINAL_DISABLED = "terminal_disabled"
    TERMINAL_REVOKED = "terminal_revoked"
    POLICIES_CHANGED = "policies_changed"
    CONFIGURATION_PUBLISHED = "configuration_published"


class Head(Message):
    """The end of a ledger: how many entries it has, and the last one's hash."""

    position: int = Field(ge=0)
    hash: str = Field(pattern=r"^[0-9a-f]{64}$")


class Ledger:
    """Writes entries within the transaction of the change itself.

    `suite` names the hash function of new ones. Without it they go on with the last entry's, so that service and
    commands agree whoever writes; an empty ledger begins with the first of SUITES.
    """

    def __init__(self, clock: Clock, suite: str | None = None) -> None:
        """Raises ValueError for a hash function that is not known or not there."""
        if suite is not None and suite not in SUITES:
            raise ValueError(f"unknown hash suite {suite}; there are {', '.join(SUITES)}")
        if suite is not None and suite not in hashlib.algorithms_available:
            raise ValueError(f"this system's OpenSSL was built without {suite}; install one with it, or take sha256")
        self._clock = clock
        self._suite = suite

    def append(
        self, db: Session, kind: Kind, subject: str, detail: dict[str, Any], receipt: str | None = None
    ) -> LedgerEntry:
        """Adds an entry about `subject`: a credit code, a terminal's id, a region, or `policies`.

        Call it last in a transaction: it locks the head until the commit, so that the entries follow each other.
        """
        head = _locked_head(db)
        entry = LedgerEntry(
            position=head.position + 1,
            at=self._clock().astimezone(UTC).isoformat(timespec="microseconds"),
            kind=kind,
            subject=subject,
            receipt_number=receipt,
            detail=chain.canonical(detail),
            suite=self._suite or _suite_of(db, head),
        )
        entry.hash = _hash(head.hash.encode(), _record(entry)).decode()
        head.position, head.hash = entry.position, entry.hash
        db.add(entry)
        db.flush()
        return entry

    def append_news(self, db: Session, kind: Kind, subject: str, detail: dict[str, Any]) -> None:
        """Adds an entry unless the last one of its kind says the same."""
        _locked_head(db)
        mine = select(LedgerEntry).where(LedgerEntry.kind == kind, LedgerEntry.subject == subject)
        newest = db.scalar(mine.order_by(LedgerEntry.position.desc()).limit(1))
        if newest is None or newest.detail != chain.canonical(detail):
            self.append(db, kind, subject, detail)


def entry_for(db: Session, receipt: str) -> LedgerEntry | None:
    """The entry of the change that a receipt was issued for."""
    return db.scalar(select(LedgerEntry).where(LedgerEntry.receipt_number == receipt))


def is_whole(db: Session, entry: LedgerEntry) -> bool:
    """Whether the entry is what was written after the one before it."""
    before = db.get(LedgerEntry, entry.position - 1)
    return entry.hash.encode() == _hash((before.hash if before else BEFORE_THE_FIRST).encode(), _record(entry))


def head_of(db: Session) -> Head:
    """The end of the ledger."""
    row = db.get(LedgerHead, THE_HEAD)
    return Head(position=row.position, hash=row.hash) if row else Head(position=0, hash=BEFORE_THE_FIRST)


def findings(db: Session, kept: Iterable[Head] = ()) -> Iterator[str]:
    """Whatever is wrong with the ledger, with the heads of it that were kept, or with a receipt that it lacks."""
    heads = [head_of(db), *kept]
    wanted = {head.position for head in heads}
    hashes = {0: BEFORE_THE_FIRST}
    last = 0

    def links() -> Iterator[Link]:
        nonlocal last
        entries = select(LedgerEntry).order_by(LedgerEntry.position).execution_options(yield_per=1000)
        for entry in db.scalars(entries):
            last = entry.position
            if last in wanted:
                hashes[last] = entry.hash
            yield Link(entry.position, _record(entry), entry.hash.encode())

    for fault, first, final in chain.breaks(0, BEFORE_THE_FIRST.encode(), links(), _hash):
        yield f"{_places(first, final)}: {fault}"
    if last < (end := max(wanted)):
        yield f"{_places(last + 1, end)}: {Fault.MISSING}"
    elif last > heads[0].position:
        yield f"{_places(heads[0].position + 1, last)}: beyond the head"
    for head in heads:
        if hashes.get(head.position, head.hash) != head.hash:
            yield f"entry {head.position}: not the one of the head with the hash {head.hash}"
    known = select(LedgerEntry.receipt_number).where(LedgerEntry.receipt_number.is_not(None))
    for number in db.scalars(select(IssuedReceipt.number).where(IssuedReceipt.number.not_in(known))):
        yield f"receipt {number}: not in the ledger"


def _record(entry: LedgerEntry) -> str:
    """The text that the hash of an entry covers."""
    return chain.canonical(
        {
            "position": entry.position,
            "at": entry.at,
            "kind": entry.kind,
            "subject": entry.subject,
            "receipt": entry.receipt_number,
            "detail": entry.detail,
            "suite": entry.suite,
        }
    )


def _hash(before: bytes, record: str) -> bytes:
    """In hexadecimal, by the suite that the record names; empty, which no entry has, for one that nobody may name."""
    suite = json.loads(record)["suite"]
    return hashlib.new(suite, before + record.encode()).hexdigest().encode() if suite in SUITES else b""


def _suite_of(db: Session, head: LedgerHead) -> str:
    """The last entry's."""
    last = db.get(LedgerEntry, head.position)
    return last.suite if last else SUITES[0]


def _places(first: int, last: int) -> str:
    return f"entry {first}" if first == last else f"entries {first} to {last}"


def _locked_head(db: Session) -> LedgerHead:
    head = db.get(LedgerHead, THE_HEAD, with_for_update=True)
    if head is None:
        try:
            with db.begin_nested():
                db.add(LedgerHead(id=THE_HEAD, position=0, hash=BEFORE_THE_FIRST))
        except IntegrityError:
            pass  # another process was first: its row is there now
        head = db.get_one(LedgerHead, THE_HEAD, with_for_update=True, populate_existing=True)
    return head
