"""The terminal's enrolment with the central service."""

from __future__ import annotations

from kivy.properties import BooleanProperty, ListProperty, StringProperty

from kiosk.technician.actions.enrolment import EnrolmentAction, EnrolmentView, Stage
from screens.technician.actions.action_page import ActionPage

KINDS = {Stage.CONFIRMED: "good", Stage.REFUSED: "problem", Stage.TROUBLE: "problem", Stage.LAPSED: "warning"}
MOVING = (Stage.ASKING, Stage.WAITING, Stage.CONFIRMED)
GROUPS_A_LINE = 4


class EnrolmentPage(ActionPage):
    """Whose key it is, its fingerprint in groups to be read out, and what has become of the request."""

    action: EnrolmentAction
    facts = ListProperty()
    fingerprint = StringProperty()
    note = StringProperty()
    kind = StringProperty("info")
    hitch = StringProperty()
    startable = BooleanProperty(True)

    def draw(self, view: EnrolmentView) -> None:
        """Sets what depends on the action's view."""
        words = self.words
        self.facts = [
            (words("technician.enrolment.terminal"), view.terminal),
            (words("technician.enrolment.region"), view.region),
        ]
        groups = view.fingerprint.split()
        lines = (groups[:GROUPS_A_LINE], groups[GROUPS_A_LINE:])
        self.fingerprint = "\n".join("  ".join(line) for line in lines) if view.stage is Stage.WAITING else ""
        self.kind = KINDS.get(view.stage, "info")
        left = f"{view.left // 60}:{view.left % 60:02}" if view.stage is Stage.WAITING else str(view.left)
        stage = view.stage if view.possible else "impossible"
        self.note = words(f"technician.enrolment.{stage}", left=left)
        self.hitch = words(f"technician.enrolment.hitch.{view.hitch}") if view.hitch else ""
        self.startable = view.possible and view.stage not in MOVING

    def begin(self) -> None:
        """The technician wants the terminal enrolled."""
        self.action.begin()
        self.refresh()
