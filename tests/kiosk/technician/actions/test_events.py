"""The last events, chosen by topic, newest first."""

from __future__ import annotations

import sqlite3
from datetime import UTC, datetime, timedelta

from kiosk.audit.events import FACTS, Kind
from kiosk.audit.store import Record
from kiosk.technician.actions.events import MOST, EventsAction, Topic, of
from tests.kiosk.technician.actions.hands import AtOnce, Later

NOON = datetime(2026, 11, 25, 12, tzinfo=UTC)


def records(*kinds: str) -> list[Record]:
    return [Record(n, NOON + timedelta(seconds=n), kind, {"number": n}) for n, kind in enumerate(kinds)]


def test_every_kind_has_a_topic_of_its_own_beside_all() -> None:
    for kind in FACTS:
        (record,) = records(kind)
        topics = {topic for topic in Topic if of(record, topic)}
        assert Topic.ALL in topics
        assert len(topics) >= 2, kind


def test_the_newest_is_on_top_and_a_topic_leaves_the_rest_out() -> None:
    journal = records(Kind.STARTED, Kind.PRINTED, Kind.CRASH, "a_kind_of_tomorrow")
    action = EventsAction(lambda: journal, AtOnce())
    action.enter()
    assert [line.kind for line in action.view.lines or ()] == ["a_kind_of_tomorrow", "crash", "printed", "started"]
    action.choose(Topic.FAULTS)
    assert [(line.kind, line.facts) for line in action.view.lines or ()] == [("crash", "number=2")]
    action.choose(Topic.SERVICE)
    assert [line.kind for line in action.view.lines or ()] == ["a_kind_of_tomorrow", "started"]


def test_no_more_than_a_technician_reads() -> None:
    action = EventsAction(lambda: records(*[Kind.PRINTED] * (MOST + 50)), AtOnce())
    action.enter()
    assert len(action.view.lines or ()) == MOST
    assert (action.view.lines or ())[0].facts == f"number={MOST + 49}"


def test_an_answer_that_comes_late_does_not_replace_another_topic() -> None:
    later = Later()
    action = EventsAction(lambda: records(Kind.STARTED, Kind.CRASH), later)
    action.enter()
    action.choose(Topic.FAULTS)
    assert action.view.lines is None
    later.now()
    assert [line.kind for line in action.view.lines or ()] == ["crash"]


def test_a_journal_that_cannot_be_read_is_said() -> None:
    def broken() -> list[Record]:
        raise sqlite3.OperationalError("unable to open database file")

    action = EventsAction(broken, AtOnce())
    action.enter()
    assert action.view.failed == "unable to open database file"
