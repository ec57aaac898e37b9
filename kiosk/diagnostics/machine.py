"""Puts the tests of this machine together."""

from __future__ import annotations

import time
from datetime import UTC, datetime

from devices.probes.memory import Memory
from kiosk.config import Config
from kiosk.diagnostics.bench import Bench
from kiosk.diagnostics.registry import CHECKS
from kiosk.diagnostics.suite import Suite


def bench_of(config: Config) -> Bench:
    """The probes of this machine."""
    return Bench(memory=Memory())


def suite_of(bench: Bench) -> Suite:
    """The tests that read `bench`."""
    return Suite(CHECKS, bench, clock=time.monotonic, now=lambda: datetime.now(UTC))
