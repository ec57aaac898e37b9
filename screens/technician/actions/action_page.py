"""What every service action's screen has in common."""

from __future__ import annotations

from typing import Any

from kivy.clock import Clock
from kivy.properties import ObjectProperty, StringProperty

from kiosk.technician.actions.service_action import ServiceAction
from kiosk.technician.tools import Tools
from kiosk.technician.view import Screen, TechnicianView
from screens.technician.page import TechnicianPage

LOOKS = 10
"""A second: how often the action's view is looked at."""


class ActionPage(TechnicianPage):
    """The screen of one action. It comes up with `enter` and goes away with `leave`, whatever the way out.

    Subclasses set in `draw` what depends on the action's view.
    """

    action: ServiceAction = ObjectProperty()
    """what the page works with, of `kiosk/technician/actions/<name>.py`; made in `kiosk/app.py`"""
    tools: Tools = ObjectProperty()
    failed = StringProperty()
    """why something could not be kept, in words"""

    def __init__(self, **kwargs: Any) -> None:
        self._drawn: Any = None
        super().__init__(**kwargs)
        self._looks = Clock.create_trigger(self._look, 1 / LOOKS, interval=True)

    def enter(self) -> None:
        """The screen comes up."""
        self.action.enter()
        super().enter()
        self.refresh(anew=True)
        self._looks()

    def leave(self) -> None:
        """The screen goes away."""
        self._looks.cancel()
        super().leave()
        self.action.leave()

    def render(self, view: TechnicianView) -> None:
        """In another language, perhaps."""
        self.refresh(anew=True)

    def refresh(self, anew: bool = False) -> None:
        """Draws the action's view, if it is another than before."""
        view = self.action.view
        if anew or view != self._drawn:
            self._drawn = view
            reason = getattr(view, "failed", "")
            self.failed = self.words("technician.action.failed", reason=reason) if reason else ""
            self.draw(view)

    def draw(self, view: Any) -> None:
        """Sets what depends on the action's view."""

    def back(self) -> None:
        """To the service menu."""
        self.controls.go(Screen.SERVICE)

    def _look(self, _: float) -> None:
        self.action.tick()
        if self.action.busy:
            self.controls.touched()
        self.refresh()
