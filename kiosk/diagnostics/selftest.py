"""The self-test of a running terminal: at its start, and of what failed again until it is mended."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import suppress

from kiosk.background import Background
from kiosk.contract import CheckResult
from kiosk.diagnostics.desk import Desk
from kiosk.diagnostics.offer import Offer, offer

AGAIN_S = 15.0
"""Between two tries of what failed, or of a run that a visitor cut short."""


class SelfTest:
    """Lives on the main loop; the tests run beside it, and only while nobody visits the terminal.

    `free` says whether that is so; `found` is told what the terminal can offer after each run; `crashed` of what
    nobody expected.
    """

    def __init__(
        self,
        desk: Desk,
        background: Background,
        clock: Callable[[], float],
        *,
        free: Callable[[], bool],
        found: Callable[[Offer], None],
        crashed: Callable[[BaseException], None],
    ) -> None:
        self._desk, self._background, self._clock = desk, background, clock
        self._free, self._found, self._crashed = free, found, crashed
        self._results: dict[str, CheckResult] = {}
        self._due: float | None = clock()

    def tick(self) -> None:
        """To be called by the main loop; starts a run when one is due."""
        if self._due is None or self._clock() < self._due or not self._free():
            return
        self._due = None
        self._background.run(self._run, self._ran, self._failed)

    def _run(self) -> dict[str, CheckResult] | None:
        """What was found; None when a visitor or a technician went first."""
        suite, limits = self._desk.suite, offer(self._results.values()).limits
        run = suite.run(suite.named(*limits)) if limits else self._desk.run(suite.quick())
        if not self._desk.at_work.acquire(blocking=False):
            return None
        try:
            found = {}
            with suppress(OSError):  # what was found counts, also where the history cannot be written
                for progress in run:
                    if not self._free():
                        return None
                    if isinstance(progress, CheckResult):
                        found[progress.test] = progress
            return found
        finally:
            self._desk.at_work.release()

    def _ran(self, found: dict[str, CheckResult] | None) -> None:
        if found is not None:
            self._results |= found
            self._found(offer(self._results.values()))
        if found is None or offer(self._results.values()).limits:
            self._due = self._clock() + AGAIN_S

    def _failed(self, error: BaseException) -> None:
        self._due = self._clock() + AGAIN_S
        self._crashed(error)
