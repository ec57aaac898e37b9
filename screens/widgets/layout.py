"""Layouts in which a child that is not `shown` takes no room."""

from __future__ import annotations

from typing import Any

from kivy.properties import BooleanProperty, NumericProperty
from kivy.uix.boxlayout import BoxLayout
from kivy.uix.widget import Widget


class Gap(Widget):  # type: ignore[misc]
    """Room that is left over."""

    shown = BooleanProperty(True)


class Row(BoxLayout):  # type: ignore[misc]
    """Things beside each other."""

    shown = BooleanProperty(True)


class Box(BoxLayout):  # type: ignore[misc]
    """A BoxLayout of those children whose property `shown` is true, or that have none."""

    def __init__(self, **kwargs: Any) -> None:
        self._all: list[Widget] = []
        super().__init__(**kwargs)

    def add_widget(self, widget: Widget, *args: Any, **kwargs: Any) -> None:
        """Kivy's hook, for children of the rule in order."""
        self._all.append(widget)
        if widget.property("shown", quiet=True):
            widget.fbind("shown", self._arrange)
        self._arrange()

    def replace(self, widgets: list[Widget]) -> None:
        """`widgets` in place of all that is there."""
        self._all = widgets
        self._arrange()

    def _arrange(self, *_: object) -> None:
        showing = [widget for widget in self._all if getattr(widget, "shown", True)]
        if showing != self.children[::-1]:
            super().clear_widgets()
            for widget in showing:
                super().add_widget(widget)


class Pane(Box):
    """A part of a screen: as high as there is room in landscape or where it `fills`, else as high as what is in it."""

    wide = BooleanProperty(False)
    """landscape"""
    fills = BooleanProperty(False)
    margin = NumericProperty(0)
    """on the left and on the right"""
