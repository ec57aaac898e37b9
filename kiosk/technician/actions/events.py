"""The last events, by type only, as the journal has them."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace
from datetime import datetime
from enum import StrEnum

from kiosk.audit.events import Kind
from kiosk.audit.store import UNREADABLE, Record
from kiosk.background import Background
from kiosk.technician.actions.service_action import ServiceAction

MOST = 200
"""Events on the screen; whoever needs more has `kiosk audit show`."""


class Topic(StrEnum):
    """What the events are chosen by: messages `technician.events.<topic>`."""

    ALL = "all"
    FAULTS = "faults"
    VISITS = "visits"
    PAPER = "paper"
    SERVICE = "service"


TOPICS: dict[Topic, frozenset[str]] = {
    Topic.FAULTS: frozenset(
        {
            Kind.RECORDS_LOST,
            Kind.UNREACHABLE,
            Kind.PART_LOST,
            Kind.PART_BACK,
            Kind.PAPER_FAULT,
            Kind.CONFIGURATION_REFUSED,
            Kind.CRASH,
        }
    ),
    Topic.VISITS: frozenset(
        {Kind.STATE, Kind.REFUSED, Kind.CODE_READ, Kind.CAPTURED, Kind.CAPTURE_FAILED, Kind.VISIT_ENDED}
    ),
    Topic.PAPER: frozenset({Kind.PRINTER, Kind.PRINTED, Kind.PAPER_FAULT, Kind.PAPER_CHANGED}),
}
"""What belongs to a topic; the terminal's own affairs are those that belong to none of these."""


def of(record: Record, topic: Topic) -> bool:
    """Whether an event belongs to a topic."""
    if topic is Topic.SERVICE:
        return not any(record.kind in kinds for kinds in TOPICS.values())
    return topic is Topic.ALL or record.kind in TOPICS[topic]


@dataclass(frozen=True)
class Line:
    """An event."""

    at: datetime
    kind: str
    facts: str
    """such as `event=camera_lost`, in the program's own words"""


@dataclass(frozen=True)
class EventsView:
    """What is shown."""

    topic: Topic = Topic.ALL
    lines: tuple[Line, ...] | None = None
    """newest first; None: being read"""
    failed: str = ""
    """why the journal cannot be read"""


class EventsAction(ServiceAction):
    """Lives on the main loop; `records` reads the journal beside it, oldest first, and raises one of UNREADABLE."""

    def __init__(self, records: Callable[[], Iterable[Record]], background: Background) -> None:
        self._records, self._background = records, background
        self.view = EventsView()

    def enter(self) -> None:
        """Reads the journal."""
        self.choose(Topic.ALL)

    def choose(self, topic: Topic) -> None:
        """Shows another topic, read anew."""
        self.view = EventsView(topic)
        self._background.run(
            lambda: self._read(topic),
            lambda lines: self._show(topic, lines=lines),
            lambda error: self._failed(topic, error),
        )

    def _read(self, topic: Topic) -> tuple[Line, ...]:
        chosen = [record for record in self._records() if of(record, topic)]
        return tuple(_line(record) for record in reversed(chosen[-MOST:]))

    def _show(self, topic: Topic, lines: tuple[Line, ...]) -> None:
        if topic is self.view.topic:  # else another was chosen meanwhile
            self.view = replace(self.view, lines=lines)

    def _failed(self, topic: Topic, error: BaseException) -> None:
        if not isinstance(error, UNREADABLE):
            raise error
        self.view = EventsView(topic, (), str(error))


def _line(record: Record) -> Line:
    return Line(record.at, record.kind, "  ".join(f"{name}={value}" for name, value in record.facts.items()))
