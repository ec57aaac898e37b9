"""Tells systemd that the terminal is up and that its main loop goes on: a loop that hangs is ended and started anew.

See sd_notify(3), sd_watchdog_enabled(3) and deploy/terminal/kiosk.service.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping

WATCHDOG = "WATCHDOG_USEC"
SHARE = 3
"""Times within the watchdog's patience that it is petted: one may be late."""


class Supervision:
    """`notify` hands a line to systemd, and does nothing where the program runs without it."""

    def __init__(
        self, notify: Callable[[str], None], environment: Mapping[str, str], clock: Callable[[], float]
    ) -> None:
        self._notify, self._clock = notify, clock
        self._every = _seconds(environment.get(WATCHDOG, "")) / SHARE
        self._due = -math.inf

    def ready(self) -> None:
        """The terminal is up."""
        self._notify("READY=1")

    def alive(self) -> None:
        """The main loop has gone round once more, with all that belongs to it."""
        now = self._clock()
        if now >= self._due:
            self._due = now + self._every
            self._notify("WATCHDOG=1")

    def stopping(self) -> None:
        """The terminal is about to end in good order."""
        self._notify("STOPPING=1")


def _seconds(microseconds: str) -> float:
    """Infinity where nobody watches."""
    return int(microseconds) / 1e6 if microseconds.isdecimal() and int(microseconds) else math.inf
