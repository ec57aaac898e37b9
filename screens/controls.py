"""What the screens report to."""

from __future__ import annotations

from typing import Protocol

from pydantic import SecretStr

from kiosk.contract import Service
from kiosk.flow import Event


class Controls(Protocol):
    """Who is told what the visitor does."""

    def act(self, event: Event, value: Service | SecretStr | None = None) -> None:
        """The visitor pressed something; `value` is what was chosen or entered with it."""

    def switch_language(self) -> None:
        """To the other language."""

    def touched(self) -> None:
        """The screen was touched anywhere."""
