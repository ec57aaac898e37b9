"""What every test with a person has in common."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, ClassVar

from kivy.clock import Clock
from kivy.graphics import Canvas
from kivy.input.motionevent import MotionEvent
from kivy.properties import BooleanProperty, NumericProperty, ObjectProperty, OptionProperty, StringProperty
from kivy.uix.floatlayout import FloatLayout

from kiosk.technician.tools import Tools
from screens.page import Words, no_words
from screens.widgets.layout import Box

LOOK_S = 0.25
SHOWN_S = 10
"""The last seconds of the silence are counted down."""
MARGIN = 0.015
"""Of the screen's height, between its edge and the panel."""


class HandsOnPanel(Box):
    """What is asked, and the answers. Lies over the test's picture; a touch upon it is none of the picture's."""

    def on_touch_down(self, touch: MotionEvent) -> bool:
        """Kivy's hook."""
        return bool(super().on_touch_down(touch)) or bool(self.collide_point(*touch.pos))


class HandsOn(FloatLayout):  # type: ignore[misc] # Kivy has no types
    """Takes the whole screen until it hands over a reading or is given up; knows nothing of what it lies upon.

    `done(reading)` takes what the check's `judge` takes.
    """

    check: ClassVar[str]
    """Whose reading is taken."""
    silence_s: ClassVar[float] = 30.0
    """Without a touch, after which the test ends by itself: nobody is there, or the panel does not feel them."""

    words: Words = ObjectProperty(no_words)
    wide = BooleanProperty(False)
    """landscape"""
    say = StringProperty()
    """what the person is to do, or to answer"""
    detail = StringProperty()
    place = OptionProperty("bottom", options=["bottom", "top", "middle"])
    """of the panel"""
    asks = BooleanProperty(False)
    """a question is to be answered with yes or no"""
    answerable = BooleanProperty(True)
    finish_text = StringProperty()
    """of the button that ends the test with what there is; empty: there is none"""
    seconds_left = NumericProperty(0)
    """until it ends by itself; 0 while that is far"""
    floor = NumericProperty(0)
    """pixels: above this there is room for what a test shows, over a panel at the bottom"""
    at: ClassVar[dict[str, dict[str, float]]] = {
        "bottom": {"center_x": 0.5, "y": MARGIN},
        "middle": {"center_x": 0.5, "center_y": 0.5},
        "top": {"center_x": 0.5, "top": 1 - MARGIN},
    }

    def __init__(
        self,
        words: Words,
        tools: Tools,
        done: Callable[[object], None],
        given_up: Callable[[], None],
        **kwargs: Any,
    ) -> None:
        self.tools, self._done, self._given_up = tools, done, given_up
        self._over = False
        self._touched_at = tools.clock()
        self._watch: Any = None
        super().__init__(words=words, **kwargs)
        self.picture = Canvas()
        """What a test draws over the whole screen, under the panel."""
        self.canvas.before.add(self.picture)

    def begin(self) -> None:
        """The screen is up."""
        self.somebody_there()
        self._watch = Clock.schedule_interval(lambda _: self.watch_silence(), LOOK_S)

    def end(self) -> None:
        """Stops every clock, hushes the loudspeaker, gives the camera back. Called once, however it ended."""
        self._over = True
        if self._watch is not None:
            self._watch.cancel()

    def hand_over(self, reading: object) -> None:
        """Ends the test with its reading."""
        if not self._over:
            self._over = True
            self._done(reading)

    def give_up(self) -> None:
        """Ends the test without one."""
        if not self._over:
            self._over = True
            self._given_up()

    def answer(self, right: bool) -> None:
        """Yes or no."""
        self.hand_over(right)

    def finish(self) -> None:
        """The person is done: hands over what there is."""

    def silent(self) -> None:
        """Nobody touched the screen for `silence_s`."""
        self.give_up()

    def tapped(self, touch: MotionEvent) -> None:
        """The picture was touched, beside the panel."""

    def somebody_there(self) -> None:
        """A sign of life: the silence begins anew."""
        self._touched_at = self.tools.clock()
        self.seconds_left = 0

    def on_touch_down(self, touch: MotionEvent) -> bool:
        """Kivy's hook."""
        self.somebody_there()
        if not super().on_touch_down(touch):
            self.tapped(touch)
        return True

    def from_top(self, touch: MotionEvent) -> tuple[float, float]:
        """Where it was touched: pixels from the upper left."""
        return touch.x - self.x, self.top - touch.y

    def watch_silence(self) -> None:
        """Counts it down, and ends the test after it."""
        left = self._touched_at + self.silence_s - self.tools.clock()
        self.seconds_left = max(1, round(left)) if left <= SHOWN_S else 0
        if left <= 0:
            self.silent()
