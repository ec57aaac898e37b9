"""The technician's tests of a simulated machine, at a screen that a person sits at."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime

from kiosk.contract import CheckResult
from kiosk.diagnostics.registry import CHECKS
from kiosk.diagnostics.suite import Suite
from simulator.machine import Machine


class PlayedSuite(Suite):
    """What a person reports counts, unless the machine has a fault that people would report: it is seen then."""

    def __init__(self, machine: Machine, clock: Callable[[], float], now: Callable[[], datetime]) -> None:
        super().__init__(CHECKS, machine.bench(), clock=clock, now=now)
        self._machine, self._healthy = machine, dict(machine.answers)

    def judge(self, name: str, reading: object) -> CheckResult:
        """See `Suite.judge`."""
        answer = self._machine.answers[name]
        return super().judge(name, reading if answer == self._healthy[name] else answer)
