"""The terminal's own keypad: nothing is typed through the operating system."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, NamedTuple

from kivy.properties import BooleanProperty, OptionProperty, StringProperty
from kivy.uix.boxlayout import BoxLayout

from screens.widgets.buttons import Key


class Special(NamedTuple):
    """A key that types no character. `width` is in keys."""

    name: str
    width: float
    icon: str = ""


SHIFT = Special("shift", 1.5, "shift")
ERASE = Special("erase", 1.5, "backspace")
DONE = Special("done", 3)
TO_SIGNS = Special("signs", 2)
TO_LETTERS = Special("letters", 2)

Row = tuple[str | Special, ...]
DIGITS: Row = tuple("1234567890")
PAGES: dict[str, tuple[Row, ...]] = {
    "letters": (
        DIGITS,
        tuple("qwertyuiop"),
        tuple("asdfghjkl"),
        (SHIFT, *"zxcvbnm", ERASE),
        (TO_SIGNS, *".-_@", DONE),
    ),
    "signs": (
        DIGITS,
        tuple("!@#$%^&*()"),
        tuple("-_=+[]{}\\|"),
        tuple(";:'\",.<>/?"),
        (TO_LETTERS, *"~`", ERASE, DONE),
    ),
    "code": (tuple("123"), tuple("456"), tuple("789"), (ERASE._replace(width=1), "0", DONE._replace(width=1))),
    "id": (tuple("123"), tuple("456"), tuple("789"), ("X", "0", ERASE._replace(width=1)), (DONE,)),
}


class Keypad(BoxLayout):  # type: ignore[misc]
    """Reports `on_character` for what is typed, `on_erase` and `on_done`. The keys of a page are made once."""

    page = OptionProperty("letters", options=list(PAGES))
    shifted = BooleanProperty(False)
    shown = BooleanProperty(True)
    ready = BooleanProperty(False)
    """whether what is typed can be handed in"""
    done_text = StringProperty()
    letters_text = StringProperty()
    signs_text = StringProperty()

    __events__ = ("on_character", "on_erase", "on_done")

    def __init__(self, **kwargs: Any) -> None:
        self._lines: dict[str, list[BoxLayout]] = {}
        self._letters: list[Key] = []
        super().__init__(**kwargs)
        self.fbind("page", self._show_page)
        self._show_page()

    def on_character(self, character: str) -> None:
        """Event: `character` was typed."""

    def on_erase(self) -> None:
        """Event: the last character is to go."""

    def on_done(self) -> None:
        """Event: what was typed is complete."""

    def on_shifted(self, *_: object) -> None:
        """Kivy's hook."""
        for key in self._letters:
            key.text = key.text.upper() if self.shifted else key.text.lower()
            key.name = f"key.{key.text}"

    def reset(self) -> None:
        """As at the beginning."""
        self.shifted = False
        if self.page == "signs":
            self.page = "letters"

    def _show_page(self, *_: object) -> None:
        self.shifted = False
        if self.page not in self._lines:
            self._lines[self.page] = [self._line(row) for row in PAGES[self.page]]
        self.clear_widgets()
        for line in self._lines[self.page]:
            self.add_widget(line)

    def _line(self, row: Row) -> BoxLayout:
        line = BoxLayout(spacing=self.spacing)
        for key in row:
            line.add_widget(self._special(key) if isinstance(key, Special) else self._character(key))
        return line

    def _character(self, character: str) -> Key:
        key = Key(name=f"key.{character}", text=character)
        key.bind(on_press=lambda _: self._type(key.text))
        if character.islower():
            self._letters.append(key)
        return key

    def _special(self, special: Special) -> Key:
        name = special.name
        key = Key(name=name if name == "done" else f"key.{name}", icon=special.icon, size_hint_x=special.width)
        if name == "done":
            key.kind = "primary"
            self._follow("done_text", lambda text: setattr(key, "text", text))
            self._follow("ready", lambda ready: setattr(key, "disabled", not ready))
            key.bind(on_release=lambda _: self.dispatch("on_done"))
        elif name == "erase":
            key.bind(on_press=lambda _: self.dispatch("on_erase"))
        elif name == "shift":
            self._follow("shifted", lambda shifted: setattr(key, "kind", "primary" if shifted else "plain"))
            key.bind(on_press=lambda _: setattr(self, "shifted", not self.shifted))
        else:
            self._follow(f"{name}_text", lambda text: setattr(key, "text", text))
            key.bind(on_press=lambda _: setattr(self, "page", name))
        return key

    def _follow(self, name: str, tell: Callable[[Any], None]) -> None:
        """Tells the value of property `name` now and whenever it changes."""
        self.fbind(name, lambda _, value: tell(value))
        tell(getattr(self, name))

    def _type(self, character: str) -> None:
        self.dispatch("on_character", character)
        self.shifted = False
