"""Time for tests."""

from __future__ import annotations


class Clock:
    """Time, in seconds, that passes only when told."""

    def __init__(self) -> None:
        self.now = 0.0

    def __call__(self) -> float:
        return self.now

    def advance(self, seconds: float) -> None:
        self.now += seconds
