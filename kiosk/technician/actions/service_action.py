"""What every service action has in common."""

from __future__ import annotations

from typing import Any


class ServiceAction:
    """One thing that a technician does at the terminal, on the main loop; its page shows `view` whenever it changes."""

    view: Any
    """how it stands, immutable"""

    @property
    def busy(self) -> bool:
        """Somebody is waited for: who stands at the terminal is not idle."""
        return False

    def enter(self) -> None:
        """Its page came up."""

    def tick(self) -> None:
        """Some time has passed; to be called ten times a second while its page is up."""

    def leave(self) -> None:
        """Its page went away: what was not finished is forgotten, and what was opened closed."""
