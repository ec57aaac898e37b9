"""How the terminal's last run ended, by what the journal has of it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from enum import StrEnum
from pathlib import Path
from typing import NamedTuple

from kiosk.audit.events import Kind
from kiosk.audit.store import Record, before_latest

BESIDE = frozenset({Kind.PIN_SET, Kind.RECORDS_LOST})
"""What may be noted after the end."""
LOOKED_AT = 20


class End(StrEnum):
    """Of a run."""

    ORDERLY = "orderly"
    """It was told to end: by a technician, for an update, by the machine's shutdown."""
    CRASHED = "crashed"
    """The last that it noted is an error that nobody expected."""
    BROKEN_OFF = "broken_off"
    """It came to note nothing: it hung or was killed, memory ran out, or the power failed."""


TOLD_BY: Mapping[str, End] = {Kind.STOPPED: End.ORDERLY, Kind.CRASH: End.CRASHED}
"""By the kind of its last record."""


class Ended(NamedTuple):
    """A run's end, and when the last was heard of it."""

    end: End
    at: datetime


def ended(records: Sequence[Record]) -> Ended | None:
    """How the run ended whose records these are, oldest first; None where there is nothing of it."""
    mine = [one for one in records if one.kind not in BESIDE]
    if not mine:
        return None
    return Ended(TOLD_BY.get(mine[-1].kind, End.BROKEN_OFF), mine[-1].at)


def end_before_this_run(path: Path) -> Ended | None:
    """How the run before the latest start ended. Raises one of `store.UNREADABLE`."""
    return ended(before_latest(path, Kind.STARTED, LOOKED_AT))
