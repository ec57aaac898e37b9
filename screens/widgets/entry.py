"""Where typed characters appear. They are drawn by labels: no text input of Kivy's, no input method."""

from __future__ import annotations

from kivy.properties import BooleanProperty, NumericProperty, StringProperty
from kivy.uix.behaviors import ButtonBehavior
from kivy.uix.boxlayout import BoxLayout
from kivy.uix.widget import Widget

from screens.widgets.framed import Framed

DOT = "●"
ROOM = 22
"""Characters that surely fit into the field; of longer entries the end is shown."""


class Entry(ButtonBehavior, BoxLayout):  # type: ignore[misc]
    """A field with a caption. `typed` stays veiled by dots unless `open`."""

    name = StringProperty()
    caption = StringProperty()
    typed = StringProperty()
    open = BooleanProperty(False)
    active = BooleanProperty(False)
    shown = BooleanProperty(True)
    visible = StringProperty()

    def on_typed(self, *_: object) -> None:
        """Kivy's hook."""
        self._show()

    def on_open(self, *_: object) -> None:
        """Kivy's hook."""
        self._show()

    def _show(self) -> None:
        self.visible = (self.typed if self.open else DOT * len(self.typed))[-ROOM:]


class CodeBox(Framed, Widget):  # type: ignore[misc]
    """One character of a code."""

    character = StringProperty()
    active = BooleanProperty(False)


class CodeBoxes(BoxLayout):  # type: ignore[misc]
    """A code of `length` characters, a box for each."""

    typed = StringProperty()
    length = NumericProperty(6)

    def on_kv_post(self, base_widget: Widget) -> None:
        """Kivy's hook."""
        for _ in range(self.length):
            self.add_widget(CodeBox())
        self.on_typed()

    def on_typed(self, *_: object) -> None:
        """Kivy's hook."""
        for number, box in enumerate(reversed(self.children)):
            box.character = self.typed[number : number + 1]
            box.active = number == len(self.typed)
