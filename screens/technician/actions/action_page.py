"""What every service action's screen has in common."""

from __future__ import annotations

from typing import Any

from kivy.properties import ObjectProperty

from kiosk.technician.tools import Tools
from kiosk.technician.view import Screen
from screens.technician.page import TechnicianPage


class ActionPage(TechnicianPage):
    """The screen of one action. It comes up with `enter` and goes away with `leave`, whatever the way out."""

    action: Any = ObjectProperty()
    """what the page works with: the object of `kiosk/technician/actions/<name>.py`, made in `kiosk/app.py`"""
    tools: Tools = ObjectProperty()

    def back(self) -> None:
        """To the service menu."""
        self.controls.go(Screen.SERVICE)
