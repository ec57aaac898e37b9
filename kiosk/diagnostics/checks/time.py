"""The clock of the machine."""

from __future__ import annotations

from devices.probes.synchronisation import SynchronisationReading
from kiosk.diagnostics.check import AnyCheck, Check
from kiosk.diagnostics.outcome import Outcome, passed, skipped, warned


def synchronised(reading: SynchronisationReading) -> Outcome:
    """Somebody keeps the clock right."""
    if reading.synchronised is None:
        return skipped("time.unknown")
    return passed(round(reading.error_ms), "ms") if reading.synchronised else warned("time.unsynchronised")


CHECKS: tuple[AnyCheck, ...] = (
    Check(
        "time.synchronised",
        lambda bench: bench.synchronisation,
        synchronised,
        ("time.unsynchronised", "time.unknown"),
    ),
)
