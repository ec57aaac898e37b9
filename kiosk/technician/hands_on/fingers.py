"""Fingers on the screen at the same time."""

from __future__ import annotations


class Fingers:
    """Each is known by what the toolkit tells it from the others by."""

    def __init__(self) -> None:
        self.most = 0
        """For `touch.fingers`."""
        self._down: set[object] = set()

    @property
    def now(self) -> int:
        """On the screen."""
        return len(self._down)

    def down(self, finger: object) -> None:
        """One comes."""
        self._down.add(finger)
        self.most = max(self.most, self.now)

    def up(self, finger: object) -> None:
        """One goes."""
        self._down.discard(finger)
