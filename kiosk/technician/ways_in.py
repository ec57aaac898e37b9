"""How a technician comes in, and out again: one table, and one pure function that reads it.

Something that one has (a badge, or a one-time code from the machine's own user) comes before something that one knows
(the PIN), always: no rule leads inside past either.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import NamedTuple

from kiosk.technician.badge import Holder


class State(StrEnum):
    """Where the technician is."""

    OUTSIDE = "outside"
    BADGE = "badge"
    CODE = "code"
    PIN = "pin"
    CHECKING = "checking"
    LOCKED = "locked"
    INSIDE = "inside"


class Event(StrEnum):
    """What can happen."""

    KNOCKED = "knocked"
    BLIND = "blind"
    """no badge can be read: camera or vision is lost"""
    OTHER_WAY = "other_way"
    PROVEN = "proven"
    """a badge or a one-time code is good"""
    REFUSED = "refused"
    """a badge, a code or a PIN is not"""
    ENTERED = "entered"
    ADMITTED = "admitted"
    """the PIN is right"""
    LOCKED = "locked"
    """no PIN is taken now"""
    LEFT = "left"
    IDLE = "idle"
    FAULT = "fault"
    VISIT = "visit"
    """a visitor's finger was down before the knock, and a visit has begun all the same: it goes first"""
    STOPPED = "stopped"


class Rule(NamedTuple):
    """`event` in `source` leads to `target`."""

    source: State
    event: Event
    target: State


RULES: tuple[Rule, ...] = (
    Rule(State.OUTSIDE, Event.KNOCKED, State.BADGE),
    Rule(State.OUTSIDE, Event.LOCKED, State.LOCKED),
    Rule(State.BADGE, Event.PROVEN, State.PIN),
    Rule(State.BADGE, Event.REFUSED, State.BADGE),
    Rule(State.BADGE, Event.OTHER_WAY, State.CODE),
    Rule(State.BADGE, Event.BLIND, State.CODE),
    Rule(State.CODE, Event.PROVEN, State.PIN),
    Rule(State.CODE, Event.REFUSED, State.CODE),
    Rule(State.CODE, Event.OTHER_WAY, State.BADGE),
    Rule(State.PIN, Event.ENTERED, State.CHECKING),
    Rule(State.CHECKING, Event.ADMITTED, State.INSIDE),
    Rule(State.CHECKING, Event.REFUSED, State.PIN),
    Rule(State.CHECKING, Event.LOCKED, State.LOCKED),
)
OUT = frozenset({Event.LEFT, Event.IDLE, Event.FAULT, Event.VISIT, Event.STOPPED})
"""Lead outside from everywhere."""
KNOWN = frozenset({State.PIN, State.CHECKING, State.INSIDE})
"""Where it is known who is there."""
_BY_STATE_AND_EVENT = {(rule.source, rule.event): rule.target for rule in RULES}


@dataclass(frozen=True)
class Position:
    """Where the technician is, who it is, and whether what was shown or typed last was refused."""

    state: State = State.OUTSIDE
    holder: Holder | None = None
    refused: bool = False


def advance(position: Position, event: Event, holder: Holder | None = None) -> Position | None:
    """The position after `event`, or None where the event means nothing. `holder` comes with PROVEN."""
    if event in OUT:
        return None if position.state is State.OUTSIDE else Position()
    target = _BY_STATE_AND_EVENT.get((position.state, event))
    if target is None or (event is Event.PROVEN) != (holder is not None):
        return None
    return Position(target, (holder or position.holder) if target in KNOWN else None, event is Event.REFUSED)
