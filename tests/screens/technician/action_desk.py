"""One service action's screen at a time, above the visitor's, and whoever touches it."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from functools import partial
from typing import TYPE_CHECKING, Any

import numpy as np

from devices.frames import Frame
from kiosk.contract import Language
from kiosk.i18n import Catalogues
from kiosk.technician.actions.service_action import ServiceAction
from kiosk.technician.view import Screen, TechnicianView
from tests.screens.desk import CATALOGUES, Shown

if TYPE_CHECKING:
    from kivy.uix.label import Label
    from kivy.uix.widget import Widget

    from screens.technician.actions.action_page import ActionPage


HEADER = 132
"""Of the layer that the page lies in, dp."""


@dataclass
class Nobody:
    """Controls that remember where the technician wanted to go."""

    went: list[Screen] = field(default_factory=list)
    signs: int = 0
    """of life"""

    def touched(self) -> None:
        self.signs += 1

    def go(self, screen: Screen, chosen: str = "") -> None:
        self.went.append(screen)


class ActionDesk:
    """Lays a page over the whole window, and takes it away."""

    def __init__(self, window: Shown) -> None:
        self._window = window
        self._catalogues = Catalogues(CATALOGUES)
        self.controls = Nobody()
        self.frame: Callable[[], Frame | None] = lambda: None
        self.page: ActionPage | None = None

    def open(
        self, name: str, action: ServiceAction, language: Language = Language.ZH_CN, orientation: str = "portrait"
    ) -> ActionPage:
        """The page of an action, which comes up."""
        from kivy import metrics
        from kivy.core.window import Window
        from kivy.uix.boxlayout import BoxLayout

        from screens.technician.actions import PAGES

        self.close()
        self._window.turn(orientation)
        words = partial(self._catalogues.text, language)
        page = PAGES[name](
            words=words,
            controls=self.controls,
            action=action,
            frames=lambda: self.frame(),
            wide=orientation == "landscape",
        )
        self.page = page
        margins = BoxLayout(orientation="vertical", padding=(0, metrics.dp(HEADER), 0, 0))
        margins.add_widget(page)
        Window.add_widget(margins)
        page.enter()
        self.pump(6)
        return page

    def speak(self, language: Language) -> None:
        """In another language, as the layer tells its page."""
        assert self.page is not None
        view = TechnicianView(Screen.ACTION, language)
        self.page.show(view, partial(self._catalogues.text, language))  # type: ignore[arg-type] # texts are enough
        self.pump(3)

    def close(self) -> None:
        from kivy.core.window import Window

        if self.page is not None:
            self.page.leave()
            Window.remove_widget(self.page.parent)
            self.page = None

    def pump(self, frames: int) -> None:
        self._window.pump(frames)

    def until(self, condition: Callable[[], bool]) -> None:
        self._window.until(condition)

    def find(self, name: str) -> Widget:
        assert self.page is not None
        for widget in self.page.walk(restrict=True):
            if getattr(widget, "name", "") == name:
                return widget
        raise AssertionError(f"nothing called {name!r} is on the screen")

    def press(self, *names: str) -> None:
        from kivy.tests.common import UnitTestTouch

        for name in names:
            widget = self.find(name)
            touch = UnitTestTouch(*widget.to_window(*widget.center))
            touch.touch_down()
            touch.touch_up()
            self.pump(3)

    def drag(self, bottom: float, top: float) -> None:
        """A finger that moves up in the middle of the screen."""
        from kivy.tests.common import UnitTestTouch

        touch = UnitTestTouch(540, bottom)
        touch.touch_down()
        for step in range(10):
            self.pump(1)
            touch.touch_move(540, bottom + (top - bottom) * (step + 1) / 10)
        touch.touch_up()
        self.pump(3)

    def pixel(self, widget: Widget, across: float) -> tuple[int, int, int]:
        """The colour (RGB) in the middle of a widget, moved by a share of its width."""
        assert self.page is not None
        image = self.page.export_as_image()
        width, height = image.size
        pixels = np.frombuffer(image.texture.pixels, np.uint8).reshape(height, width, 4)
        x = widget.center_x - self.page.x + across * widget.width
        y = height - (widget.center_y - self.page.y)
        red, green, blue = pixels[int(y), int(x), :3]
        return int(red), int(green), int(blue)

    def labels(self) -> Iterator[Label]:
        from kivy.uix.label import Label

        assert self.page is not None
        return (one for one in self.page.walk(restrict=True) if isinstance(one, Label) and one.text)

    def read(self) -> str:
        return "\n".join(label.text for label in self.labels())

    def say(self, key: str, **values: Any) -> str:
        return self._catalogues.text(Language.ZH_CN, key, **values)

    def says(self, key: str, **values: Any) -> bool:
        """Whether a text is on the screen, however its lines are broken."""
        return "".join(self.say(key, **values).split()) in "".join(self.read().split())
