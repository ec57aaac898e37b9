"""All tests of the terminal, in the order in which they run and are shown."""

from __future__ import annotations

from kiosk.diagnostics.check import AnyCheck
from kiosk.diagnostics.checks import (
    camera,
    central,
    codes,
    display,
    faces,
    memory,
    power,
    printer,
    processor,
    software,
    speaker,
    storage,
    time,
    touch,
    usb,
    watchdog,
)

CHECKS: tuple[AnyCheck, ...] = (
    *camera.CHECKS,
    *faces.CHECKS,
    *codes.CHECKS,
    *touch.CHECKS,
    *display.CHECKS,
    *speaker.CHECKS,
    *printer.CHECKS,
    *central.CHECKS,
    *time.CHECKS,
    *storage.CHECKS,
    *memory.CHECKS,
    *processor.CHECKS,
    *power.CHECKS,
    *usb.CHECKS,
    *software.CHECKS,
    *watchdog.CHECKS,
)

NEEDS_FAILED, NEEDS_SCREEN, GIVEN_UP, CRASHED = "needs", "needs_screen", "given_up", "crashed"
"""Findings that any test may come to: one that it needs failed; only a person at the screen can do it; that person
gave it up; it broke."""
COMMON_FINDINGS = (NEEDS_FAILED, NEEDS_SCREEN, GIVEN_UP, CRASHED)
