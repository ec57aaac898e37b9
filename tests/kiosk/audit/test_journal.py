"""The journal's thread: nobody waits for the disk, and what the disk did not take is told."""

from __future__ import annotations

import resource
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest

from devices.status import DeviceStatus
from kiosk.audit import journal as module
from kiosk.audit.events import FactRefused, Kind
from kiosk.audit.store import last
from kiosk.flow import Event, State
from tests.devices.device_bench import eventually
from tests.kiosk.audit.desk import OTHER_KEY, checked, count, journal, opened, written

END_SECONDS = 10.0


@contextmanager
def no_room(size: int) -> Iterator[None]:
    """The system refuses this process files of more than `size` bytes."""
    limits = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (size, limits[1]))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, limits)


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "var" / "journal.sqlite3"


def test_what_was_noted_before_it_closed_is_on_disk_in_order(path: Path) -> None:
    written = journal(path)
    written.note(Kind.STARTED)
    written.start()
    for after_ms in range(500):
        written.note(Kind.CODE_READ, after_ms=after_ms)
    assert written.close(END_SECONDS)
    records = last(path, 1000)
    assert [record.facts["after_ms"] for record in records[1:]] == list(range(500))
    assert records[0].at.isoformat() == "2026-11-02T12:00:00+00:00"
    assert checked(path).findings == ()


def test_it_is_gone_on_with_at_the_next_start(path: Path) -> None:
    for _ in range(2):
        written = journal(path)
        written.start()
        written.note(Kind.STARTED)
        assert written.close(END_SECONDS)
    assert [(record.number, record.kind) for record in last(path, 10)] == [(1, "started"), (2, "started")]


def test_what_is_not_declared_is_refused_at_the_call(path: Path) -> None:
    with pytest.raises(FactRefused):
        journal(path).note(Kind.STATE, state=State.LICENCE, event="opened")  # type: ignore[arg-type]


def failing(text: str) -> None:
    raise ValueError(f"the password {text} is bad")


def crash_of(path: Path, error: BaseException) -> dict[str, Any]:
    written = journal(path)
    written.crash(error)
    written.start()
    assert written.close(END_SECONDS)
    (record,) = last(path, 10)
    assert record.kind == Kind.CRASH
    return record.facts


def test_a_crash_is_told_by_type_and_place_and_never_in_its_words(path: Path) -> None:
    with pytest.raises(ValueError) as raised:  # noqa: PT011 - any would do
        failing("Quartz-58")
    line = failing.__code__.co_firstlineno + 1
    assert crash_of(path, raised.value) == {"type": "ValueError", "module": __name__, "line": line}
    assert b"Quartz" not in path.read_bytes()


def test_an_error_that_was_never_raised_or_has_an_odd_name_is_recorded_too(path: Path) -> None:
    odd = type("密码 Quartz", (Exception,), {})
    assert crash_of(path, odd()) == {"type": "unknown", "module": "unknown", "line": 0}


def test_a_full_disk_breaks_nothing_is_told_and_loses_nothing_that_can_wait(
    path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    full = journal(path)
    full.start()
    full.note(Kind.STARTED)
    assert eventually(lambda: count(path) == 1)
    with no_room(1024):
        full.note(Kind.STATE, state=State.LICENCE, event=Event.OPENED)
        assert eventually(lambda: full.health().status is DeviceStatus.HARDWARE_ERROR)
        assert "make room on the disk" in full.health().detail
        for after_ms in range(100):
            full.note(Kind.CODE_READ, after_ms=after_ms)
    assert eventually(lambda: full.health().status is DeviceStatus.ONLINE)
    assert full.close(END_SECONDS)
    assert len(last(path, 1000)) == 102
    assert checked(path).findings == ()
    assert len({message for message in caplog.messages if "journal" in message}) == 1


def test_beyond_what_can_wait_events_are_counted(path: Path) -> None:
    written = journal(path, max_bytes=10_000_000)
    for _ in range(module.PENDING + 25):
        written.note(Kind.STARTED)
    written.start()
    assert eventually(lambda: count(path) > module.PENDING)
    assert written.close(END_SECONDS)
    lost = [record for record in last(path, 2 * module.PENDING) if record.kind == Kind.RECORDS_LOST]
    assert [record.facts["count"] for record in lost] == [25]
    assert len(last(path, 2 * module.PENDING)) == module.PENDING + 1


@pytest.mark.alone
def test_a_disk_that_hangs_holds_nobody_up(path: Path) -> None:
    hung = journal(path)
    hung.start()
    hung.note(Kind.STARTED)
    assert eventually(lambda: count(path) == 1)
    with opened(path) as blocking:
        blocking.execute("BEGIN IMMEDIATE")
        began = time.monotonic()
        for after_ms in range(1000):
            hung.note(Kind.CODE_READ, after_ms=after_ms)
        assert not hung.close(0.2)
        assert time.monotonic() - began < 1.5


def test_a_folder_that_cannot_be_written_is_a_fault_until_it_can(tmp_path: Path) -> None:
    in_the_way = tmp_path / "var"
    in_the_way.write_text("a file where the folder should be")
    path = in_the_way / "journal.sqlite3"
    written = journal(path)
    written.start()
    written.note(Kind.STARTED)
    assert eventually(lambda: written.health().status is DeviceStatus.HARDWARE_ERROR)
    assert str(path) in written.health().detail
    in_the_way.unlink()
    assert eventually(lambda: count(path) == 1)
    assert written.close(END_SECONDS)


@pytest.mark.parametrize("damage", ["shortened", "another key", "no database"])
def test_a_damaged_journal_is_kept_as_evidence_and_a_new_one_begun(path: Path, damage: str) -> None:
    path.parent.mkdir()
    if damage == "no database":
        path.write_bytes(b"nonsense" * 1000)
    elif damage == "another key":
        written(path, 5, OTHER_KEY)
    else:
        with opened(written(path, 5)) as database:
            database.execute("DELETE FROM record WHERE number > 2")
    before = path.read_bytes()
    anew = journal(path)
    anew.note(Kind.STARTED)
    anew.start()
    assert anew.close(END_SECONDS)
    assert [record.number for record in last(path, 10)] == [1]
    evidence = path.with_name("journal.sqlite3.damaged-1")
    assert evidence.read_bytes() == before
    assert checked(path).findings == (
        "journal.sqlite3.damaged-1 was found damaged at a start and set aside: keep it elsewhere",
    )
