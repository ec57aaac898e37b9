"""The ID number of the licence's holder, for those who go the other way."""

from __future__ import annotations

from kivy.properties import BooleanProperty

from screens.typing_page import TypingPage


class IdNumberPage(TypingPage):
    """Veiled while it is typed, unless the visitor wants to see it."""

    longest = 18
    open = BooleanProperty(False)

    def leave(self) -> None:
        """Forgets what was typed, and veils the next."""
        super().leave()
        self.open = False
