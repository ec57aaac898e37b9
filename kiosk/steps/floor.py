"""What a step may use of the terminal."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Protocol, TypeVar

from devices.observations import Observation
from kiosk.audit.events import Fact, Kind
from kiosk.contract import Step
from kiosk.flow import Event, Position, State
from kiosk.visit import Visit

Result = TypeVar("Result")


class Floor(Protocol):
    """The part of the conductor that steps see."""

    @property
    def visit(self) -> Visit:
        """The visit in progress."""

    @property
    def position(self) -> Position:
        """Where the visit is."""

    @property
    def session_id(self) -> str:
        """The session of the visit in progress."""

    def now(self) -> float:
        """Seconds of a monotonic clock."""

    def touched(self) -> None:
        """The visitor did something."""

    def happened(self, event: Event, steps: tuple[Step, ...] | None = None) -> None:
        """Hands `event` to the flow."""

    def changed(self) -> None:
        """What the visitor sees has changed without an event."""

    def note(self, kind: Kind, **facts: Fact) -> None:
        """Writes to the journal."""

    def call(self, work: Callable[[], Result], then: Callable[[Result], None]) -> None:
        """Does `work` beside the main loop, then `then(result)` on it, if the visit is still in the same state.

        A refusal becomes REFUSED or SENT_TO_WINDOW, a service that cannot be reached SERVICE_LOST.
        """


class StepOfVisit(Protocol):
    """One step: what it does when a state begins, and with what the camera shows."""

    @property
    def enters(self) -> Mapping[State, Callable[[], None]]:
        """What to do when a state begins."""

    def observe(self, state: State, observation: Observation) -> None:
        """Something was seen while the visit is in `state`."""

    def tick(self, state: State) -> None:
        """Time passes while the visit is in `state`."""


class BlindStep:
    """A step that needs no eyes."""

    def observe(self, state: State, observation: Observation) -> None:
        """Nothing seen matters to it."""

    def tick(self, state: State) -> None:
        """Nor does time."""
