"""Nine targets over the whole screen, and where their taps were felt."""

from __future__ import annotations

from kiosk.diagnostics.checks.touch import Tap

PLACES = (0.1, 0.5, 0.9)
"""Shares of width and height."""


class Targets:
    """Shown one after another on a screen of `size` pixels. Positions count from the upper left."""

    def __init__(self, size: tuple[float, float]) -> None:
        width, height = size
        self._all = tuple((width * x, height * y) for y in PLACES for x in PLACES)
        self._taps: list[Tap] = []

    @property
    def current(self) -> tuple[float, float] | None:
        """The target to tap now; None when all are done."""
        return self._all[len(self._taps)] if len(self._taps) < len(self._all) else None

    @property
    def number(self) -> int:
        """Of the current target, from 1."""
        return len(self._taps) + 1

    @property
    def of(self) -> int:
        """How many there are."""
        return len(self._all)

    def tap(self, x: float, y: float) -> None:
        """The finger is felt here. However far off: a panel that is turned feels it on the other side."""
        if self.current is not None:
            self._taps.append(Tap(self.current, (x, y)))

    def reading(self) -> tuple[Tap, ...]:
        """For `touch.offset`."""
        return tuple(self._taps)
