"""The electronic licence: a code before the camera, or a code on the screen."""

from __future__ import annotations

from kivy.properties import BooleanProperty, StringProperty

from kiosk.view import View
from screens.page import Page, problem_words


class LicencePage(Page):
    """Shows what the camera sees, the code to scan, and why a code was not taken."""

    hint = StringProperty()
    problem = StringProperty()
    invitation = StringProperty()
    camera_stale = BooleanProperty(False)

    def render(self, view: View) -> None:
        """Sets what depends on the view."""
        self.hint = self.words(f"licence.hint.{view.code_hint}") if view.code_hint else ""
        self.problem = "" if self.hint else problem_words(view, self.words)
        self.invitation = view.invitation or ""
        self.camera_stale = view.camera_stale

    def enter(self) -> None:
        """Begins to show what the camera sees."""
        self.ids.preview.start()

    def leave(self) -> None:
        """Shows it no longer, nor the code."""
        self.ids.preview.stop()
        self.invitation = ""
