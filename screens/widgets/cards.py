"""White cards, coloured notices, and the lists upon them."""

from __future__ import annotations

from typing import NamedTuple

from kivy.properties import BooleanProperty, ListProperty, ObjectProperty, OptionProperty, StringProperty
from kivy.uix.boxlayout import BoxLayout

from screens import palette
from screens.widgets.framed import Framed
from screens.widgets.layout import Box


class Tone(NamedTuple):
    """Colours and icon of a notice."""

    fill: str
    ink: str
    icon: str


TONES = {
    "info": Tone(palette.MIST, palette.NAVY, "info"),
    "warning": Tone(palette.AMBER_MIST, palette.AMBER_INK, "warning"),
    "problem": Tone(palette.RED_MIST, palette.RED_INK, "warning"),
    "good": Tone(palette.GREEN_MIST, palette.GREEN_INK, "check"),
}


class Card(Framed, Box):
    """A white card as high as what is on it."""

    shown = BooleanProperty(True)


class Notice(BoxLayout):  # type: ignore[misc]
    """One thing that the visitor should read; not there without words."""

    text = StringProperty()
    kind = OptionProperty("info", options=list(TONES))
    tone = ObjectProperty(TONES["info"], rebind=True)
    shown = BooleanProperty(False)

    def on_text(self, *_: object) -> None:
        """Kivy's hook."""
        self.shown = bool(self.text)

    def on_kind(self, *_: object) -> None:
        """Kivy's hook."""
        self.tone = TONES[self.kind]


class Fact(BoxLayout):  # type: ignore[misc]
    """A name and its value."""

    caption = StringProperty()
    value = StringProperty()


class Facts(Box):
    """Facts below each other: `facts` is a list of (name, value)."""

    facts = ListProperty()

    def on_facts(self, *_: object) -> None:
        """Kivy's hook."""
        self.replace([Fact(caption=caption, value=value) for caption, value in self.facts])


class Bullet(BoxLayout):  # type: ignore[misc]
    """A line with an icon before it; green with `good`."""

    text = StringProperty()
    icon = StringProperty("info")
    good = BooleanProperty(False)
    shown = BooleanProperty(True)


class Bullets(Box):
    """Bullets below each other: `bullets` is a list of (icon, words, good)."""

    bullets = ListProperty()
    shown = BooleanProperty(True)

    def on_bullets(self, *_: object) -> None:
        """Kivy's hook."""
        self.replace([Bullet(icon=icon, text=text, good=good) for icon, text, good in self.bullets])
