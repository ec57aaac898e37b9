"""Is anybody there? Or: the time is nearly over, does it take longer?"""

from __future__ import annotations

from kivy.properties import NumericProperty, StringProperty

from kiosk.flow import State
from kiosk.view import View
from screens.page import Page


class IdleWarningPage(Page):
    """Lies over the screen that it is about, with the seconds that are left."""

    title = StringProperty()
    lead = StringProperty()
    go_on = StringProperty()
    seconds = NumericProperty(0)
    whole = NumericProperty(1)
    """seconds that it began with"""

    def render(self, view: View) -> None:
        """Sets what depends on the view."""
        kind = "time" if view.state is State.TIME_WARNING else "idle"
        self.title = self.words(f"{kind}_warning.title")
        self.lead = self.words(f"{kind}_warning.lead")
        self.go_on = self.words(f"{kind}_warning.continue")
        self.seconds = view.countdown or 0
        self.whole = max(self.whole, self.seconds)

    def leave(self) -> None:
        """The next one begins anew."""
        self.whole = 1
