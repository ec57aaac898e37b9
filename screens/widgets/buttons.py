"""What is pressed."""

from __future__ import annotations

from typing import NamedTuple

from kivy.properties import BooleanProperty, NumericProperty, ObjectProperty, OptionProperty, StringProperty
from kivy.uix.anchorlayout import AnchorLayout
from kivy.uix.behaviors import ButtonBehavior
from kivy.uix.boxlayout import BoxLayout

from screens import palette
from screens.widgets.framed import Framed


class Style(NamedTuple):
    """Colours of a button."""

    fill: str
    pressed: str
    edge: str
    ink: str


UNUSABLE = Style(palette.MIST, palette.MIST, palette.LINE, palette.FAINT)
STYLES = {
    "primary": Style(palette.BLUE, palette.PRESSED, palette.BLUE, palette.WHITE),
    "plain": Style(palette.WHITE, palette.SKY, palette.LINE, palette.NAVY),
    "strong": Style(palette.WHITE, palette.SKY, palette.BLUE, palette.BLUE),
    "dark": Style(palette.NAVY, palette.PRESSED, palette.SKY, palette.WHITE),
    "bright": Style(palette.WHITE, palette.SKY, palette.WHITE, palette.NAVY),
}


class Pressable(Framed, ButtonBehavior):  # type: ignore[misc]
    """Has a name for those who look for it, and one of the styles."""

    name = StringProperty()
    kind = OptionProperty("plain", options=list(STYLES))
    shown = BooleanProperty(True)
    style = ObjectProperty(STYLES["plain"], rebind=True)

    def on_kind(self, *_: object) -> None:
        """Kivy's hook."""
        self._dress()

    def on_disabled(self, *_: object) -> None:
        """Kivy's hook."""
        self._dress()

    def _dress(self) -> None:
        self.style = UNUSABLE if self.disabled else STYLES[self.kind]


class Push(Pressable, AnchorLayout):  # type: ignore[misc]
    """A button with words, and an icon before them where it has one."""

    text = StringProperty()
    icon = StringProperty()
    font_size = NumericProperty(0)


class Choice(Pressable, BoxLayout):  # type: ignore[misc]
    """A large button that explains itself: icon, words, details."""

    text = StringProperty()
    detail = StringProperty()
    icon = StringProperty()


class Key(Pressable, AnchorLayout):  # type: ignore[misc]
    """A key of the keypad: a character, a word or an icon."""

    text = StringProperty()
    icon = StringProperty()
