"""Which steps a visit has, and where in them it is."""

from __future__ import annotations

from typing import Any

from kivy.properties import BooleanProperty, ListProperty, NumericProperty, StringProperty
from kivy.uix.boxlayout import BoxLayout
from kivy.uix.widget import Widget


class StepMark(Widget):  # type: ignore[misc]
    """One step: a number in a circle, a tick when it is done, its name below."""

    number = NumericProperty(1)
    caption = StringProperty()
    done = BooleanProperty(False)
    current = BooleanProperty(False)
    last = BooleanProperty(False)


class Steps(BoxLayout):  # type: ignore[misc]
    """The steps by name, of which `done` are done."""

    names = ListProperty()
    done = NumericProperty(0)
    shown = BooleanProperty(False)

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self.fbind("names", self._build)
        self.fbind("done", self._mark)
        self._build()

    def _build(self, *_: object) -> None:
        self.clear_widgets()
        for number, name in enumerate(self.names, 1):
            self.add_widget(StepMark(number=number, caption=name, last=number == len(self.names)))
        self._mark()

    def _mark(self, *_: object) -> None:
        for mark in self.children:
            mark.done = mark.number <= self.done
            mark.current = mark.number == self.done + 1
