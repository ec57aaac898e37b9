"""The dock: levers for everything around the simulated terminal, and how the terminal is."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from kivy.clock import Clock
from kivy.input.motionevent import MotionEvent
from kivy.lang import Builder
from kivy.properties import BooleanProperty, ListProperty, StringProperty
from kivy.uix.behaviors import ButtonBehavior
from kivy.uix.boxlayout import BoxLayout
from kivy.uix.floatlayout import FloatLayout
from kivy.uix.label import Label
from kivy.uix.widget import Widget

from kiosk.background import Background
from kiosk.flow import HOME_STATES
from kiosk.frame_times import FrameTimes
from kiosk.view import View
from simulator.dock import readout
from simulator.dock.offers import MEND, PAGES, Group, Offer
from simulator.dock.rig import Rig

LAYOUT = Path(__file__).with_name("dock.kv")
UPDATES = 4
"""A second: how often levers and lines are looked over."""
LOOKS = 1
"""A second: how often the journal and the phone are looked at."""
FRAMES = 240


@dataclass(frozen=True)
class Instruments:
    """Where the dock reads how the terminal is."""

    journal: Path
    frame_times: FrameTimes
    camera_rate: Callable[[], float]
    """Pictures a second, 0 while the camera is off."""
    papers: Callable[[], int]
    """How many the printer has cut off."""
    heard: Callable[[], str]
    """What the loudspeaker says now."""


class Lever(ButtonBehavior, Label):  # type: ignore[misc] # Kivy has no types
    """A small button that shows whether what it stands for is so."""

    name = StringProperty()
    lit = BooleanProperty(False)
    strong = BooleanProperty(True)


class Line(BoxLayout):  # type: ignore[misc]
    """A caption and what there is to say."""

    caption = StringProperty()
    say = StringProperty()
    shown = BooleanProperty(False)


class Levers(BoxLayout):  # type: ignore[misc]
    """A group under its title."""

    title = StringProperty()


class Dock(BoxLayout):  # type: ignore[misc]
    """Beside the terminal's screen; keeps every touch upon it from the terminal."""

    wide = BooleanProperty(False)
    events = ListProperty()

    def __init__(self, rig: Rig, instruments: Instruments, looks: Background, **kwargs: Any) -> None:
        """`looks`: where the journal is read."""
        super().__init__(**kwargs)
        self._rig, self._instruments, self._looks = rig, instruments, looks
        self.view: View | None = None
        """what the terminal shows"""
        self.told: dict[str, str] = {}
        """what the dock says, by caption"""
        self._lines: dict[str, Line] = {}
        self._levers: dict[Offer, Lever] = {}
        self._pages = {title: [self._group(group) for group in groups] for title, groups in PAGES.items()}
        self._tabs = {title: self._tab(title) for title in PAGES}
        self.ids.tabs.add_widget(Widget())
        self.ids.tabs.add_widget(self._lever(MEND))
        self.turn_to(next(iter(PAGES)))
        Clock.schedule_interval(lambda _: self._update(), 1 / UPDATES)
        Clock.schedule_interval(lambda _: self._look(), 1 / LOOKS)

    def see(self, view: View) -> None:
        """The terminal's screen has changed."""
        self.view = view
        self._rig.cast.see(view)

    def turn_to(self, title: str) -> None:
        """Shows one of PAGES."""
        page = self.ids.page
        page.clear_widgets()
        for group in self._pages[title]:
            page.add_widget(group)
        for name, tab in self._tabs.items():
            tab.lit = name == title
        self.ids.scroll.scroll_y = 1

    def reach(self, name: str) -> Lever | None:
        """The lever of that name; None as long as it is still coming into view. Raises LookupError."""
        lever = next((lever for lever in self._levers.values() if lever.name == name), None)
        if lever is None:
            raise LookupError(f"the dock has no lever {name!r}")
        title = next((title for title, groups in self._pages.items() if _group_of(lever) in groups), None)
        if title is None:
            return lever
        if not self._tabs[title].lit:
            self.turn_to(title)
            return None
        scroll = self.ids.scroll
        left, low = scroll.to_window(*scroll.pos)
        x, y = lever.to_window(*lever.center)
        if left < x < left + scroll.width and low < y < low + scroll.height:
            return lever
        scroll.scroll_to(lever, animate=False)
        return None

    def on_touch_down(self, touch: MotionEvent) -> bool:
        """Kivy's hook."""
        if not self.collide_point(*touch.pos):
            return False
        super().on_touch_down(touch)
        return True

    def _tab(self, title: str) -> Lever:
        tab = Lever(name=f"page.{title}", text=title)
        tab.bind(on_release=lambda _: self.turn_to(title))
        self.ids.tabs.add_widget(tab)
        return tab

    def _group(self, group: Group) -> Levers:
        levers = Levers(title=group.title)
        for offer in group.offers:
            levers.ids.levers.add_widget(self._lever(offer))
        return levers

    def _lever(self, offer: Offer) -> Lever:
        def pull(_: object) -> None:
            offer.pull(self._rig)
            self._update()

        lever = Lever(name=offer.name, text=offer.text, strong=offer.strong)
        lever.bind(on_release=pull)
        self._levers[offer] = lever
        return lever

    def _update(self) -> None:
        for offer, lever in self._levers.items():
            lever.lit, lever.disabled = offer.on(self._rig), not offer.fitted(self._rig)
        rig, instruments = self._rig, self._instruments
        told = dict(readout.state(self.view)) if self.view else {}
        told["frames"] = readout.frames(instruments.frame_times.newest(FRAMES), instruments.camera_rate())
        vision = f"vision process {rig.vision()}" if rig.vision() else "no vision process"
        told["parts"] = f"{vision}, {instruments.papers()} papers printed"
        told["voice"] = instruments.heard()
        code = f", one-time code {rig.cast.code}" if rig.cast.code else ""
        pin = f"technicians' PIN {rig.technicians.pin.get_secret_value()}"
        told["door"] = f"{pin}{code}" if rig.at_door() else ""
        told["sms"] = rig.cast.sms
        told["trouble"] = rig.cast.trouble or rig.damage.trouble
        self.told = told
        for caption, say in told.items():
            if caption not in self._lines:
                self._lines[caption] = Line(caption=caption)
                self.ids.lines.add_widget(self._lines[caption])
            self._lines[caption].say, self._lines[caption].shown = say, bool(say)

    def _look(self) -> None:
        def looked(events: list[str]) -> None:
            self.events = events

        self._looks.run(lambda: readout.events(self._instruments.journal), looked, lambda _: None)
        if self.view is not None and self.view.state not in HOME_STATES:
            self._rig.cast.read_sms()


def _group_of(lever: Lever) -> Widget | None:
    return lever.parent.parent if lever.parent is not None else None


class Board(FloatLayout):  # type: ignore[misc]
    """The terminal's screen at its own size, where it always is, and the dock in the rest of the window."""

    def __init__(self, screen: Widget, size: tuple[int, int], dock: Dock) -> None:
        """`size`: width and height of the screen in pixels."""
        super().__init__()
        screen.size_hint, screen.size, self._dock = (None, None), size, dock
        dock.wide, dock.size_hint = size[0] > size[1], (None, None)
        dock.pos = (0, size[1]) if dock.wide else (size[0], 0)
        for part in (screen, dock):  # the last is asked first whether a touch is its own
            self.add_widget(part)

    def on_size(self, *_: object) -> None:
        """Kivy's hook."""
        self._dock.size = self.width - self._dock.x, self.height - self._dock.y


def load() -> None:
    """Reads the dock's layout; once, after the terminal's."""
    Builder.load_file(str(LAYOUT))
