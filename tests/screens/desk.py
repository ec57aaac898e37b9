"""The window under test, who touches it, and who listens to it. Kivy is imported by nothing here before its time."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
from pydantic import SecretStr

from devices.frames import Frame
from kiosk.contract import Language, Service
from kiosk.flow import Event
from kiosk.view import View
from screens.environment import SIZES
from screens.samples import SAMPLES

if TYPE_CHECKING:
    from kivy.uix.widget import Widget

    from screens.root import Root

CATALOGUES = Path(__file__).parents[2] / "kiosk" / "locale"
PATIENCE_SECONDS = 5
NOTICE_VERSION = "2026-11"


@dataclass
class Visitor:
    """Controls that remember what they were told."""

    acts: list[tuple[Event, Service | SecretStr | None]] = field(default_factory=list)
    switches: int = 0
    touches: int = 0

    def act(self, event: Event, value: Service | SecretStr | None = None) -> None:
        self.acts.append((event, value))

    def switch_language(self) -> None:
        self.switches += 1

    def touched(self) -> None:
        self.touches += 1


@dataclass
class Desk:
    """A camera of whose frames the test decides."""

    newest: Frame | None = None

    def frame(self) -> Frame | None:
        return self.newest

    def see(self, colour: tuple[int, int, int], number: int = 1) -> None:
        """A frame whose left half is of `colour` (BGR); the right half is black."""
        image = np.zeros((72, 128, 3), np.uint8)
        image[:, :64] = colour
        self.newest = Frame(image, at=0.0, number=number)


class Shown:
    """The one window of the test run."""

    def __init__(self, root: Root, visitor: Visitor, desk: Desk) -> None:
        self.root, self.visitor, self.desk = root, visitor, desk

    def reset(self) -> None:
        self.visitor.acts.clear()
        self.visitor.switches = self.visitor.touches = 0
        self.desk.newest = None
        self.turn("portrait")
        self.show("attract")

    def turn(self, orientation: str) -> None:
        """The window in that orientation."""
        from kivy.core.window import Window

        if Window.size != SIZES[orientation]:
            Window.size = SIZES[orientation]
            self.pump(3)

    def show(self, sample: str | View, language: Language = Language.ZH_CN, **changes: Any) -> None:
        """A view, or a sample by its name, and time to settle."""
        view = SAMPLES[sample] if isinstance(sample, str) else sample
        self.root.show(replace(view, language=language, **changes))
        self.pump(8)

    def pump(self, frames: int) -> None:
        """Lets so many frames pass, without drawing them."""
        from kivy.clock import Clock
        from kivy.lang import Builder

        for _ in range(frames):
            Clock.tick()
            Builder.sync()
            Clock.tick_draw()

    def until(self, condition: Callable[[], bool]) -> None:
        """Lets frames pass until something is so; a failure when it takes too long."""
        end = time.monotonic() + PATIENCE_SECONDS
        while not condition():
            assert time.monotonic() < end, "it did not come to pass"
            self.pump(1)

    def find(self, name: str) -> Widget:
        """The widget of that name; a failure where there is none."""
        from screens.find import find

        widget = find(self.root, name)
        assert widget is not None, f"nothing called {name!r} is on the screen"
        return widget

    def press(self, *names: str) -> None:
        """Real touches, one after the other."""
        from kivy.tests.common import UnitTestTouch

        for name in names:
            widget = self.find(name)
            touch = UnitTestTouch(*widget.to_window(*widget.center))
            touch.touch_down()
            touch.touch_up()
            self.pump(1)

    def type(self, text: str) -> None:
        """Presses the keys of `text`, with shift where it is needed."""
        from screens.find import find

        for character in text:
            if character.isalpha() and find(self.root, "key.letters"):
                self.press("key.letters")
            if find(self.root, f"key.{character}") is None:
                self.press("key.shift" if character.isalpha() else "key.signs")
            self.press(f"key.{character}")

    def words(self) -> str:
        """All that can be read, in one text."""
        return "\n".join(label.text for label in self.labels())

    def labels(self) -> Iterator[Any]:
        """All labels that can be seen."""
        return labels_among(self.seen())

    def seen(self) -> Iterator[Widget]:
        """All widgets that can be seen; of an overlay, only those on it."""
        return seen_in(self.root.top)

    def pixels(self) -> np.ndarray[Any, np.dtype[np.uint8]]:
        """What is on the screen: (height, width, 4), RGBA, the top row first."""
        image = self.root.export_as_image()
        width, height = image.size
        return np.frombuffer(image.texture.pixels, np.uint8).reshape(height, width, 4)

    def drawn(self) -> np.ndarray[Any, np.dtype[np.uint8]]:
        """What the window has drawn by itself in the time of some pictures: (height, width, 3), RGB, top row first."""
        from kivy.base import EventLoop

        from screens.picture import pixels
        from screens.widgets.preview import UPDATES

        end = time.monotonic() + 6 / UPDATES
        while time.monotonic() < end:
            EventLoop.idle()
        return pixels()


def labels_among(widgets: Iterable[Widget]) -> Iterator[Any]:
    """Those that say something."""
    from kivy.uix.label import Label

    return (widget for widget in widgets if isinstance(widget, Label) and widget.text)


def seen_in(widget: Widget) -> Iterator[Widget]:
    """The widget and all in it that can be seen; something that is veiled is not there."""
    from screens.page import Page

    if widget.opacity == 0 and not isinstance(widget, Page):  # a page is about to appear
        return
    yield widget
    for child in widget.children:
        yield from seen_in(child)
