"""The screen, looked at by a person."""

from __future__ import annotations

from kiosk.diagnostics.check import AnyCheck, Check
from kiosk.diagnostics.outcome import Outcome, at_least, confirmed

SEEN = ("colours", "gradient", "pixels", "backlight", "orientation")
"""What a person confirms, each a picture of its own."""
WARN_FPS, FAIL_FPS = 24.0, 12.0


def refresh(rate: float) -> Outcome:
    """Pictures that the window puts on the screen, a second."""
    return at_least("display.slow", round(rate, 1), "fps", warn=WARN_FPS, fail=FAIL_FPS)


CHECKS: tuple[AnyCheck, ...] = (
    *(Check(f"display.{one}", None, confirmed(f"display.{one}_wrong"), (f"display.{one}_wrong",)) for one in SEEN),
    Check("display.refresh", None, refresh, ("display.slow",)),
)
