"""What is typed on a screen, until it is handed in or forgotten."""

from __future__ import annotations

from kivy.properties import StringProperty
from pydantic import SecretStr


class Typed:
    """Of a screen with one entry; nothing is taken while it is `busy`."""

    longest = 0
    """characters"""
    busy: bool
    typed = StringProperty()

    def type(self, character: str) -> None:
        """A character was typed."""
        if not self.busy:
            self.typed = (self.typed + character)[: self.longest]

    def erase(self) -> None:
        """The last one is taken back."""
        self.typed = self.typed[:-1]

    def take(self) -> SecretStr:
        """What was typed, to be handed in; the entry is empty again."""
        secret, self.typed = SecretStr(self.typed), ""
        return secret
