"""What the self-test leaves the terminal to offer. Pure."""

from __future__ import annotations

from collections.abc import Iterable
from typing import NamedTuple

from kiosk.contract import CheckResult, Verdict

CLOSING = frozenset(
    {
        "camera.present",
        "camera.alive",
        "face.models",
        "codes.decoders",
        "codes.known",
        "storage.space",
        "storage.writable",
    }
)
"""Tests without which no visit can be served: nothing is seen, or nothing can be recorded."""
PAPER = frozenset({"printer.status", "printer.paper", "printer.cutter"})
"""Tests whose failing leaves receipts to the screen."""


class Offer(NamedTuple):
    """The terminal as it can be offered."""

    closed: frozenset[str] = frozenset()
    """The failed tests that keep it out of service."""
    paperless: frozenset[str] = frozenset()
    """The failed tests for which receipts are shown on the screen only."""

    @property
    def limits(self) -> frozenset[str]:
        """The tests to be made again before more can be offered."""
        return self.closed | self.paperless


def offer(results: Iterable[CheckResult]) -> Offer:
    """A printer that is left out by choice is skipped, not failed, and limits nothing."""
    failed = {result.test for result in results if result.verdict is Verdict.FAIL}
    return Offer(CLOSING & failed, PAPER & failed)
