"""Working memory."""

from __future__ import annotations

from dataclasses import dataclass

import psutil

from devices.probes.probe import Probe


@dataclass(frozen=True)
class MemoryReading:
    """Bytes."""

    total: int
    available: int
    """What a program can get without anything being swapped out."""


class Memory(Probe[MemoryReading]):
    """This machine's."""

    def read(self) -> MemoryReading:
        memory = psutil.virtual_memory()
        return MemoryReading(memory.total, memory.available)
