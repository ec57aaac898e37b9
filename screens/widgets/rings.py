"""Rings: how far something is, and that something is under way."""

from __future__ import annotations

from typing import Any

from kivy.animation import Animation
from kivy.properties import BooleanProperty, ColorProperty, NumericProperty
from kivy.uix.widget import Widget

TURN_SECONDS = 1.1


class Ring(Widget):  # type: ignore[misc]
    """An ellipse along the widget's edge, drawn to `fraction` (0..1) from the top, clockwise."""

    fraction = NumericProperty(0.0)
    line = NumericProperty(4.0)
    color = ColorProperty("#ffffff")
    track = ColorProperty("#ffffff")


class BusyRing(Ring):
    """Turns while `turning`, and costs nothing otherwise."""

    turning = BooleanProperty(False)
    shown = BooleanProperty(True)
    angle = NumericProperty(0.0)
    """degrees"""

    def __init__(self, **kwargs: Any) -> None:
        self._turn = Animation(angle=-360.0, duration=TURN_SECONDS)
        self._turn.bind(on_complete=lambda *_: self._again())
        super().__init__(**kwargs)

    def on_turning(self, *_: object) -> None:
        """Kivy's hook."""
        self._turn.cancel(self)
        self._again()

    def _again(self) -> None:
        if self.turning:
            self.angle = 0.0
            self._turn.start(self)
