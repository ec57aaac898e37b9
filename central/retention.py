"""What nobody needs any longer goes: deleted by the running service every hour, or by `central prune`."""

from __future__ import annotations

import logging
import tomllib
from collections.abc import Iterator
from datetime import datetime, timedelta
from pathlib import Path
from threading import Event, Thread
from typing import Any

from pydantic import Field, PositiveInt
from sqlalchemy import Connection, CursorResult, Delete, Update, delete, func, or_, select, update

from central import unexpected
from central.clock import Clock
from central.database import (
    SESSION_SECRETS,
    Database,
    Delivery,
    Enrolment,
    FailedLogin,
    FailedTry,
    Grant,
    LicenceCode,
    ObjectionLink,
    OldPassword,
    OperatorSession,
    PendingLogin,
    Visit,
)
from central.policies import Policies
from kiosk.contract import Message

log = logging.getLogger(__name__)

SHORT_LIVED = (*SESSION_SECRETS, LicenceCode, PendingLogin, ObjectionLink, Enrolment, OperatorSession)
EVERY = 3600.0
"""Seconds."""


class Limits(Message):
    """Days.

    `expired_days`: codes, challenges, links and sessions so long after their end, until when `expired` can be told from
    `unknown`; sign-ins that failed. `delivered_days`: that a message was delivered; what it said is dropped at once.
    Messages about a receipt stay with it: its papers tell when each system heard. `failed_tries_days`: proofs that were
    not given. `grants_days`: sessions and signing grants that ended or were revoked. `visits_days`: whose a visit was;
    that there was one, and how it ended, stays. Former passwords stay as long as a policy refuses them.
    """

    expired_days: PositiveInt
    delivered_days: PositiveInt
    failed_tries_days: int = Field(ge=2, description="a day's tries are counted")
    grants_days: PositiveInt
    visits_days: PositiveInt


def load() -> Limits:
    """Reads and validates retention.toml."""
    return Limits.model_validate(tomllib.loads(Path(__file__).with_name("retention.toml").read_text("utf-8")))


class Retention:
    """Deletes what is older than its limit."""

    def __init__(self, limits: Limits, policies: Policies, clock: Clock) -> None:
        """Raises ValueError where something would go while it is still needed."""
        pauses = policies.pauses
        counted = max(one.hours for one in (pauses.person, pauses.enterprise, pauses.terminal))
        if limits.failed_tries_days * 24 <= counted:
            raise ValueError(f"failed_tries_days in retention.toml: pauses count the failures of {counted} hours")
        remind = max(profile.remind_days for profile in policies.passwords.values())
        if limits.delivered_days <= remind:
            raise ValueError(f"delivered_days in retention.toml: who was reminded must be known for {remind} days")
        self._limits = limits
        self._history = max(profile.history for profile in policies.passwords.values())
        self._clock = clock

    def prune(self, connection: Connection) -> dict[str, int]:
        """By table, how many rows were deleted, or cut off from the person."""
        pruned: dict[str, int] = {}
        for statement in self._statements(self._clock()):
            done: CursorResult[Any] = connection.execute(statement)
            if done.rowcount:
                pruned[statement.table.description] = done.rowcount
        return pruned

    def _statements(self, now: datetime) -> Iterator[Delete | Update]:
        limits = self._limits
        expired, delivered = now - timedelta(days=limits.expired_days), now - timedelta(days=limits.delivered_days)
        for table in SHORT_LIVED:
            yield delete(table).where(table.expires_at < expired)
        yield delete(FailedLogin).where(FailedLogin.at < expired)
        yield delete(Delivery).where(Delivery.delivered_at < delivered, Delivery.receipt_number.is_(None))
        yield delete(FailedTry).where(FailedTry.at < now - timedelta(days=limits.failed_tries_days))
        ended = now - timedelta(days=limits.grants_days)
        yield delete(Grant).where(or_(Grant.expires_at < ended, Grant.revoked_at < ended))
        newest = func.row_number().over(partition_by=OldPassword.credit_code, order_by=OldPassword.id.desc())
        ranked = select(OldPassword.id, newest.label("place")).subquery()
        yield delete(OldPassword).where(OldPassword.id.in_(select(ranked.c.id).where(ranked.c.place > self._history)))
        since = now - timedelta(days=limits.visits_days)
        yield update(Visit).where(Visit.opened_at < since, Visit.holder_id.is_not(None)).values(holder_id=None)


class Pruner(Thread):
    """Prunes `every` so many seconds. Of several processes one follows the other, and finds nothing more."""

    def __init__(self, database: Database, retention: Retention, every: float = EVERY) -> None:
        super().__init__(name="pruner", daemon=True)
        self._every = every
        self._database = database
        self._retention = retention
        self._ends = Event()

    def stop(self) -> None:
        """Ends it; what is under way is carried out."""
        self._ends.set()

    def run(self) -> None:
        """Until stopped."""
        while not self._ends.wait(self._every):
            try:
                with self._database.alone() as connection:
                    log.info("pruned: %s", self._retention.prune(connection))
            except Exception as error:  # noqa: BLE001 - goes on: the next hour finds the same
                unexpected.record(log, self.name, error)
