"""The person before a test: touches the screen, and holds things before the camera. Kivy is imported in its time."""

from __future__ import annotations

import errno
from collections.abc import Callable, Iterator
from functools import partial
from typing import Any

import cv2
import numpy as np
import pypdfium2

from devices.codes import CodeReader, CodeReaderConfig
from devices.frames import Frame, Image, as_image
from devices.simulated_speaker import SimulatedSpeaker
from kiosk.background import Background
from kiosk.contract import Language
from kiosk.diagnostics.registry import CHECKS
from kiosk.diagnostics.words import Words
from kiosk.i18n import Catalogues
from kiosk.technician.tools import Tools
from kiosk.voice import utterance
from tests.screens.desk import CATALOGUES, Shown, labels_among

WORDS = Catalogues(CATALOGUES)
VIEW_DEGREES = 65.0
NOTHING = object()
NAMES = tuple(check.name for check in CHECKS if check.interactive)
"""Of the tests that need a person."""


class Person:
    """`clock` counts on by `step` seconds at each frame of the screen."""

    def __init__(self, shown: Shown) -> None:
        from kivy.clock import Clock

        self.shown = shown
        self.now, self.step = 100.0, 1 / 60
        self.newest: Frame | None = None
        self.lent: list[bool] = []
        self.speaker = SimulatedSpeaker()
        self.printed: list[str] = []
        """The codes of the test pages."""
        self.full = False
        """The disk."""
        self.kept_volume: int | None = None
        self.fault: Exception | None = None
        """Of the printer."""
        self.reading: Any = NOTHING
        self.gave_up = False
        self.test: Any = None
        self._background = Background(lambda action: Clock.schedule_once(lambda _: action()))
        self._numbers = 0
        self._reader = CodeReader(CodeReaderConfig())

    def begin(self, check: str, language: Language = Language.ZH_CN) -> Any:
        """The test of that name is up."""
        from kivy.core.window import Window

        from screens.technician.hands_on import HANDS_ON

        tools = Tools(
            frames=lambda: self.newest,
            lend=self.lent.append,
            speaker=self.speaker,
            set_volume=self._set_volume,
            clock=lambda: self.now,
            utterance=partial(utterance, WORDS),
            codes=self._reader.read,
            background=self._background,
            view_degrees=VIEW_DEGREES,
            print_page=self._print,
        )
        self.test = HANDS_ON[check](Words(WORDS, language), tools, self._done, self._given_up)
        Window.add_widget(self.test)
        self.shown.pump(3)
        self.test.begin()
        self.shown.pump(3)
        return self.test

    def leave(self) -> None:
        """The screen is somebody else's again."""
        from kivy.core.window import Window

        if self.test is not None:
            self.test.end()
            Window.remove_widget(self.test)
            self.test = None
        self._background.stop()

    def frames(self, number: int, each: Callable[[], None] = lambda: None) -> None:
        """So many frames of the screen pass, each in its time, until the test is over."""
        for _ in range(number):
            if self.over:
                return
            self.now += self.step
            each()
            self.shown.pump(1)

    def waits(self, seconds: float) -> None:
        """Time passes without a touch, and the test looks at its watch."""
        self.now += seconds
        self.test.watch_silence()
        self.shown.pump(2)

    def until(self, condition: Callable[[], bool]) -> None:
        """Something that goes at its own pace comes to pass, in no time at all."""
        self.shown.until(condition)

    @property
    def over(self) -> bool:
        return self.gave_up or self.reading is not NOTHING

    def touches(self, x: float, y: float) -> None:
        """A tap at pixels from the upper left."""
        touch = self.finger(x, y)
        touch.touch_up()

    def finger(self, x: float, y: float) -> Any:
        """A finger that stays where it is."""
        from kivy.core.window import Window
        from kivy.tests.common import UnitTestTouch

        touch = UnitTestTouch(x, Window.height - y)
        touch.touch_down()
        return touch

    def presses(self, name: str) -> None:
        """A button by its name."""
        widget = self.find(name)
        assert widget is not None, f"nothing called {name!r} is on the screen"
        x, y = widget.to_window(*widget.center)
        from kivy.core.window import Window

        self.touches(x, Window.height - y)
        self.shown.pump(2)

    def find(self, name: str) -> Any:
        return next((one for one in self.test.walk(restrict=True) if getattr(one, "name", "") == name), None)

    def labels(self) -> Iterator[Any]:
        """All labels on the screen."""
        return labels_among(self.test.walk(restrict=True))

    def reads(self) -> str:
        """All words on the screen, in one text, however its lines are broken."""
        return "".join(one.text for one in self.labels()).replace("\n", "")

    def shows(self, image: Image) -> None:
        """What the camera sees now: a new picture."""
        self._numbers += 1
        self.newest = Frame(image, self.now, self._numbers)

    def _set_volume(self, volume: int) -> None:
        self.speaker.volume = volume
        if self.full:
            raise OSError(errno.ENOSPC, "No space left on device")
        self.kept_volume = volume

    def _print(self, code: str) -> None:
        if self.fault is not None:
            raise self.fault
        self.printed.append(code)

    def _done(self, reading: object) -> None:
        assert not self.over, "a test ends once"
        self.reading = reading

    def _given_up(self) -> None:
        assert not self.over, "a test ends once"
        self.gave_up = True


def printed(page: bytes, dots_a_mm: float = 8.0) -> Image:
    """A PDF's first page as it comes out of a printer; grey."""
    picture = pypdfium2.PdfDocument(page)[0].render(scale=dots_a_mm * 25.4 / 72).to_numpy()[..., 0]
    return as_image(np.ascontiguousarray(picture))


def held(sheet: Image, dots_a_mm: float, distance: float, tilt: float = 0.0, at: tuple[float, float] = (0, 0)) -> Image:
    """A sheet before the camera, 1280 x 720: its point `at` (mm from its middle) on the camera's axis, at `distance`
    (mm), tilted by so many degrees about its upright axis."""
    focal = 640 / np.tan(np.radians(VIEW_DEGREES) / 2)
    height, width = sheet.shape
    left, top = -width / 2 / dots_a_mm - at[0], -height / 2 / dots_a_mm - at[1]
    to_mm = np.array([[1 / dots_a_mm, 0, left], [0, 1 / dots_a_mm, top], [0, 0, 1]])
    turn = cv2.Rodrigues(np.array([0.0, np.radians(tilt), 0.0]))[0]
    placed = np.column_stack([turn[:, 0], turn[:, 1], [0, 0, distance]])
    lens = np.array([[focal, 0, 640], [0, focal, 360], [0, 0, 1]])
    seen = cv2.warpPerspective(sheet, lens @ placed @ to_mm, (1280, 720), flags=cv2.INTER_AREA, borderValue=(90,))
    noise = np.random.default_rng(int(distance)).normal(0, 2, seen.shape)
    return as_image(cv2.cvtColor(np.clip(seen * 0.75 + 30 + noise, 0, 255).astype(np.uint8), cv2.COLOR_GRAY2BGR))
