"""Lists of tests and of groups: rows that are pressed, kept from one view to the next and changed in place."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

from kivy.properties import ListProperty, ObjectProperty, StringProperty
from kivy.uix.boxlayout import BoxLayout
from kivy.uix.gridlayout import GridLayout

from kiosk.contract import CHINA, CheckResult
from kiosk.diagnostics.words import Words as DiagnosticWords
from screens.technician.verdicts import NEVER, Look, look
from screens.widgets.buttons import Pressable


@dataclass(frozen=True)
class Told:
    """What a row tells."""

    name: str
    title: str
    detail: str
    look: Look = NEVER
    figure: str = ""
    icon: str = ""
    """in place of the verdict's own"""


def result_row(test: str, result: CheckResult | None, words: DiagnosticWords, when: bool = True) -> Told:
    """What a list tells of a test."""
    if result is None:
        return Told(test, words.title(test), words("technician.never"))
    verdict = words.verdict(result.verdict)
    if result.finding is not None:
        detail = words("technician.row.found", verdict=verdict, found=words.found(result.finding))
    elif when:
        detail = words("technician.row.when", verdict=verdict, date=f"{result.at.astimezone(CHINA):%m-%d %H:%M}")
    else:
        detail = verdict
    return Told(test, words.title(test), detail, look(result), words.figure(result))


class TestRow(Pressable, BoxLayout):  # type: ignore[misc]
    """A verdict, a title, a detail, a figure."""

    told: Told = ObjectProperty(Told("", "", ""), rebind=True)


class Rows(GridLayout):  # type: ignore[misc]
    """Rows below each other, or in columns. `pressed(name)` is told which was pressed."""

    told = ListProperty()
    pressed: Callable[[str], None] = ObjectProperty(lambda _: None)
    prefix = StringProperty("test")
    """of the rows' names"""

    def __init__(self, **kwargs: Any) -> None:
        self._by_name: dict[str, TestRow] = {}
        super().__init__(**kwargs)

    def on_told(self, *_: object) -> None:
        """Kivy's hook."""
        wanted: Sequence[Told] = self.told
        rows = {one.name: self._by_name.get(one.name) or self._row(one.name) for one in wanted}
        for one in wanted:
            if rows[one.name].told != one:
                rows[one.name].told = one
        if list(rows) != list(self._by_name):
            self.clear_widgets()
            for row in rows.values():
                self.add_widget(row)
        self._by_name = rows

    def _row(self, name: str) -> TestRow:
        row = TestRow(name=f"{self.prefix}.{name}")
        row.bind(on_release=lambda _: self.pressed(name))
        return row
