"""How long the screen's frames take to be made."""

from __future__ import annotations

from collections import deque

MOST = 20_000  # the last 5 minutes and more, at 60 a second
SHARE = 0.99


class FrameTimes:
    """Seconds from the beginning of a frame's work until it is on the screen, of the newest frames."""

    def __init__(self) -> None:
        self._seconds: deque[float] = deque(maxlen=MOST)

    def add(self, seconds: float) -> None:
        """One more frame."""
        self._seconds.append(seconds)

    def newest(self, count: int) -> list[float]:
        """The last `count` of them, which are kept."""
        return list(self._seconds)[-count:]

    def take(self) -> list[float]:
        """All of them, which are forgotten with this."""
        taken = list(self._seconds)
        self._seconds.clear()
        return taken


def p99(seconds: list[float]) -> float:
    """What 99 % of the frames stayed within, in seconds; 0 without frames."""
    ordered = sorted(seconds)
    return ordered[min(len(ordered) - 1, int(SHARE * len(ordered)))] if ordered else 0.0
