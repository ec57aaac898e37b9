"""A run: how far it is, what came of it so far."""

from __future__ import annotations

from kivy.properties import BooleanProperty, NumericProperty, StringProperty

from kiosk.technician.view import Screen, TechnicianView, counts
from screens.technician.page import TechnicianPage
from screens.technician.rows import result_row
from screens.technician.verdicts import tally


class RunPage(TechnicianPage):
    """While it goes on it can be stopped; afterwards every result can be looked at."""

    title = StringProperty()
    lead = StringProperty()
    summary = StringProperty()
    fraction = NumericProperty(0.0)
    over = BooleanProperty(False)
    stopping = BooleanProperty(False)

    def render(self, view: TechnicianView) -> None:
        """Sets what depends on the view."""
        run, words = view.run, self.words
        if run is None:
            return
        self.over, self.stopping = run.over, run.stopping
        self.fraction = run.done / run.of if run.of else 1.0
        key = "run.title" if not run.over else "run.stopped" if run.done < run.of else "run.whole"
        self.title = words(f"technician.{key}")
        number = words("technician.run.number", done=run.done, of=run.of)
        self.lead = number
        if run.test is not None:
            self.lead = words("technician.run.lead", number=number, test=words.title(run.test))
        self.summary = tally(counts(run.results), words)
        results = run.results if run.over else run.results[::-1]
        self.ids.rows.told = [result_row(one.test, one, words, when=False) for one in results]

    def open_test(self, test: str) -> None:
        """A result was pressed."""
        if self.over:
            self.controls.go(Screen.RESULT, test)
