"""How often the screen is drawn anew."""

from __future__ import annotations

SETTLING_S = 0.5
"""Not counted: the first frames have pictures to load."""
COUNTED_S = 3.0


class Pulse:
    """Counts frames."""

    def __init__(self) -> None:
        self._began: float | None = None
        self._first: float | None = None
        self._last = 0.0
        self._frames = 0

    def beat(self, now: float) -> bool:
        """A frame was drawn at `now` (s); True when enough are counted."""
        self._began = now if self._began is None else self._began
        if now - self._began < SETTLING_S:
            return False
        self._first = now if self._first is None else self._first
        self._last = now
        self._frames += 1
        return now - self._first >= COUNTED_S

    def reading(self) -> float:
        """Frames a second, for `display.refresh`."""
        seconds = self._last - (self._first or 0.0)
        return (self._frames - 1) / seconds if self._frames > 1 and seconds > 0 else 0.0
