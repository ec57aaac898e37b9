"""New paper in the printer."""

from __future__ import annotations

from kivy.properties import BooleanProperty, ListProperty, StringProperty

from kiosk.technician.actions.paper import PaperAction, PaperView
from screens.technician.actions.action_page import ActionPage


class PaperPage(ActionPage):
    """What was printed since, what the printer says, and the button that prints the slip."""

    action: PaperAction
    facts = ListProperty()
    fitted = BooleanProperty(True)
    printing = BooleanProperty(False)
    note = StringProperty()
    kind = StringProperty("info")

    def draw(self, view: PaperView) -> None:
        """Sets what depends on the action's view."""
        words = self.words
        self.fitted, self.printing = view.fitted, view.printing
        count = "–" if view.documents is None else str(view.documents)
        self.facts = [
            (words("technician.paper.printer"), words(f"technician.status.{view.status}")),
            (words("technician.paper.supply"), words(f"technician.supply.{view.paper}")),
            (words("technician.paper.documents"), count),
        ]
        if not view.fitted:
            self.kind, self.note = "warning", words("technician.paper.none")
        elif view.fault:
            self.kind, self.note = "problem", words("technician.paper.fault", reason=view.fault)
        elif view.done:
            self.kind, self.note = "good", words("technician.paper.done")
        else:
            self.kind, self.note = "info", words("technician.paper.printing") if view.printing else ""

    def changed(self) -> None:
        """New paper is in."""
        self.action.changed()
        self.refresh()
