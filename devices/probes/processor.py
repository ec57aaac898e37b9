"""The processor: load, heat, throttling."""

from __future__ import annotations

import os
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from devices.probes.probe import Probe

MILLI = 1000


@dataclass(frozen=True)
class ProcessorReading:
    """Load and heat."""

    cores: int
    load: float
    """Programs that ran or waited to run, on average over the last minute, for each core."""
    celsius: float | None = None
    """The hottest sensor's; None where the machine has none."""
    throttled: int | None = None
    """How often the machine slowed down since it was switched on, because it was too hot; None: it does not tell."""


class Processor(Probe[ProcessorReading]):
    """This machine's; `sys` is where the kernel shows its sensors."""

    def __init__(
        self,
        sys: Path = Path("/sys"),
        load: Callable[[], tuple[float, float, float]] = os.getloadavg,
        cores: int | None = None,
    ) -> None:
        self._sys, self._load, self._cores = sys, load, cores or os.cpu_count() or 1

    def read(self) -> ProcessorReading:
        heat = [value / MILLI for value in self._numbers("class/thermal/thermal_zone*/temp")]
        heat += [value / MILLI for value in self._numbers("class/hwmon/hwmon*/temp*_input")]
        counts = self._numbers("devices/system/cpu/cpu[0-9]*/thermal_throttle/core_throttle_count")
        return ProcessorReading(
            self._cores,
            self._load()[0] / self._cores,
            max(heat) if heat else None,
            max(counts) if counts else None,
        )

    def _numbers(self, pattern: str) -> list[int]:
        """The numbers in the files that match; a sensor that cannot be read is none."""
        found = []
        for path in sorted(self._sys.glob(pattern)):
            try:
                found.append(int(path.read_text("ascii")))
            except (OSError, ValueError):
                continue
        return found
