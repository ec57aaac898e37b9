"""The disk that the terminal writes to."""

from __future__ import annotations

import os
import shutil
import tempfile
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from devices.probes.probe import Probe

WRITES = 12
WRITE_BYTES = 4096
"""As much as a record of the journal takes at most."""


@dataclass(frozen=True)
class StorageReading:
    """The disk under one folder."""

    folder: str
    free: int
    """Bytes that this user may still write."""
    total: int
    trouble: str = ""
    """Why nothing can be written, in the system's words; "" when it can."""
    write_ms: float = 0.0
    """The slowest but one of a dozen small writes that were waited for until they were on the disk."""
    wear: float | None = None
    """Share of its writes that the medium has used up; None where it does not tell."""


class Storage(Probe[StorageReading]):
    """This machine's; `sys` is where the kernel shows its devices."""

    def __init__(self, folder: Path, clock: Callable[[], float], sys: Path = Path("/sys")) -> None:
        self._folder, self._clock, self._sys = folder, clock, sys

    def read(self) -> StorageReading:
        place = self._folder
        while not place.exists() and place != place.parent:  # nothing has been written yet
            place = place.parent
        usage = shutil.disk_usage(place)
        wear = self._wear(place.stat().st_dev)
        try:
            write_ms = self._write_ms(place)
        except OSError as error:
            trouble = error.strerror or type(error).__name__
            return StorageReading(str(self._folder), usage.free, usage.total, trouble, wear=wear)
        return StorageReading(str(self._folder), usage.free, usage.total, write_ms=write_ms, wear=wear)

    def _write_ms(self, place: Path) -> float:
        taken = []
        with tempfile.TemporaryFile(dir=place) as file:
            for _ in range(WRITES):
                began = self._clock()
                file.write(bytes(WRITE_BYTES))
                file.flush()
                os.fsync(file.fileno())
                taken.append(self._clock() - began)
        return 1000 * sorted(taken)[-2]

    def _wear(self, device: int) -> float | None:
        """eMMC tells its wear in steps of a tenth, of two kinds of cells; the more worn one counts."""
        block = (self._sys / "dev" / "block" / f"{os.major(device)}:{os.minor(device)}").resolve()
        for place in (block, block.parent):  # a partition's disk is the folder above it
            try:
                steps = (place / "device" / "life_time").read_text("ascii").split()
                return max(int(step, 16) for step in steps) / 10
            except (OSError, ValueError):
                continue
        return None
