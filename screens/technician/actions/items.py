"""A list that scrolls: of devices, of events."""

from __future__ import annotations

from kivy.properties import StringProperty
from kivy.uix.boxlayout import BoxLayout
from kivy.uix.recycleview import RecycleView


class Item(BoxLayout):  # type: ignore[misc] # Kivy has no types
    """An icon, what it is, and small details below."""

    icon = StringProperty()
    color = StringProperty("#000000")
    text = StringProperty()
    aside = StringProperty()
    detail = StringProperty()


class Items(RecycleView):  # type: ignore[misc]
    """`data` is a list of the properties of `Item`, the first on top."""

    def on_data(self, *_: object) -> None:
        """Kivy's hook: another list begins at its top."""
        self.scroll_y = 1
