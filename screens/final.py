"""What the screens have in common that end a visit: paper or none, and the way out."""

from __future__ import annotations

from kivy.properties import BooleanProperty, ObjectProperty, StringProperty
from kivy.uix.boxlayout import BoxLayout

from kiosk.view import View
from kiosk.visit import PaperState
from screens.page import Page, Words

NOTES = {
    PaperState.PRINTING: ("info", "final.printing"),
    PaperState.PRINTED: ("good", "final.printed"),
    PaperState.FAILED: ("warning", "final.print_failed"),
    PaperState.UNAVAILABLE: ("warning", "final.print_unavailable"),
}
"""Kind and message of what is said about the paper."""


class FinalPage(Page):
    """A screen that ends a visit."""

    choice = BooleanProperty(False)
    """paper or none is the visitor's to choose"""
    note = StringProperty()
    note_kind = StringProperty("info")
    print_text = StringProperty()
    done_text = StringProperty()

    def render(self, view: View) -> None:
        """Sets what depends on the view."""
        self.choice = view.paper in (PaperState.OFFERED, PaperState.FAILED)
        self.note_kind, key = NOTES.get(view.paper, ("info", "")) if view.paper else ("info", "")
        self.note = self.words(key) if key else ""
        self.print_text = self.words("final.print_again" if view.paper is PaperState.FAILED else "final.print")
        self.done_text = _done(view, self.words, self.choice)


class Closing(BoxLayout):  # type: ignore[misc] # Kivy has no types
    """The note about the paper, and the buttons: two alike while there is a choice."""

    page = ObjectProperty(rebind=True)


def _done(view: View, words: Words, choice: bool) -> str:
    """On the button that ends a visit: with the seconds after which it ends by itself."""
    if view.countdown is None:
        return words("final.no_paper" if choice else "final.done")
    return words("final.no_paper_in" if choice else "final.done_in", seconds=view.countdown)
