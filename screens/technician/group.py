"""One device's tests."""

from __future__ import annotations

from kivy.properties import BooleanProperty, StringProperty

from kiosk.technician.badge import Right
from kiosk.technician.view import Screen, TechnicianView
from screens.technician.page import TechnicianPage
from screens.technician.rows import result_row


class GroupPage(TechnicianPage):
    """All tests of it with their last results; again by a tap."""

    group = StringProperty()
    title = StringProperty()
    may_test = BooleanProperty(False)

    def render(self, view: TechnicianView) -> None:
        """Sets what depends on the view."""
        self.group = view.chosen
        self.title = self.words.group(view.chosen)
        members = [one for one in view.standings if one.group == view.chosen]
        self.ids.rows.told = [result_row(one.test, one.result, self.words) for one in members]
        self.may_test = Right.TEST in view.rights and any(one.runnable for one in members)

    def open_test(self, test: str) -> None:
        """A test was pressed."""
        self.controls.go(Screen.RESULT, test)
