"""Where the journal is kept: an SQLite database of chained records under a seal that only the terminal can make.

Every transaction moves the seal along: it names the last record that was dropped (the anchor) and the last that was
written (the head), with their hashes, signed by the terminal's key. So what is whole is signed at any moment, and
nobody without the key can shorten the journal at either end.
"""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Callable, Iterator, Sequence
from contextlib import closing, contextmanager
from datetime import datetime
from pathlib import Path
from typing import Any, NamedTuple

from kiosk.audit.events import Fact, Kind
from kiosk.chain import GENESIS, Link, canonical, link

SCHEMA = (
    "CREATE TABLE record (number INTEGER PRIMARY KEY, record TEXT NOT NULL, hash BLOB NOT NULL) STRICT",
    "CREATE TABLE seal (statement TEXT NOT NULL, signature BLOB NOT NULL) STRICT",
)
LINKS = """
SELECT number,
       CASE typeof(record) WHEN 'text' THEN record ELSE '' END,
       CASE typeof(hash) WHEN 'blob' THEN hash ELSE x'' END
FROM record ORDER BY number
"""
BUSY_SECONDS = 5.0
LOG_PAGES = 100
"""Of the write-ahead log, after which it is worked into the database."""
DROPPED_SHARE = 8
"""One part in so many of the records is dropped when the journal has reached its size."""
UNREADABLE = (sqlite3.Error, ValueError, KeyError)
"""What reading raises where there is no journal, or a damaged one."""

Sign = Callable[[bytes], bytes]
Verify = Callable[[bytes, bytes], bool]
"""Whether a signature (second) is this terminal's, of a text (first)."""


class Noted(NamedTuple):
    """An event, checked."""

    at: datetime
    kind: Kind
    facts: dict[str, Fact]


class Record(NamedTuple):
    """An event as it was read; another version of the terminal may have written it, of a kind that this one lacks."""

    number: int
    at: datetime
    kind: str
    facts: dict[str, Any]


class Seal(NamedTuple):
    """Where the records begin and end."""

    anchor: int
    anchor_hash: bytes
    head: int
    head_hash: bytes

    def statement(self, terminal: str) -> str:
        """What is signed."""
        return canonical(
            {
                "terminal": terminal,
                "anchor": self.anchor,
                "anchor_hash": self.anchor_hash.hex(),
                "head": self.head,
                "head_hash": self.head_hash.hex(),
            }
        )


EMPTY = Seal(0, GENESIS, 0, GENESIS)


class JournalDamaged(Exception):
    """The journal on disk is not what this terminal wrote last. The message says what is wrong with it."""


