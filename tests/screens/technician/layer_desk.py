"""The technician's layer in the window under test, and a technician who remembers what was pressed."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import replace
from typing import TYPE_CHECKING, Any

from devices.frames import Frame
from kiosk.contract import Language
from kiosk.diagnostics.words import Words
from kiosk.i18n import Catalogues
from kiosk.technician.actions.service_action import ServiceAction
from kiosk.technician.view import TechnicianView
from screens.technician.action_samples import SAMPLES as ACTIONS
from screens.technician.action_samples import Still, page_of
from screens.technician.samples import SAMPLES
from tests.screens.desk import CATALOGUES, Shown, labels_among, seen_in

if TYPE_CHECKING:
    from kivy.uix.widget import Widget

EVERY_SAMPLE = (*SAMPLES, *(f"action.{name}" for name in ACTIONS))


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
    """Shows views on the layer. Without `actions`, the service actions are those of the samples and stand still."""

    def __init__(self, shown: Shown, actions: Mapping[str, ServiceAction] | None = None) -> None:
        from screens.technician.hands_on.samples import tools_of
        from screens.technician.layer import TechnicianLayer

        self._shown = shown
        self._stills = {name: Still(view) for name, view in ACTIONS.values()}
        self.controls = Told()
        self.frame: Frame | None = None
        catalogues = Catalogues(CATALOGUES)
        self.words = Words(catalogues, Language.ZH_CN)
        tools = tools_of(catalogues, lambda: self.frame)
        self.layer = TechnicianLayer(self.controls, catalogues, tools, actions or self._stills)
        shown.root.stand_by(self.layer, lambda: None)

    def reset(self) -> None:
        self.controls.told.clear()
        self.controls.touches = 0
        self.frame = None

    def close(self) -> None:
        self.layer.show(None)
        self._shown.pump(1)

    def turn(self, orientation: str) -> None:
        self._shown.turn(orientation)

    def show(self, view: TechnicianView | None) -> None:
        self.layer.show(view)
        self._shown.pump(8)

    def show_sample(self, sample: str, language: Language) -> None:
        """One of `EVERY_SAMPLE`."""
        kind, _, name = sample.rpartition(".")
        if kind:
            action, view = ACTIONS[name]
            self._stills[action].view = view
            self.show(page_of(action, language))
        else:
            self.show(replace(SAMPLES[name], language=language))

    def pump(self, frames: int = 3) -> None:
        self._shown.pump(frames)

    def until(self, condition: Callable[[], bool]) -> None:
        self._shown.until(condition)

    def find(self, name: str) -> Widget:
        return self._shown.find(name)

    def press(self, *names: str) -> None:
        self._shown.press(*names)

    def type(self, digits: str) -> None:
        self._shown.press(*(f"key.{digit}" for digit in digits))

    def drag(self, bottom: float, top: float) -> None:
        """A finger that moves up in the middle of the screen."""
        from kivy.tests.common import UnitTestTouch

        touch = UnitTestTouch(540, bottom)
        touch.touch_down()
        for step in range(10):
            self.pump(1)
            touch.touch_move(540, bottom + (top - bottom) * (step + 1) / 10)
        touch.touch_up()
        self.pump()

    def seen(self) -> Iterator[Widget]:
        """What can be seen; of the warning, only what is on it."""
        return seen_in(self.layer if self.layer.countdown is None else self.layer.ids.warning)

    def labels(self) -> Iterator[Any]:
        return labels_among(self.seen())

    def reads(self) -> str:
        return "\n".join(label.text for label in self.labels())

    def says(self, key: str, **values: Any) -> bool:
        """Whether a text is on the screen, however its lines are broken."""
        return "".join(self.words(key, **values).split()) in "".join(self.reads().split())

    def colour(self, widget: Widget, across: float) -> tuple[int, int, int]:
        """RGB in the middle of a widget, moved by a share of its width."""
        pixels = self._shown.pixels()
        x, y = widget.to_window(widget.center_x + across * widget.width, widget.center_y)
        red, green, blue = pixels[len(pixels) - int(y), int(x), :3]
        return int(red), int(green), int(blue)
