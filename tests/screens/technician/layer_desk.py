"""The technician's layer in the window under test, and a technician who remembers what was pressed."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import TYPE_CHECKING, Any

from devices.frames import Frame
from kiosk.contract import Language
from kiosk.diagnostics.words import Words
from kiosk.i18n import Catalogues
from kiosk.technician.view import TechnicianView
from tests.screens.desk import CATALOGUES, Shown

if TYPE_CHECKING:
    from kivy.uix.widget import Widget


class Told:
    """Controls that remember what they were told, in order, touches apart."""

    def __init__(self) -> None:
        self.told: list[tuple[Any, ...]] = []
        self.touches = 0

    def touched(self) -> None:
        self.touches += 1

    def __getattr__(self, name: str) -> Callable[..., None]:
        return lambda *values, **named: self.told.append((name, *values, *named.values()))


class LayerDesk:
    """Shows views on the layer."""

    def __init__(self, shown: Shown) -> None:
        from screens.technician.hands_on.samples import tools_of
        from screens.technician.layer import TechnicianLayer

        self._shown = shown
        self.controls = Told()
        self.frame: Frame | None = None
        self.words = Words(Catalogues(CATALOGUES), Language.ZH_CN)
        catalogues = Catalogues(CATALOGUES)
        self.layer = TechnicianLayer(self.controls, catalogues, tools_of(catalogues, lambda: self.frame), {})
        shown.root.stand_by(self.layer, lambda: None)

    def reset(self) -> None:
        self.controls.told.clear()
        self.controls.touches = 0

    def close(self) -> None:
        self.layer.show(None)
        self._shown.pump(1)

    def turn(self, orientation: str) -> None:
        self._shown.turn(orientation)

    def show(self, view: TechnicianView | None) -> None:
        self.layer.show(view)
        self._shown.pump(8)

    def pump(self, frames: int = 3) -> None:
        self._shown.pump(frames)

    def find(self, name: str) -> Widget:
        return self._shown.find(name)

    def press(self, *names: str) -> None:
        self._shown.press(*names)

    def type(self, digits: str) -> None:
        self._shown.press(*(f"key.{digit}" for digit in digits))

    def seen(self) -> Iterator[Widget]:
        """What can be seen; something that is veiled is not there."""
        return _seen(self.layer)

    def reads(self) -> str:
        from kivy.uix.label import Label

        return "\n".join(one.text for one in self.seen() if isinstance(one, Label) and one.text)


def _seen(widget: Widget) -> Iterator[Widget]:
    if widget.opacity == 0:
        return
    yield widget
    for child in widget.children:
        yield from _seen(child)
