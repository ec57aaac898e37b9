"""The face check: what to do, what is in the way, how far it is."""

from __future__ import annotations

from typing import Any

from kivy.animation import Animation
from kivy.properties import BooleanProperty, ListProperty, NumericProperty, OptionProperty, StringProperty
from kivy.uix.anchorlayout import AnchorLayout
from kivy.uix.floatlayout import FloatLayout

from kiosk.flow import State
from kiosk.view import FaceView, View
from screens.page import Page, problem_words
from screens.widgets.layout import Box

SWAY_SECONDS = 0.6
TURNS = ("turn_left", "turn_right")
BUSY_WORDS = {
    State.FACE_PREPARE: "face.preparing",
    State.FACE_CHECK: "face.checking",
    State.OTHER_WAY: "face.changing",
}


class ActionDot(AnchorLayout):  # type: ignore[misc] # Kivy has no types
    """One action that is asked for, green when it is done."""

    source = StringProperty()
    done = BooleanProperty(False)


class ActionDots(Box):
    """`actions` is a list of (action, whether it is done)."""

    actions = ListProperty()
    shown = BooleanProperty(False)

    def on_actions(self, *_: object) -> None:
        """Kivy's hook."""
        self.replace([ActionDot(source=action, done=done) for action, done in self.actions])


class Mirror(FloatLayout):  # type: ignore[misc]
    """The oval picture and what is drawn around it."""

    shown = BooleanProperty(True)


class FacePage(Page):
    """The picture in an oval like a mirror's; after a failed attempt, what to do about it instead."""

    title = StringProperty()
    hint = StringProperty()
    problem = StringProperty()
    failed = BooleanProperty(False)
    retry_in = NumericProperty(0)
    """seconds of a pause after several failures"""
    closed = BooleanProperty(False)
    """no try is left: another way, or the window"""
    live = BooleanProperty(False)
    """whether the visitor should see the own face"""
    camera_stale = BooleanProperty(False)
    fraction = NumericProperty(0.0)
    turn = OptionProperty("", options=["", *TURNS])
    sway = NumericProperty(0.0)
    """0..1, of the arrow"""
    drawn_fraction = NumericProperty(0.0)
    drawn_sway = NumericProperty(0.0)
    actions = ListProperty()

    def __init__(self, **kwargs: Any) -> None:
        self._sway = Animation(sway=1.0, duration=SWAY_SECONDS, t="in_out_sine")
        self._sway += Animation(sway=0.0, duration=SWAY_SECONDS, t="in_out_sine")
        self._sway.repeat = True
        super().__init__(**kwargs)

    def render(self, view: View) -> None:
        """Sets what depends on the view."""
        face = view.face or FaceView(prompt="look_straight")
        self.failed = not view.busy and (view.problem is not None or face.failure is not None)
        self.retry_in = view.retry_in
        self.closed = view.state is State.FACE_CLOSED
        self.live = not self.failed and (not view.busy or view.state is State.FACE_PREPARE)
        self.camera_stale = view.camera_stale
        self.fraction = face.fraction if self.live else 0.0
        if not self.ids.preview.live:
            self.move()
        self.actions = (
            [(action, number <= face.done) for number, action in enumerate(face.actions, 1)] if self.live else []
        )
        self.turn = face.prompt if self.live and face.prompt in TURNS else ""
        self.title = self._title(view, face)
        self.hint = self.words(f"face.hint.{face.hint}") if self.live and not view.busy and face.hint else ""
        self.problem = self._problem(view, face) if self.failed else ""

    def enter(self) -> None:
        """Begins to show what the camera sees."""
        self.ids.preview.start()

    def leave(self) -> None:
        """Shows it no longer."""
        self.ids.preview.stop()
        self.turn = ""

    def move(self) -> None:
        """Ring and arrow, as they are now; with each new picture, where there is one."""
        self.drawn_fraction, self.drawn_sway = self.fraction, self.sway

    def on_turn(self, *_: object) -> None:
        """Kivy's hook: the arrow moves only while there is one."""
        self._sway.cancel(self)
        self.sway = 0.0
        if self.turn:
            self._sway.start(self)

    def _title(self, view: View, face: FaceView) -> str:
        if view.busy:
            return self.words(BUSY_WORDS.get(view.state, "face.checking"))
        return self.words("face.failed" if self.failed else f"face.prompt.{face.prompt}")

    def _problem(self, view: View, face: FaceView) -> str:
        if view.problem is not None:
            return problem_words(view, self.words)
        text = self.words(f"face.failure.{face.failure}")
        return text if view.tries_left is None else text + self.words("problem.tries_left", number=view.tries_left)
