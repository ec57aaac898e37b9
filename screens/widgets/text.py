"""Text that fits its width, and is as high as it needs to be."""

from __future__ import annotations

from typing import Any

from kivy.core.text import Label as CoreLabel
from kivy.properties import StringProperty
from kivy.uix.label import Label

from papers.wrapping import wrap


class Text(Label):  # type: ignore[misc] # Kivy has no types
    """Shows `say`, broken into lines by the rules of Chinese and English typesetting."""

    say = StringProperty()

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(**kwargs)
        for name in ("say", "width", "font_size", "bold"):
            self.fbind(name, self._set)
        self._set()

    def _set(self, *_: object) -> None:
        if self.width <= 1:
            return
        extents = CoreLabel(font_size=self.font_size, bold=self.bold).get_cached_extents()
        self.text = wrap(self.say, self.width, lambda text: float(extents(text)[0]))
