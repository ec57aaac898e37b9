"""Separate consent to the face check, and the other way beside it."""

from __future__ import annotations

from kivy.properties import StringProperty

from kiosk.view import View
from screens.page import Page

QUESTIONS = (
    ("building", "who"),
    ("face", "what"),
    ("shield", "why"),
    ("clock", "kept"),
    ("user", "rights"),
)
"""Icon and `consent.<name>` of each part of the notice."""


class ConsentPage(Page):
    """The notice, and two buttons of the same size; neither is chosen beforehand."""

    notice_version = StringProperty()

    def render(self, view: View) -> None:
        """Sets what depends on the view."""
        self.notice_version = view.notice_version
