"""Screens on which something is typed."""

from __future__ import annotations

from kivy.properties import BooleanProperty, StringProperty

from kiosk.flow import Event
from kiosk.view import View
from screens.page import Page, problem_words
from screens.typed import Typed


class TypingPage(Typed, Page):
    """One entry of just `longest` characters. It is forgotten when handed in and when the screen goes away."""

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

    def enter_typed(self) -> None:
        """The visitor is done."""
        self.controls.act(Event.ENTERED, self.take())

    def leave(self) -> None:
        """Forgets what was typed."""
        self.typed = ""

    def _judge(self) -> None:
        self.ready = not self.busy and not self._paused and len(self.typed) == self.longest
