"""One visit: what is known of it, its two clocks and its timeline. All of it is gone when the visit is."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from enum import StrEnum
from typing import NamedTuple

from pydantic import SecretStr

from kiosk.contract import (
    Challenge,
    Company,
    Invitation,
    Language,
    Problem,
    Receipt,
    Session,
    SmsSent,
    Step,
)
from kiosk.flow import FINAL_STATES, MEMBERS, PLACES, Event, Group, Position, State, WaitsFor


class Doubt(StrEnum):
    """What is known of a change whose answer was lost."""

    NOT_DONE = "not_done"
    UNKNOWN = "unknown"


class PaperState(StrEnum):
    """How it stands with the paper that a visitor may have at the end."""

    OFFERED = "offered"
    UNAVAILABLE = "unavailable"
    """The terminal has a printer, and it does not print now."""
    PRINTING = "printing"
    PRINTED = "printed"
    FAILED = "failed"


@dataclass
class Visit:
    """What the terminal knows of the visitor, in memory only. A wipe replaces it by a new one."""

    language: Language
    session: Session | None = None
    face_agreed: bool = False
    proven: tuple[Step, ...] = ()
    company: Company | None = None
    invitation: Invitation | None = None
    challenge: Challenge | None = None
    sms: SmsSent | None = None
    problem: Problem | None = None
    retry_at: float = 0.0
    """When another try is taken, in seconds of the terminal's monotonic clock."""
    doubt: Doubt | None = None
    receipts: tuple[Receipt, ...] = ()
    paper: PaperState | None = None
    """None at a terminal without a printer, and until the end."""
    one_time: bool = False
    """A one-time password to the phone on file, instead of an own choice."""
    secret: SecretStr | None = None
    """What was just entered (ID number, SMS code or password), until the call that carries it."""
    licence_code: SecretStr | None = None
    """The licence code that was handed in last: it stays in view while its refusal is being read."""

    def take_secret(self) -> SecretStr:
        """The secret, which the visit forgets with this."""
        if self.secret is None:
            raise ValueError("nothing was entered before this step; enter it first")
        secret, self.secret = self.secret, None
        return secret


@dataclass(frozen=True)
class TimeLimits:
    """Seconds."""

    budget: float
    extension: float
    idle: float
    warning: float
    help: float
    final: float
    goodbye: float


@dataclass(frozen=True)
class Clocks:
    """The two clocks of a visit, idle time and the budget, as values: the time is handed in.

    `entered` is when the present state began, `touched` when the visitor last did anything.
    """

    limits: TimeLimits
    began: float
    touched: float
    entered: float
    deadline: float
    extensions: int = 0

    @classmethod
    def start(cls, limits: TimeLimits, now: float) -> Clocks:
        """Both clocks at the beginning of a visit."""
        return cls(limits, began=now, touched=now, entered=now, deadline=now + limits.budget)

    def touch(self, now: float) -> Clocks:
        """The visitor did something."""
        return replace(self, touched=now)

    def enter(self, now: float) -> Clocks:
        """A state begins; the visitor has the full idle time in it."""
        return replace(self, touched=now, entered=now)

    def extend(self, now: float) -> Clocks:
        """More time, as often as it is asked for."""
        deadline = max(now, self.deadline) + self.limits.extension
        return replace(self, deadline=deadline, extensions=self.extensions + 1)

    def remaining(self, now: float) -> float:
        """Seconds left of the budget, never below 0."""
        return max(0.0, self.deadline - now)

    def due(self, now: float, state: State) -> Event | None:
        """What the passing of time alone brings about in `state`."""
        left = self.countdown(now, state)
        if left is not None and left <= 0:
            return Event.IDLE if state in FINAL_STATES else Event.ELAPSED
        if state in MEMBERS[Group.INTERRUPTIBLE]:
            if now >= self.deadline:
                return Event.DEADLINE
            if now - self.touched >= self.limits.idle:
                return Event.IDLE
        return None

    def countdown(self, now: float, state: State) -> float | None:
        """Seconds until `state` ends by itself, or None where it does not."""
        limit, since = {
            State.IDLE_WARNING: (self.limits.warning, self.entered),
            State.TIME_WARNING: (self.limits.warning, self.entered),
            State.GOODBYE: (self.limits.goodbye, self.entered),
            State.HELP: (self.limits.help, self.touched),
            State.RESULT: (self.limits.final, self.touched),
            State.HANDOVER: (self.limits.final, self.touched),
        }.get(state, (None, 0.0))
        return None if limit is None else max(0.0, since + limit - now)


class Moment(NamedTuple):
    """A state began at `at` (seconds of the terminal's monotonic clock)."""

    at: float
    state: State


class Share(NamedTuple):
    """Seconds that a screen took: of the machine's making, and of the visitor's."""

    screen: str
    machine: float
    visitor: float


@dataclass
class Timeline:
    """Which state began when, in one visit."""

    moments: list[Moment] = field(default_factory=list)

    def enter(self, position: Position, now: float) -> None:
        """Notes that `position` begins."""
        self.moments.append(Moment(now, position.state))

    def shares(self) -> tuple[Share, ...]:
        """For each screen, in the order of the first time it was seen, whose time passed on it."""
        spent: dict[str, tuple[float, float]] = {}
        for moment, following in zip(self.moments, self.moments[1:], strict=False):
            place = PLACES[moment.state]
            if place.waits_for is WaitsFor.NOBODY:
                continue
            machine, visitor = spent.get(place.screen, (0.0, 0.0))
            seconds = following.at - moment.at
            if place.waits_for is WaitsFor.MACHINE:
                machine += seconds
            else:
                visitor += seconds
            spent[place.screen] = (machine, visitor)
        return tuple(Share(screen, *seconds) for screen, seconds in spent.items())
