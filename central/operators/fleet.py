"""What operators see of the terminals: one query, the rest pure."""

from __future__ import annotations

import tomllib
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from itertools import groupby
from pathlib import Path
from statistics import median

from pydantic import Field, PositiveFloat, PositiveInt
from sqlalchemy import select
from sqlalchemy.orm import Session

from central.clock import lasts
from central.database import Terminal, Visit
from central.terminals import fingerprint_of
from kiosk.contract import CHINA, Ending, Message

UNDER_WAY, UNREPORTED = "under_way", "unreported"
"""Count among the endings what has none yet, and what will never have one: the terminal did not report it."""
FAILURES = frozenset({Ending.FAULT, Ending.DEVICE_LOST, Ending.SERVICE_LOST, UNREPORTED})
ABANDONED = frozenset({Ending.CANCELLED, Ending.WALKED_AWAY})
WEEK = 7


class Thresholds(Message):
    """From when on an operator is told.

    A terminal is late, then offline, so many seconds after its last heartbeat. The shares are of the visits that have
    ended today; they count from `fewest_visits` on.
    """

    late_after_s: PositiveFloat
    offline_after_s: PositiveFloat
    fewest_visits: PositiveInt
    failure_share: float = Field(gt=0, le=1)
    abandonment_share: float = Field(gt=0, le=1)


def load() -> Thresholds:
    """Reads and validates thresholds.toml."""
    return Thresholds.model_validate(tomllib.loads(Path(__file__).with_name("thresholds.toml").read_text("utf-8")))


class Status(StrEnum):
    """How a terminal is, the worst first."""

    REVOKED = "revoked"
    DISABLED = "disabled"
    OFFLINE = "offline"
    LATE = "late"
    FAULTS = "faults"
    ONLINE = "online"


class Warns(StrEnum):
    """What an operator is told of."""

    OFFLINE = "offline"
    FAULT = "fault"
    FAILURES = "failures"
    ABANDONED = "abandoned"


@dataclass(frozen=True)
class Visits:
    """Visits of a day, or of several terminals: how they ended, and the seconds that the ended ones took."""

    endings: Counter[str]
    median_s: float | None
    p95_s: float | None

    @property
    def begun(self) -> int:
        """All of them, those under way too."""
        return self.endings.total()

    @property
    def ended(self) -> int:
        """Those whose end is known."""
        return self.begun - self.endings[UNDER_WAY]

    def share(self, endings: Iterable[str]) -> float | None:
        """How many of the ended ones ended so, 0 to 1; None without any."""
        return sum(self.endings[ending] for ending in endings) / self.ended if self.ended else None

    @property
    def success(self) -> float | None:
        """The share of successful ones."""
        return self.share((Ending.SUCCESS,))


@dataclass(frozen=True)
class Alert:
    """Something that an operator should look into; `figure` is a share, 0 to 1, or minutes."""

    terminal_id: str
    warns: Warns
    figure: float = 0.0
    faults: tuple[str, ...] = ()


@dataclass(frozen=True)
class Row:
    """One terminal."""

    id: str
    region: str
    status: Status
    seen_at: datetime | None
    software: str
    state: str
    faults: tuple[str, ...]
    enabled: bool
    fingerprint: str
    today: Visits

    @property
    def in_touch(self) -> bool:
        """Whether it has sent a heartbeat lately, whatever is wrong with it."""
        return self.status in (Status.ONLINE, Status.LATE, Status.FAULTS)


@dataclass(frozen=True)
class Fleet:
    """All terminals, in the order of their numbers, and the day as a whole."""

    rows: tuple[Row, ...]
    today: Visits
    alerts: tuple[Alert, ...]


@dataclass(frozen=True)
class VisitEnd:
    """What the figures need of a visit."""

    terminal_id: str
    opened_at: datetime
    ending: str
    seconds: float | None


