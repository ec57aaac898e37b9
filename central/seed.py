"""Fictitious enterprises in every state that a visit can meet; numbers well-formed, check characters computed."""

from __future__ import annotations

import tomllib
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import Literal

from argon2 import PasswordHasher
from pydantic import Field
from sqlalchemy import select
from sqlalchemy.orm import Session

from central import identifiers
from central.database import Account, Enterprise, Grant, Holder, SubAccount
from kiosk.contract import HolderRole, Language, Message, Scope, Service

LOCK_LEFT = timedelta(hours=20)


class SeedPerson(Message):
    """A person; `id_body` is the ID number without its check character."""

    name: str
    id_body: str = Field(min_length=17, max_length=17)
    phone: str
    phone_usable: bool = True
    language: Language = Language.ZH_CN
    authorised_days: int | None = None
    authorised_for: tuple[Service, ...] = tuple(Service)


class SeedContact(Message):
    """An emergency contact."""

    phone: str
    language: Language = Language.ZH_CN


class SeedSubAccount(Message):
    """An account under the enterprise's own."""

    name: str
    scope: Scope


class SeedEnterprise(Message):
    """An enterprise; `code_body` is the credit code without its check character, `..._days` is how long ago."""

    code_body: str = Field(min_length=17, max_length=17)
    name: str
    short_name: str
    kind: str = "有限责任公司(自然人投资或控股)"
    status: Literal["in_order", "revoked", "cancelled"] = "in_order"
    region: str = "beijing"
    founded: date = date(2019, 5, 20)
    locked: bool = False
    frozen: bool = False
    representative_changed_days: int | None = None
    phone_changed_days: int | None = None
    contacts: tuple[SeedContact, ...] = ()
    sub_accounts: tuple[SeedSubAccount, ...] = ()
    representative: SeedPerson
    manager: SeedPerson | None = None
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
            db.add_all(
                Grant(credit_code=entry.credit_code, kind="session", sub_account_id=one.id)
                for one in db.scalars(select(SubAccount).where(SubAccount.credit_code == entry.credit_code))
            )


def _enterprise(entry: SeedEnterprise, password_hash: str, now: datetime) -> Enterprise:
    holders = [_holder(entry.representative, HolderRole.REPRESENTATIVE, now)]
    if entry.manager:
        holders.append(_holder(entry.manager, HolderRole.MANAGER, now))
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
        representative_changed_on=_days_ago(now, entry.representative_changed_days),
        phone_changed_on=_days_ago(now, entry.phone_changed_days),
        holders=holders,
        account=Account(
            password_hash=password_hash,
            locked_until=now + LOCK_LEFT if entry.locked else None,
            frozen=entry.frozen,
            contacts=[contact.model_dump(mode="json") for contact in entry.contacts],
            sub_accounts=[SubAccount(name=one.name, scope=one.scope) for one in entry.sub_accounts],
        ),
    )


def _days_ago(now: datetime, days: int | None) -> date | None:
    return None if days is None else now.date() - timedelta(days=days)


def _holder(person: SeedPerson, role: HolderRole, now: datetime) -> Holder:
    days = person.authorised_days
    return Holder(
        role=role,
        name=person.name,
        id_number=person.id_body + identifiers.id_check_character(person.id_body),
        phone=person.phone,
        phone_usable=person.phone_usable,
        language=person.language,
        authorised_for=list(person.authorised_for),
        authorised_until=None if days is None else now + timedelta(days=days),
    )
