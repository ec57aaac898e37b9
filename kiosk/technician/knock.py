"""The hidden knock: hold the terminal's name for three seconds, let go, and tap it three times. Pure.

Nothing at all happens where the terminal's name stands, so that no visitor comes to it by chance, and a technician's
knock starts no visit.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

HOLD_S = 3.0
TAPS = 3
TAP_S = 0.8
"""A tap is no longer than this."""
WITHIN_S = 4.0
"""From the end of the hold to the end of the last tap."""


@dataclass(frozen=True)
class Knock:
    """How much of it is done. Times are seconds of one clock."""

    down_at: float | None = None
    held_until: float | None = None
    taps: int = 0

    @property
    def complete(self) -> bool:
        """All of it."""
        return self.taps == TAPS

    def down(self, now: float) -> Knock:
        """A finger comes down on the name. A second finger is no knock."""
        return Knock() if self.down_at is not None else replace(self, down_at=now)

    def up(self, now: float) -> Knock:
        """A finger leaves the name."""
        if self.down_at is None:
            return Knock()
        if now - self.down_at >= HOLD_S:
            return Knock(held_until=now)
        in_time = self.held_until is not None and now - self.held_until <= WITHIN_S
        if in_time and now - self.down_at <= TAP_S:
            return replace(self, down_at=None, taps=self.taps + 1)
        return Knock()
