"""The disk: room, writing, wear."""

from __future__ import annotations

from devices.probes.storage import StorageReading
from kiosk.diagnostics.check import AnyCheck, Check
from kiosk.diagnostics.journal import JournalReading
from kiosk.diagnostics.outcome import Outcome, at_least, at_most, failed, passed, skipped

MEGABYTE = 1e6
WARN_MB, FAIL_MB = 1000.0, 100.0
WARN_MS, FAIL_MS = 150.0, 1000.0
"""A worn card takes seconds; a visit's records are written beside it, but a report and an update are waited for."""
WARN_WEAR, FAIL_WEAR = 80.0, 100.0


def space(reading: StorageReading) -> Outcome:
    """Room that is left."""
    figure = round(reading.free / MEGABYTE)
    return at_least("storage.full", figure, "MB", warn=WARN_MB, fail=FAIL_MB, folder=reading.folder)


def writable(reading: StorageReading) -> Outcome:
    """Whether anything can be written."""
    if reading.trouble:
        return failed("storage.unwritable", folder=reading.folder, trouble=reading.trouble)
    return passed()


def speed(reading: StorageReading) -> Outcome:
    """A small write, until it is on the disk."""
    return at_most("storage.slow", round(reading.write_ms, 1), "ms", warn=WARN_MS, fail=FAIL_MS)


def wear(reading: StorageReading) -> Outcome:
    """How much of its life the medium has used."""
    if reading.wear is None:
        return skipped("storage.wear_unknown")
    return at_most("storage.worn", round(100 * reading.wear), "%", warn=WARN_WEAR, fail=FAIL_WEAR)


def journal(reading: JournalReading) -> Outcome:
    """The journal is what was written."""
    if not reading.checked:
        return skipped("storage.journal_none")
    return at_most("storage.journal_damaged", reading.findings, "", warn=0, fail=0, count=reading.findings)


CHECKS: tuple[AnyCheck, ...] = (
    Check("storage.space", lambda bench: bench.storage, space, ("storage.full",), quick=True),
    Check(
        "storage.writable",
        lambda bench: bench.storage,
        writable,
        ("storage.unwritable",),
        ("storage.space",),
        quick=True,
    ),
    Check("storage.speed", lambda bench: bench.storage, speed, ("storage.slow",), ("storage.writable",)),
    Check(
        "storage.journal",
        lambda bench: bench.journal,
        journal,
        ("storage.journal_damaged", "storage.journal_none"),
    ),
    Check("storage.wear", lambda bench: bench.storage, wear, ("storage.worn", "storage.wear_unknown")),
)
