"""What every screen has in common."""

from __future__ import annotations

from collections.abc import Callable
from typing import Protocol

from kivy.properties import BooleanProperty, ObjectProperty
from kivy.uix.boxlayout import BoxLayout

from devices.frames import Frame
from kiosk.view import View
from screens.controls import Controls


class Words(Protocol):
    """The texts of the language that is shown."""

    def __call__(self, key: str, **values: object) -> str:
        """The text of `key` with `values` in it."""


def no_words(key: str, **values: object) -> str:
    """Before a language is known."""
    return ""


class Page(BoxLayout):  # type: ignore[misc] # Kivy has no types
    """One screen. Rules read `words`, so that a switch of language shows at once; `render` sets the rest."""

    words: Words = ObjectProperty(no_words)
    controls: Controls = ObjectProperty()
    frames: Callable[[], Frame | None] = ObjectProperty()
    wide = BooleanProperty(False)
    """landscape"""
    parted = BooleanProperty(True)
    """in two parts, above each other in portrait and beside each other in landscape"""
    busy = BooleanProperty(False)

    def show(self, view: View, words: Words) -> None:
        """Shows `view` in the language of `words`."""
        self.words, self.busy = words, view.busy
        self.render(view)

    def render(self, view: View) -> None:
        """Sets what depends on the view."""

    def enter(self) -> None:
        """The screen comes up."""

    def leave(self) -> None:
        """The screen goes away; it forgets what was entered."""


def problem_words(view: View, words: Words) -> str:
    """Why something was refused, how often it may be tried again and how soon; empty without a problem."""
    problem = view.problem
    if problem is None:
        return ""
    text = words(f"problem.{problem.code}")
    if problem.tries_left is not None:
        text += words("problem.tries_left", number=problem.tries_left)
    return text + words("problem.retry_in", seconds=view.retry_in) if view.retry_in else text