def look(db: Session, thresholds: Thresholds, now: datetime) -> Fleet:
    """The fleet as it is now."""
    ends = _ends(db, _midnight(now), now)
    by_terminal = {name: list(group) for name, group in groupby(ends, lambda end: end.terminal_id)}
    rows = tuple(
        row(one, summed(by_terminal.get(one.id, ())), thresholds, now)
        for one in db.scalars(select(Terminal).order_by(Terminal.id))
    )
    return Fleet(rows, summed(ends), tuple(alerts(rows, thresholds, now)))


def row(terminal: Terminal, today: Visits, thresholds: Thresholds, now: datetime) -> Row:
    """What is shown of a terminal."""
    return Row(
        id=terminal.id,
        region=terminal.region,
        status=status(terminal, thresholds, now),
        seen_at=terminal.seen_at,
        software=terminal.software,
        state=terminal.state,
        faults=tuple(terminal.faults),
        enabled=terminal.enabled,
        fingerprint=fingerprint_of(terminal.public_key),
        today=today,
    )


def days(db: Session, terminal_id: str, now: datetime) -> list[tuple[datetime, Visits]]:
    """A terminal's visits of the last seven days, today first."""
    today = _midnight(now)
    ends = _ends(db, today - timedelta(days=WEEK - 1), now, terminal_id)
    starts = [today - timedelta(days=ago) for ago in range(WEEK)]
    return [
        (start, summed([end for end in ends if start <= end.opened_at < start + timedelta(days=1)])) for start in starts
    ]


def status(terminal: Terminal, thresholds: Thresholds, now: datetime) -> Status:
    """The worst that is known of a terminal."""
    silent_s = (now - terminal.seen_at).total_seconds() if terminal.seen_at else float("inf")
    if terminal.revoked_at is not None:
        return Status.REVOKED
    if not terminal.enabled:
        return Status.DISABLED
    if silent_s > thresholds.offline_after_s:
        return Status.OFFLINE
    if silent_s > thresholds.late_after_s:
        return Status.LATE
    return Status.FAULTS if terminal.faults else Status.ONLINE


def alerts(rows: Iterable[Row], thresholds: Thresholds, now: datetime) -> list[Alert]:
    """What to look into; terminals that an operator has closed are not told of."""
    found = []
    for row in rows:
        if row.status in (Status.REVOKED, Status.DISABLED):
            continue
        if row.status is Status.OFFLINE:
            minutes = (now - row.seen_at).total_seconds() / 60 if row.seen_at else 0.0
            found.append(Alert(row.id, Warns.OFFLINE, minutes))
        elif row.faults:
            found.append(Alert(row.id, Warns.FAULT, faults=row.faults))
        for warns, endings, limit in (
            (Warns.FAILURES, FAILURES, thresholds.failure_share),
            (Warns.ABANDONED, ABANDONED, thresholds.abandonment_share),
        ):
            share = row.today.share(endings)
            if share is not None and row.today.ended >= thresholds.fewest_visits and share >= limit:
                found.append(Alert(row.id, warns, share))
    return found


def summed(ends: Sequence[VisitEnd]) -> Visits:
    """The figures of some visits."""
    seconds = sorted(end.seconds for end in ends if end.seconds is not None)
    return Visits(
        endings=Counter(end.ending for end in ends),
        median_s=median(seconds) if seconds else None,
        p95_s=seconds[-(-95 * len(seconds) // 100) - 1] if seconds else None,
    )


def _ends(db: Session, since: datetime, now: datetime, terminal_id: str | None = None) -> list[VisitEnd]:
    columns = select(Visit.terminal_id, Visit.opened_at, Visit.ending, Visit.seconds, Visit.expires_at)
    wanted = columns.where(Visit.opened_at >= since).order_by(Visit.terminal_id)
    if terminal_id is not None:
        wanted = wanted.where(Visit.terminal_id == terminal_id)
    return [
        VisitEnd(terminal, opened_at, ending or (UNDER_WAY if lasts(expires_at, now) else UNREPORTED), seconds)
        for terminal, opened_at, ending, seconds, expires_at in db.execute(wanted)
    ]


def _midnight(now: datetime) -> datetime:
    return now.astimezone(CHINA).replace(hour=0, minute=0, second=0, microsecond=0)
