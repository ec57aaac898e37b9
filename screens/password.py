"""The new password, twice."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from kivy.properties import BooleanProperty, ObjectProperty, OptionProperty, StringProperty
from pydantic import SecretStr

from kiosk.flow import Event
from kiosk.view import View
from screens.page import Page, Words, no_words, problem_words
from screens.password_rules import ANY, check
from screens.widgets.layout import Row


class Ways(Row):
    """The two ways to a new password, beside each other."""

    way = StringProperty()
    words: Words = ObjectProperty(no_words)
    choose: Callable[[str], None] = ObjectProperty()


class PasswordPage(Page):
    """What is typed goes into `new` or `repeat`, whichever is active; both are forgotten when the screen goes."""

    new = StringProperty()
    repeat = StringProperty()
    way = OptionProperty("own", options=["own", "one_time"])
    """the own choice, or a one-time password by SMS"""
    phone = StringProperty()
    """masked, where a one-time password can be sent"""
    active = OptionProperty("new", options=["new", "repeat"])
    open = BooleanProperty(False)
    ready = BooleanProperty(False)
    problem = StringProperty()

    def __init__(self, **kwargs: Any) -> None:
        self._rules = ANY
        super().__init__(**kwargs)
        for name in ("new", "repeat", "active", "words"):
            self.fbind(name, self._judge)

    def render(self, view: View) -> None:
        """Sets what depends on the view."""
        self._rules = view.rules or ANY
        self.phone = (view.company.one_time_phone if view.company else None) or ""
        reasons = view.problem.reasons if view.problem else ()
        self.problem = "\n".join(self.words(f"password.reason.{reason}") for reason in reasons) or problem_words(
            view, self.words
        )
        self._judge()

    def choose(self, way: str) -> None:
        """The visitor turned to the other way; what was typed is forgotten."""
        self.leave()
        self.way = way

    def type(self, character: str) -> None:
        """The visitor typed `character`."""
        if not self.busy:
            setattr(self, self.active, (getattr(self, self.active) + character)[: self._rules.max_length])

    def erase(self) -> None:
        """The visitor takes the last character back."""
        setattr(self, self.active, getattr(self, self.active)[:-1])

    def enter_typed(self) -> None:
        """On to the repetition, or done."""
        if self.active == "new":
            self.active = "repeat"
        else:
            secret = SecretStr(self.new)
            self.leave()
            self.controls.act(Event.ENTERED, secret)

    def leave(self) -> None:
        """Forgets what was typed."""
        self.new, self.repeat, self.active, self.open, self.way = "", "", "new", False, "own"
        self.ids.keypad.reset()

    def _judge(self, *_: object) -> None:
        checks, rules, words = check(self.new, self.repeat, self._rules), self._rules, self.words
        self.ready = not self.busy and checks.new and (self.active == "new" or checks.repeated)
        lines = [(words("password.rule.length", number=rules.min_length), checks.length)]
        if rules.min_kinds > 1:
            lines.append((words("password.rule.kinds", number=rules.min_kinds), checks.kinds))
        lines.append((words("password.rule.repeated"), checks.repeated))
        self.ids.one_time.bullets = [
            (icon, words(f"password.one_time.{key}", phone=self.phone, hours=rules.one_time_hours), False)
            for icon, key in (("message", "sent"), ("clock", "once"), ("shield", "hidden"))
        ]
        self.ids.rules.bullets = [("check" if kept else "open", text, kept) for text, kept in lines]
