"""The probes that the tests read, by name."""

from __future__ import annotations

from dataclasses import dataclass

from devices.probes.memory import MemoryReading
from devices.probes.probe import Probe


@dataclass
class Bench:
    """One probe for each device; in a simulation some or all are simulated twins."""

    memory: Probe[MemoryReading]
