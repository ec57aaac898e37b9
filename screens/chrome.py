"""What stays around the screens: name, steps, time and language above, the way back and help below."""

from __future__ import annotations

from kivy.input.motionevent import MotionEvent
from kivy.properties import BooleanProperty, ListProperty, NumericProperty, ObjectProperty, StringProperty
from kivy.uix.boxlayout import BoxLayout

from kiosk.flow import MEMBERS, RULES, Event, Group, State
from kiosk.view import View
from screens.controls import Controls
from screens.page import Words, no_words
from screens.widgets.layout import Box

LAST_SECONDS = 60
NAME = 0.5
"""The share of the header's width that the terminal's name has for itself, from the left."""


def offers(state: State, event: Event) -> bool:
    """Whether `event` leads anywhere from `state`."""
    return any(
        state in (MEMBERS[rule.source] if isinstance(rule.source, Group) else (rule.source,))
        for rule in RULES
        if rule.event is event
    )


class VisitClock(BoxLayout):  # type: ignore[misc] # Kivy has no types
    """What is left of the visit's time, as a ring and in words."""

    shown = BooleanProperty(False)
    text = StringProperty()
    fraction = NumericProperty(1.0)
    hurried = BooleanProperty(False)


class Header(Box):
    """Product, steps, remaining time, language."""

    words: Words = ObjectProperty(no_words)
    controls: Controls = ObjectProperty()
    wide = BooleanProperty(False)
    names = ListProperty()
    """of the visit's steps"""
    done = NumericProperty(0)
    """steps"""
    timed = BooleanProperty(False)
    clock = StringProperty()
    fraction = NumericProperty(1.0)
    hurried = BooleanProperty(False)
    """the last minute"""
    whole = NumericProperty(1)
    """seconds that the visit began with"""

    def at_name(self, touch: MotionEvent) -> bool:
        """Whether a touch is where the terminal's name stands, apart from everything that can be pressed."""
        return bool(self.collide_point(*touch.pos)) and touch.x < self.x + NAME * self.width

    def show(self, view: View) -> None:
        """Shows where `view` is in the visit, and how much time is left."""
        self.names = [self.words(f"step.{step}") for step in view.plan]
        self.done = view.stage
        seconds = view.remaining
        self.timed = seconds is not None
        self.whole = 1 if seconds is None else max(self.whole, seconds)
        if seconds is not None:
            self.clock = f"{seconds // 60}:{seconds % 60:02}"
            self.fraction = seconds / self.whole
            self.hurried = seconds <= LAST_SECONDS


class Footer(Box):
    """One way back, and help."""

    words: Words = ObjectProperty(no_words)
    controls: Controls = ObjectProperty()
    wide = BooleanProperty(False)
    back = BooleanProperty(False)
    cancel = BooleanProperty(False)
    help = BooleanProperty(False)
    shown = BooleanProperty(False)

    def show(self, view: View) -> None:
        """Shows the ways that `view`'s state has."""
        self.back = offers(view.state, Event.BACK)
        self.cancel = not self.back and offers(view.state, Event.CANCEL)
        self.help = offers(view.state, Event.HELP)
        self.shown = self.back or self.cancel or self.help
