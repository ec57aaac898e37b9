"""How it works, and who can help."""

from __future__ import annotations

from kivy.properties import StringProperty

from kiosk.view import View
from screens.page import Page


class HelpPage(Page):
    """Lies over the screen that help is needed with."""

    call = StringProperty()

    def render(self, view: View) -> None:
        """Sets what depends on the view."""
        window = view.window
        self.call = (
            self.words("help.call", name=window.name, phone=window.phone) if window else self.words("help.call_staff")
        )
