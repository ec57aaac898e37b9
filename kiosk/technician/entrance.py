"""Who is let in: looks for a badge, takes codes and PINs, and notes every refusal."""

from __future__ import annotations

from collections.abc import Callable

from pydantic import SecretStr

from devices.observations import CodesSeen
from kiosk.audit.events import Kind
from kiosk.audit.journal import Journal
from kiosk.background import Background
from kiosk.eyes import Eyes
from kiosk.flow import Looks
from kiosk.technician.badge import BY_CODE, BadgeRefused, Badges, Holder, Refusal
from kiosk.technician.codes import OneTimeCodes
from kiosk.technician.pins import Pins
from kiosk.technician.ways_in import Event, Position, State, advance

MOST_REFUSED = 20
"""Badges that are looked at after one knock: nobody fills the journal with a film of codes."""


class Entrance:
    """Lives on the main loop; hashing is done beside it. `blind` says whether camera or vision is lost."""

    def __init__(
        self,
        *,
        badges: Badges,
        codes: OneTimeCodes,
        pins: Pins,
        eyes: Eyes,
        background: Background,
        journal: Journal,
        clock: Callable[[], float],
        blind: Callable[[], bool],
        crashed: Callable[[BaseException], None],
    ) -> None:
        self._badges, self._codes, self._pins = badges, codes, pins
        self._eyes, self._background, self._journal, self._clock = eyes, background, journal, clock
        self._is_blind, self._crashed = blind, crashed
        self.position = Position()
        self._refused_badges: set[SecretStr] = set()
        """Shown since the camera began to look: a badge is refused once, not thirty times a second."""
        self._locked_until = 0.0

    @property
    def holder(self) -> Holder | None:
        """Who is there, as soon as a badge or a code says so."""
        return self.position.holder

    @property
    def locked_for(self) -> float:
        """Seconds until a PIN is taken again."""
        return max(0.0, self._locked_until - self._clock())

    @property
    def blind(self) -> bool:
        """No badge can be read: camera or vision is lost."""
        return self._is_blind()

    def knocked(self) -> None:
        """Somebody knows the knock."""
        if self._locked():
            self._note(Refusal.LOCKED)
        else:
            self.happened(Event.KNOCKED)

    def happened(self, event: Event, holder: Holder | None = None) -> None:
        """Hands `event` to the table; the eyes are open only where a badge is looked for."""
        position = advance(self.position, event, holder)
        if position is None:
            return
        before, self.position = self.position, position
        if before.state is State.BADGE and position.state is not State.BADGE:
            self._eyes.look(None, self._clock())
            self._refused_badges.clear()

    def tick(self) -> None:
        """To be called by the main loop."""
        if self.position.state is not State.BADGE:
            return
        if self.blind:
            self.happened(Event.BLIND)
            return
        self._eyes.look(Looks.CODES, self._clock())
        for seen in self._eyes.seen():
            if isinstance(seen, CodesSeen):
                for code in seen.codes:
                    self._show_badge(SecretStr(code.text or ""))

    def enter(self, secret: SecretStr) -> None:
        """A one-time code or a PIN was typed, whichever is asked for."""
        if self.position.state is State.CODE:
            self._enter_code(secret)
        elif self.position.state is State.PIN:
            self._enter_pin(secret)

    def _show_badge(self, text: SecretStr) -> None:
        refused_before = text in self._refused_badges or len(self._refused_badges) >= MOST_REFUSED
        if self.position.state is not State.BADGE or refused_before:
            return
        try:
            badge = self._badges.admitted(text.get_secret_value())
        except BadgeRefused as refused:
            self._refused_badges.add(text)
            self._note(refused.reason, refused.serial)
            self.happened(Event.REFUSED)
        else:
            self.happened(Event.PROVEN, badge.holder)

    def _enter_code(self, code: SecretStr) -> None:
        if self._codes.good(code):
            self.happened(Event.PROVEN, BY_CODE)
        else:
            self._note(Refusal.CODE)
            self.happened(Event.REFUSED)

    def _enter_pin(self, pin: SecretStr) -> None:
        self.happened(Event.ENTERED)
        asked = self.position

        def judged(right: bool) -> None:
            if self.position is not asked:  # the technician has left meanwhile
                return
            if right:
                self.happened(Event.ADMITTED)
                return
            self._note(Refusal.PIN if self._pins.usable() else Refusal.NO_PIN)
            if not self._locked():
                self.happened(Event.REFUSED)

        self._background.run(lambda: self._pins.right(pin), judged, self._crashed)

    def _note(self, reason: Refusal, serial: int = 0) -> None:
        badge = self.holder.serial if self.holder is not None else serial
        self._journal.note(Kind.TECHNICIAN_REFUSED, badge=badge, reason=reason)

    def _locked(self) -> bool:
        seconds = self._pins.locked_for()
        if seconds > 0:
            self._locked_until = self._clock() + seconds
            self.happened(Event.LOCKED)
        return seconds > 0
