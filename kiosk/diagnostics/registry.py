"""All tests of the terminal, in the order in which they run and are shown."""

from __future__ import annotations

from kiosk.diagnostics.check import AnyCheck
from kiosk.diagnostics.checks import memory

CHECKS: tuple[AnyCheck, ...] = (*memory.CHECKS,)

NEEDS_FAILED, NEEDS_SCREEN, CRASHED = "needs", "needs_screen", "crashed"
"""Findings that any test may come to: one that it needs failed; only a person at the screen can do it; it broke."""
COMMON_FINDINGS = (NEEDS_FAILED, NEEDS_SCREEN, CRASHED)
