"""One test: how it went, what it was before, what to do."""

from __future__ import annotations

from kivy.properties import BooleanProperty, ListProperty, NumericProperty, ObjectProperty, StringProperty

from kiosk.contract import CHINA
from kiosk.technician.badge import Right
from kiosk.technician.view import Screen, TechnicianView
from screens.technician.page import TechnicianPage
from screens.technician.verdicts import NEVER, Look, look


class TestResultPage(TechnicianPage):
    """Verdict, figure, limit, the last good figure, its curve, advice; again by a tap."""

    test = StringProperty()
    group = StringProperty()
    title = StringProperty()
    verdict = StringProperty()
    when = StringProperty()
    look: Look = ObjectProperty(NEVER, rebind=True)
    found = StringProperty()
    advice = StringProperty()
    figures = ListProperty()
    limit = NumericProperty(None, allownone=True)
    curve = StringProperty()
    may_run = BooleanProperty(False)

    def render(self, view: TechnicianView) -> None:
        """Sets what depends on the view."""
        standing = next((one for one in view.standings if one.test == view.chosen), None)
        if standing is None:
            return
        words, result = self.words, standing.result
        self.test, self.group = standing.test, standing.group
        self.title, self.look = words.title(standing.test), look(result)
        self.may_run = standing.runnable and Right.TEST in view.rights
        self.figures = [point.figure for point in standing.figures]
        self.curve = words("technician.result.curve", number=len(self.figures))
        finding = result.finding if result is not None else None
        self.found = words.found(finding) if finding is not None else ""
        self.advice = words.advice(finding) if finding is not None else ""
        if result is None:
            self.verdict, self.when, self.limit = words("technician.never"), "", None
            self.ids.facts.facts = []
            return
        self.verdict = words.verdict(result.verdict)
        self.when = f"{result.at.astimezone(CHINA):%Y-%m-%d %H:%M}"
        self.limit = None if result.limit is None else result.limit.value
        facts = (
            ("figure", words.figure(result)),
            ("limit", words.limit(result.limit)),
            ("before", words.before(standing.last_good)),
            ("seconds", words("technician.seconds", number=f"{result.seconds:.1f}") if result.seconds else ""),
        )
        self.ids.facts.facts = [(words(f"technician.result.{name}"), value) for name, value in facts if value]

    def back(self) -> None:
        """To the device's tests."""
        self.controls.go(Screen.GROUP, self.group)
