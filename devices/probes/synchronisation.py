"""Whether the machine's clock is kept right."""

from __future__ import annotations

import ctypes
import ctypes.util
from collections.abc import Callable
from dataclasses import dataclass

from devices.probes.probe import Probe

NOT_SYNCHRONISED = 0x0040
"""STA_UNSYNC of adjtimex(2): nobody keeps the clock right, whichever daemon ought to."""


class Timex(ctypes.Structure):
    """The beginning of `struct timex`, and room for the rest."""

    _fields_ = (
        ("modes", ctypes.c_uint),
        ("offset", ctypes.c_long),
        ("freq", ctypes.c_long),
        ("maxerror", ctypes.c_long),
        ("esterror", ctypes.c_long),
        ("status", ctypes.c_int),
        ("rest", ctypes.c_byte * 256),
    )


@dataclass(frozen=True)
class SynchronisationReading:
    """The kernel's own word."""

    synchronised: bool | None
    """None: the kernel does not tell this user."""
    error_ms: float = 0.0
    """How wrong the clock may be at most."""


class Synchronisation(Probe[SynchronisationReading]):
    """This machine's; `ask` gives status and largest error in microseconds, and raises OSError."""

    def __init__(self, ask: Callable[[], tuple[int, int]] | None = None) -> None:
        self._ask = ask or kernel

    def read(self) -> SynchronisationReading:
        try:
            status, error_us = self._ask()
        except OSError:
            return SynchronisationReading(None)
        return SynchronisationReading(not status & NOT_SYNCHRONISED, error_us / 1000)


def kernel() -> tuple[int, int]:
    """Status and largest error (microseconds), asked without changing anything. Raises OSError."""
    library = ctypes.CDLL(ctypes.util.find_library("c"), use_errno=True)
    timex = Timex()
    if library.adjtimex(ctypes.byref(timex)) < 0:
        raise OSError(ctypes.get_errno(), "adjtimex")
    return timex.status, timex.maxerror
