"""A figure through time, as one line."""

from __future__ import annotations

from typing import Any

from kivy.properties import BooleanProperty, ListProperty, NumericProperty
from kivy.uix.widget import Widget


class Sparkline(Widget):  # type: ignore[misc]
    """`figures` from left to right, oldest first; `limit` is drawn across where it is one (else None)."""

    figures = ListProperty()
    limit = NumericProperty(None, allownone=True)
    shown = BooleanProperty(False)
    points = ListProperty()
    """of the line, in window coordinates"""
    end = ListProperty([0.0, 0.0])
    """where the newest figure is"""
    limit_y = NumericProperty(0.0)

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(**kwargs)
        for name in ("figures", "limit", "pos", "size"):
            self.fbind(name, self._draw)
        self._draw()

    def _draw(self, *_: object) -> None:
        self.shown = len(self.figures) > 1
        if not self.shown:
            self.points = []
            return
        known = [*self.figures, *([] if self.limit is None else [self.limit])]
        low, high = min(known), max(known)
        step = self.width / (len(self.figures) - 1)

        def y(figure: float) -> float:
            return float(self.y + self.height * ((figure - low) / (high - low) if high > low else 0.5))

        self.points = [value for n, one in enumerate(self.figures) for value in (self.x + n * step, y(one))]
        self.end = self.points[-2:]
        self.limit_y = self.y if self.limit is None else y(self.limit)
