"""Whether the journal is whole: from its anchor to its head, record by record, under the terminal's signature."""

from __future__ import annotations

import re
import sqlite3
from collections.abc import Mapping
from contextlib import closing
from pathlib import Path
from typing import NamedTuple

from kiosk.audit.journal import aside
from kiosk.audit.store import JournalDamaged, Seal, Verify, check_tables, links, reader, sealed
from kiosk.chain import Break, Fault, Link, breaks

WORDS = {Fault.MISSING: "removed", Fault.CHANGED: "changed", Fault.OUT_OF_PLACE: "put in"}
NUMBER = re.compile(r'"number":(\d+)}$')
"""A record's own."""


class Head(NamedTuple):
    """The newest record at some moment, as `kiosk audit verify` names it: NUMBER:HASH."""

    number: int
    hash: str

    @classmethod
    def parse(cls, text: str) -> Head:
        """Raises ValueError."""
        found = re.fullmatch(r"(\d{1,15}):([0-9a-f]{64})", text)
        if found is None:
            raise ValueError(f"{text!r} is not a head: NUMBER:HASH, as kiosk audit verify says it")
        return cls(int(found[1]), found[2])

    def __str__(self) -> str:
        return f"{self.number}:{self.hash}"


class Report(NamedTuple):
    """What was found wrong, one line each, and where the journal ends."""

    findings: tuple[str, ...]
    first: int = 0
    head: Head | None = None


def verify(path: Path, terminal: str, signed: Verify, known: Head | None = None) -> Report:
    """Checks the journal at `path`. `known` is a head of earlier: it finds an older journal put in this one's place."""
    if not path.is_file():
        return Report((f"{path}: there is no journal",))
    try:
        with closing(reader(path)) as database:
            report = _report(database, terminal, signed, known)
    except sqlite3.Error as error:
        report = Report((f"the database cannot be read: {error}",))
    evidence = tuple(f"{one.name} was found damaged at a start and set aside: keep it elsewhere" for one in aside(path))
    return report._replace(findings=report.findings + evidence)


def _report(database: sqlite3.Connection, terminal: str, signed: Verify, known: Head | None) -> Report:
    database.execute("BEGIN")  # one state of the journal, whoever is writing
    damage = [str(row[0]) for row in database.execute("PRAGMA quick_check") if row[0] != "ok"]
    try:
        check_tables(database)
        seal = sealed(database, terminal, signed)
    except JournalDamaged as damaged:
        return Report((*damage, str(damaged)))
    rows = list(links(database))
    records = {row.number: row.record for row in rows}
    findings = [_words(one, records) for one in breaks(seal.anchor, seal.anchor_hash, rows)]
    findings += [*_end(rows, seal), *_earlier(rows, seal, known)]
    return Report((*damage, *findings), seal.anchor + 1, Head(seal.head, seal.head_hash.hex()))


def _end(rows: list[Link], seal: Seal) -> list[str]:
    last, last_hash = (rows[-1].number, rows[-1].hash) if rows else (seal.anchor, seal.anchor_hash)
    if last < seal.head:
        return [f"{_records(last + 1, seal.head)} removed from the end"]
    if last > seal.head:
        return [f"{_records(seal.head + 1, last)} added without the terminal's signature"]
    return [] if last_hash == seal.head_hash else [f"record {last} is not the one that was signed"]


def _earlier(rows: list[Link], seal: Seal, known: Head | None) -> list[str]:
    if known is None or known.number <= seal.anchor:
        return []
    if known.number > seal.head:
        return [
            f"it ends with record {seal.head}, and record {known.number} was there before: an older one is in its place"
        ]
    kept = {row.number: row.hash.hex() for row in rows}
    return [] if kept.get(known.number) == known.hash else [f"record {known.number} is not the one of before"]


def _words(found: Break, records: Mapping[int, str]) -> str:
    if found.fault is Fault.CHANGED:
        own = NUMBER.search(records[found.first])
        if own is not None and int(own[1]) != found.first:
            return f"record {own[1]} stands in the place of record {found.first}"
    return f"{_records(found.first, found.last)} {WORDS[found.fault]}"


def _records(first: int, last: int) -> str:
    return f"record {first} was" if first == last else f"records {first} to {last} were"
