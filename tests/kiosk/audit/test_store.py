"""The journal's file: whole after every transaction, of bounded size, verifiable from its anchor."""

from __future__ import annotations

import os
import signal
import sqlite3
import subprocess
import sys
from contextlib import closing
from pathlib import Path

import pytest

from kiosk.audit.store import JournalDamaged, last
from kiosk.flow import State
from kiosk.signature import public_half
from tests.kiosk.audit.desk import KEY, OTHER_KEY, checked, event, opened, store, written


def test_records_come_back_as_they_were_written(tmp_path: Path) -> None:
    path = tmp_path / "journal.sqlite3"
    with closing(store(path)) as kept:
        kept.append([event(State.LICENCE)])
        kept.append([event(State.FACE), event(State.RESULT)])
    assert [record.number for record in last(path, 10)] == [1, 2, 3]
    (newest,) = last(path, 1)
    assert (newest.kind, newest.facts) == ("state", {"state": "result", "event": "opened"})
    with opened(path) as database:
        assert database.execute("PRAGMA journal_mode").fetchone() == ("wal",)


def test_the_oldest_records_make_room_and_the_rest_is_whole_from_its_anchor(tmp_path: Path) -> None:
    path = tmp_path / "journal.sqlite3"
    with closing(store(path, max_bytes=100_000)) as kept:
        for _ in range(60):
            kept.append([event()] * 50)
    report = checked(path)
    assert report.findings == ()
    assert report.head is not None
    assert report.head.number == 3000
    assert report.first > 1000
    assert path.stat().st_size < 130_000
    with opened(path) as database:
        database.execute("DELETE FROM record WHERE number = ?", (report.first,))
    assert checked(path).findings == (f"record {report.first} was removed",)


def test_a_transaction_that_fails_leaves_nothing_of_itself(tmp_path: Path) -> None:
    path = written(tmp_path / "journal.sqlite3", 3)
    with closing(store(path)) as kept:
        with opened(path) as blocking:
            blocking.execute("PRAGMA busy_timeout = 0")
            kept._database.execute("PRAGMA busy_timeout = 0")
            blocking.execute("BEGIN IMMEDIATE")
            with pytest.raises(sqlite3.OperationalError):
                kept.append([event()])
        kept.append([event()])
    assert checked(path).findings == ()
    assert len(last(path, 10)) == 4


def test_a_journal_that_was_shortened_or_is_anothers_is_not_gone_on_with(tmp_path: Path) -> None:
    path = written(tmp_path / "journal.sqlite3", 5)
    with opened(path) as database:
        database.execute("DELETE FROM record WHERE number = 5")
    with (
        closing(store(path)) as kept,
        pytest.raises(JournalDamaged, match="ends with record 4, and the seal with record 5"),
    ):
        kept.intact(public_half(KEY))
    other = written(tmp_path / "other.sqlite3", 5, OTHER_KEY)
    with closing(store(other)) as kept, pytest.raises(JournalDamaged, match="not signed by this terminal's key"):
        kept.intact(public_half(KEY))


KILLED = """
import sys
from pathlib import Path
from kiosk.config import SecretBytes
from tests.kiosk.audit import desk
kept = desk.store(Path(sys.argv[1]), SecretBytes(sys.stdin.buffer.read()))
while True:
    kept.append([desk.event()] * 7)
    print("written", flush=True)
"""


def test_killed_in_the_middle_of_writing_it_is_whole(tmp_path: Path) -> None:
    path = tmp_path / "journal.sqlite3"
    writer = subprocess.Popen(
        [sys.executable, "-c", KILLED, str(path)], stdin=subprocess.PIPE, stdout=subprocess.PIPE, cwd=Path.cwd()
    )
    assert writer.stdin is not None
    assert writer.stdout is not None
    writer.stdin.write(KEY.get_secret_value())
    writer.stdin.close()
    for _ in range(20):
        assert writer.stdout.readline() == b"written\n"
    os.kill(writer.pid, signal.SIGKILL)
    writer.wait(10)
    writer.stdout.close()
    with closing(store(path)) as kept:
        kept.intact(public_half(KEY))
    report = checked(path)
    assert report.findings == ()
    assert report.head is not None
    assert report.head.number >= 140
    assert report.head.number % 7 == 0
