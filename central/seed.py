"""Fictitious enterprises in every state that a visit can meet; numbers well-formed, check characters computed."""

from __future__ import annotations

import tomllib
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import Literal

from argon2 import PasswordHasher
from pydantic import Field
from sqlalchemy.orm import Session

from central import identifiers
from central.database import Account, Enterprise, Grant, Holder
from kiosk.contract import HolderRole, Message

LOCK_LEFT = timedelta(hours=20)


class SeedPerson(Message):
    """A person; `id_body` is the ID number without its check character."""

    name: str
    id_body: str = Field(min_length=17, max_length=17)
    phone: str
    phone_usable: bool = True
    authorised_days: int | None = None


class SeedEnterprise(Message):
    """An enterprise; `code_body` is the credit code without its check character."""

    code_body: str = Field(min_length=17, max_length=17)
    name: str
    short_name: str
    kind: str = "有限责任公司(自然人投资或控股)"
    status: Literal["in_order", "revoked", "cancelled"] = "in_order"
    region: str = "beijing"
    founded: date = date(2019, 5, 20)
    locked: bool = False
    frozen: bool = False
    representative_changed: bool = False
    contacts: tuple[str, ...] = ()
    representative: SeedPerson
    agent: SeedPerson | None = None

    @property
    def credit_code(self) -> str:
        """With its check character."""
        return identifiers.credit_code(self.code_body)


class Seed(Message):
    """The enterprises, and the password that all their accounts begin with."""

    password: str = Field(repr=False)
    enterprise: tuple[SeedEnterprise, ...]


def load() -> Seed:
    """Reads and validates seed.toml."""
    return Seed.model_validate(tomllib.loads(Path(__file__).with_name("seed.toml").read_text("utf-8")))


def sow(db: Session, seed: Seed, hasher: PasswordHasher, now: datetime) -> None:
    """Writes the enterprises that are not there yet."""
    password_hash = hasher.hash(seed.password)
    for entry in seed.enterprise:
        if db.get(Enterprise, entry.credit_code) is None:
            db.add(_enterprise(entry, password_hash, now))
            db.flush()
            db.add_all(Grant(credit_code=entry.credit_code, kind=kind) for kind in ("session", "session", "signing"))


def _enterprise(entry: SeedEnterprise, password_hash: str, now: datetime) -> Enterprise:
    holders = [_holder(entry.representative, HolderRole.REPRESENTATIVE, now)]
    if entry.agent:
        holders.append(_holder(entry.agent, HolderRole.AGENT, now))
    return Enterprise(
        credit_code=entry.credit_code,
        name=entry.name,
        short_name=entry.short_name,
        kind=entry.kind,
        status=entry.status,
        region=entry.region,
        founded=entry.founded,
        representative_changed=entry.representative_changed,
        holders=holders,
        account=Account(
            password_hash=password_hash,
            locked_until=now + LOCK_LEFT if entry.locked else None,
            frozen=entry.frozen,
            contacts=list(entry.contacts),
        ),
    )


def _holder(person: SeedPerson, role: HolderRole, now: datetime) -> Holder:
    days = person.authorised_days
    return Holder(
        role=role,
        name=person.name,
        id_number=person.id_body + identifiers.id_check_character(person.id_body),
        phone=person.phone,
        phone_usable=person.phone_usable,
        authorised_until=None if days is None else now + timedelta(days=days),
    )
