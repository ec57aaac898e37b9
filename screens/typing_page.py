"""Screens on which something is typed."""

from __future__ import annotations

from kivy.properties import BooleanProperty, StringProperty
from pydantic import SecretStr

from kiosk.flow import Event
from kiosk.view import View
from screens.page import Page, problem_words


class TypingPage(Page):
    """One entry of a known length. It is forgotten when handed in and when the screen goes away."""

    length = 0
    """characters"""
    typed = StringProperty()
    ready = BooleanProperty(False)
    problem = StringProperty()
    _paused = False
    """after several failures"""

    def render(self, view: View) -> None:
        """Sets what depends on the view."""
        self.problem = problem_words(view, self.words)
        self._paused = view.retry_in > 0
        self._judge()

    def on_typed(self, *_: object) -> None:
        """Kivy's hook."""
        self._judge()

    def type(self, character: str) -> None:
        """The visitor typed `character`."""
        if not self.busy:
            self.typed = (self.typed + character)[: self.length]

    def erase(self) -> None:
        """The visitor takes the last character back."""
        self.typed = self.typed[:-1]

    def enter_typed(self) -> None:
        """The visitor is done."""
        secret, self.typed = SecretStr(self.typed), ""
        self.controls.act(Event.ENTERED, secret)

    def leave(self) -> None:
        """Forgets what was typed."""
        self.typed = ""

    def _judge(self) -> None:
        self.ready = not self.busy and not self._paused and len(self.typed) == self.length
