"""A simulated machine's desk, for the tests of what uses it."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, cast

from kiosk.diagnostics.desk import Desk, Identity
from kiosk.diagnostics.history import History
from kiosk.diagnostics.registry import CHECKS
from kiosk.diagnostics.suite import Suite
from simulator.machine import Machine

NOON = datetime(2026, 11, 25, 12, tzinfo=UTC)


def desk_of(machine: Machine, folder: Path, now: Callable[[], datetime] = lambda: NOON) -> Desk:
    """Without a key and a central service: what is not asked of it here."""
    return Desk(
        Suite(CHECKS, machine.bench(), clock=lambda: 0.0, now=now),
        History(folder / "history.jsonl"),
        Identity("BJ-0001", "北京", "0.1.0", "0" * 64),
        catalogues=cast(Any, None),
        fonts=cast(Any, None),
        sign=None,
        client=cast(Any, None),
        now=now,
    )
