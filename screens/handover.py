"""It cannot be done here: what was proven, what is missing, where to go and with what."""

from __future__ import annotations

from kivy.properties import BooleanProperty, StringProperty

from kiosk.contract import Ending
from kiosk.view import View
from kiosk.visit import Doubt
from screens.final import FinalPage


class HandoverPage(FinalPage):
    """The slip, on the screen."""

    reason = StringProperty()
    doubt = StringProperty()
    doubtful = BooleanProperty(False)

    def render(self, view: View) -> None:
        """Sets what depends on the view."""
        super().render(view)
        words = self.words
        key = f"problem.{view.problem.code}" if view.problem else f"ending.{view.ending or Ending.FAULT}"
        self.reason = words(key)
        if view.problem and view.problem.retry_after:
            self.reason += words("problem.retry_minutes", minutes=-(-view.problem.retry_after // 60))
        self.doubt = words(f"doubt.{view.doubt}") if view.doubt else ""
        self.doubtful = view.doubt is Doubt.UNKNOWN
        proven, missing = view.plan[: view.stage], view.plan[view.stage :]
        self.ids.steps.bullets = [
            (icon, words(key, steps=words("list.comma").join(words(f"step.{step}") for step in steps)), good)
            for icon, key, steps, good in (
                ("check", "handover.proven", proven, True),
                ("open", "handover.missing", missing, False),
            )
            if steps
        ]
        window = view.window
        self.ids.window.bullets = (
            [
                ("window", window.name, False),
                ("pin", window.address, False),
                ("clock", window.hours, False),
                ("call", window.phone, False),
            ]
            if window
            else [("window", words("handover.any_window"), False)]
        )
