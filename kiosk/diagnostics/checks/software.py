"""What is installed."""

from __future__ import annotations

from devices.probes.software import SoftwareReading
from kiosk.diagnostics.check import AnyCheck, Check
from kiosk.diagnostics.outcome import Outcome, failed, passed, skipped, warned


def packages(reading: SoftwareReading) -> Outcome:
    """Every locked package, in its locked version."""
    if reading.missing:
        return failed("software.missing", names=reading.missing)
    if reading.other:
        return warned("software.other_version", names=reading.other)
    return passed(reading.packages)


def files(reading: SoftwareReading) -> Outcome:
    """Every file of them, as its package brought it."""
    return failed("software.altered", names=reading.altered) if reading.altered else passed(reading.files)


def update(reading: SoftwareReading) -> Outcome:
    """No update waits to be set up."""
    if reading.pending is None:
        return skipped("software.not_set_up")
    return warned("software.pending") if reading.pending else passed()


CHECKS: tuple[AnyCheck, ...] = (
    Check(
        "software.packages",
        lambda bench: bench.software,
        packages,
        ("software.missing", "software.other_version"),
    ),
    Check("software.files", lambda bench: bench.software, files, ("software.altered",), ("software.packages",)),
    Check("software.update", lambda bench: bench.software, update, ("software.pending", "software.not_set_up")),
)
