"""Working memory."""

from __future__ import annotations

from devices.probes.memory import MemoryReading
from kiosk.diagnostics.check import Check
from kiosk.diagnostics.outcome import Outcome, at_least

MEGABYTE = 1e6
WARN_MB, FAIL_MB = 400.0, 150.0
"""Vision's networks and the window take some 350 MB more at their most than at rest."""


def available(reading: MemoryReading) -> Outcome:
    """What is left for a visit."""
    figure = round(reading.available / MEGABYTE)
    return at_least("memory.short", figure, "MB", warn=WARN_MB, fail=FAIL_MB, total=round(reading.total / MEGABYTE))


CHECKS = (Check("memory.available", lambda bench: bench.memory, available, ("memory.short",), quick=True),)