class Store:
    """The journal's file, open for writing. Raises sqlite3.Error, OSError where the disk does not do its work."""

    def __init__(self, path: Path, terminal: str, sign: Sign, max_bytes: int) -> None:
        self._terminal, self._sign, self._max_bytes = terminal, sign, max_bytes
        path.parent.mkdir(parents=True, exist_ok=True)
        self._database = sqlite3.connect(path, timeout=BUSY_SECONDS, isolation_level=None)
        try:
            self._database.execute("PRAGMA journal_mode = WAL")
            self._database.execute("PRAGMA synchronous = FULL")
            self._database.execute(f"PRAGMA wal_autocheckpoint = {LOG_PAGES}")
            if not _tables(self._database):
                self._create()
            check_tables(self._database)
        except BaseException:
            self._database.close()
            raise

    def close(self) -> None:
        """Works the log into the database and closes it."""
        self._database.close()

    def intact(self, verify: Verify) -> None:
        """Raises JournalDamaged unless seal and last record belong together and are this terminal's."""
        with self._transaction():  # another process may be writing
            seal = sealed(self._database, self._terminal, verify)
            last = self._database.execute("SELECT number, hash FROM record ORDER BY number DESC LIMIT 1").fetchone()
        found = (seal.anchor, seal.anchor_hash) if last is None else last
        if found != (seal.head, seal.head_hash):
            raise JournalDamaged(f"it ends with record {found[0]}, and the seal with record {seal.head}")

    def append(self, events: Sequence[Noted]) -> None:
        """Writes `events` whole or not at all."""
        with self._transaction():
            (statement,) = self._database.execute("SELECT statement FROM seal").fetchone()
            seal = _parsed(statement)
            number, last = seal.head, seal.head_hash
            for number, event in enumerate(events, seal.head + 1):
                text = canonical(
                    {
                        "number": number,
                        "at": event.at.isoformat(timespec="milliseconds"),
                        "kind": event.kind,
                        "facts": event.facts,
                    }
                )
                last = link(last, text)
                self._database.execute("INSERT INTO record VALUES (?, ?, ?)", (number, text, last))
            self._put(self._bounded(seal._replace(head=number, head_hash=last)))

    def _create(self) -> None:
        with self._transaction():
            for table in SCHEMA:
                self._database.execute(table)
            self._put(EMPTY)

    @contextmanager
    def _transaction(self) -> Iterator[None]:
        self._database.execute("BEGIN IMMEDIATE")
        try:
            yield
            self._database.execute("COMMIT")
        except BaseException:
            if self._database.in_transaction:  # a full disk may have ended it already
                self._database.execute("ROLLBACK")
            raise

    def _put(self, seal: Seal) -> None:
        statement = seal.statement(self._terminal)
        self._database.execute("DELETE FROM seal")
        self._database.execute("INSERT INTO seal VALUES (?, ?)", (statement, self._sign(statement.encode())))

    def _bounded(self, seal: Seal) -> Seal:
        """Drops the oldest records where the journal has become too large."""
        while self._used() > self._max_bytes and seal.head - seal.anchor > 1:
            anchor = seal.anchor + max(1, (seal.head - seal.anchor) // DROPPED_SHARE)
            (kept,) = self._database.execute("SELECT hash FROM record WHERE number = ?", (anchor,)).fetchone()
            self._database.execute("DELETE FROM record WHERE number <= ?", (anchor,))
            seal = seal._replace(anchor=anchor, anchor_hash=kept)
        return seal

    def _used(self) -> int:
        pages, free, size = (
            self._database.execute(f"PRAGMA {name}").fetchone()[0]
            for name in ("page_count", "freelist_count", "page_size")
        )
        return int((pages - free) * size)


def check_tables(database: sqlite3.Connection) -> None:
    """Raises JournalDamaged unless there are the journal's tables and nothing else."""
    if _tables(database) != SCHEMA:
        raise JournalDamaged("its tables are not those that the terminal makes")


def _tables(database: sqlite3.Connection) -> tuple[str, ...]:
    return tuple(row[0] for row in database.execute("SELECT sql FROM sqlite_schema ORDER BY name"))


def sealed(database: sqlite3.Connection, terminal: str, verify: Verify) -> Seal:
    """The seal of the journal. Raises JournalDamaged unless there is exactly one, and it is this terminal's."""
    rows = database.execute("SELECT statement, signature FROM seal").fetchall()
    if len(rows) != 1:
        raise JournalDamaged(f"it has {len(rows)} seals instead of one")
    statement, signature = rows[0]
    typed = isinstance(statement, str) and isinstance(signature, bytes)
    if not typed or not verify(statement.encode(), signature):
        raise JournalDamaged("its seal is not signed by this terminal's key")
    seal = _parsed(statement)
    if statement != seal.statement(terminal):
        raise JournalDamaged("its seal is another terminal's")
    return seal


def links(database: sqlite3.Connection) -> Iterator[Link]:
    """All records, oldest first. What is of another type than the journal writes is empty, and so no longer fits."""
    return (Link(*row) for row in database.execute(LINKS))


def reader(path: Path) -> sqlite3.Connection:
    """The journal, for reading; the terminal may be writing meanwhile. Raises sqlite3.Error."""
    database = sqlite3.connect(
        f"{path.resolve().as_uri()}?mode=ro", uri=True, timeout=BUSY_SECONDS, isolation_level=None
    )
    database.text_factory = lambda text: text.decode(errors="replace")  # what is not text any more differs, and is told
    return database


def last(path: Path, count: int) -> list[Record]:
    """The newest records, oldest first. Raises one of UNREADABLE."""
    with closing(reader(path)) as database:
        rows = database.execute("SELECT record FROM record ORDER BY number DESC LIMIT ?", (count,)).fetchall()
    return [_record(text) for (text,) in reversed(rows)]


def before_latest(path: Path, kind: Kind, count: int) -> list[Record]:
    """The records just before the latest of `kind`, oldest first. Raises one of UNREADABLE."""
    latest = "SELECT max(number) FROM record WHERE json_extract(record, '$.kind') = ?"
    with closing(reader(path)) as database:
        rows = database.execute(
            f"SELECT record FROM record WHERE number < ({latest}) ORDER BY number DESC LIMIT ?",  # noqa: S608
            (kind, count),
        ).fetchall()
    return [_record(text) for (text,) in reversed(rows)]


def _record(text: str) -> Record:
    fields = json.loads(text)
    return Record(fields["number"], datetime.fromisoformat(fields["at"]), fields["kind"], fields["facts"])


def _parsed(statement: str) -> Seal:
    fields = json.loads(statement)
    return Seal(
        fields["anchor"], bytes.fromhex(fields["anchor_hash"]), fields["head"], bytes.fromhex(fields["head_hash"])
    )
