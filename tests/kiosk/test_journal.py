"""The journal: types only, two files at most, and never in the way of a visit."""

from __future__ import annotations

import json
import logging
from datetime import UTC, datetime
from enum import StrEnum
from pathlib import Path
from typing import Any, get_type_hints

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kiosk.contract import Ending, ProblemCode
from kiosk.flow import State
from kiosk.journal import Journal, JournalFile, Kind

NOON = datetime(2026, 11, 2, 12, tzinfo=UTC)


class Lines(logging.Handler):
    """Keeps what is written."""

    def __init__(self) -> None:
        super().__init__()
        self.lines: list[str] = []

    def emit(self, record: logging.LogRecord) -> None:
        self.lines.append(record.getMessage())


def journal_into(handler: logging.Handler) -> Journal:
    logger = logging.Logger("journal of a test")
    logger.addHandler(handler)
    return Journal(logger, lambda: NOON)


def records(path: Path) -> list[dict[str, Any]]:
    return [json.loads(line) for line in path.read_text("utf-8").splitlines()]


def test_facts_are_words_of_the_program_and_numbers_only() -> None:
    assert get_type_hints(Journal.note)["facts"] == StrEnum | int | float


facts = st.dictionaries(
    st.sampled_from(["state", "problem", "tries", "seconds"]),
    st.sampled_from([*State, *ProblemCode, *Ending]) | st.integers() | st.floats(allow_nan=False, allow_infinity=False),
)


@given(st.sampled_from(Kind), facts)
def test_a_record_is_one_line_that_says_when_what_and_how_much(kind: Kind, facts: dict[str, Any]) -> None:
    handler = Lines()
    journal_into(handler).note(kind, **facts)
    (line,) = handler.lines
    assert "\n" not in line
    assert json.loads(line) == {"at": "2026-11-02T12:00:00.000+00:00", "kind": kind, **facts}


def failing(text: str) -> None:
    raise ValueError(f"the password {text} is bad")


def test_a_crash_is_told_by_type_and_place_and_never_in_its_words() -> None:
    handler = Lines()
    try:
        failing("Quartz-58")
    except ValueError as error:
        journal_into(handler).crash(error)
    (line,) = handler.lines
    record = json.loads(line)
    place = f"{__name__}:{failing.__code__.co_firstlineno + 1}"
    assert (record["kind"], record["type"], record["place"]) == (Kind.CRASH, "ValueError", place)
    assert "Quartz" not in line


def test_an_error_that_was_never_raised_is_recorded_too() -> None:
    handler = Lines()
    journal_into(handler).crash(RuntimeError("Quartz-58"))
    assert json.loads(handler.lines[0])["place"] == "unknown"


def test_two_files_of_bounded_size_are_kept(tmp_path: Path) -> None:
    path = tmp_path / "journal.jsonl"
    journal = journal_into(JournalFile(path, 1000))
    for number in range(100):
        journal.note(Kind.STATE, number=number)
    older = tmp_path / "journal.jsonl.1"
    assert sorted(tmp_path.iterdir()) == [path, older]
    assert path.stat().st_size <= 1000
    assert older.stat().st_size <= 1000
    kept = [record["number"] for record in (*records(older), *records(path))]
    assert kept == list(range(100 - len(kept), 100))


def test_a_full_disk_loses_records_but_breaks_nothing(capfd: pytest.CaptureFixture[str]) -> None:
    journal = journal_into(JournalFile(Path("/dev/full"), 1000))
    for number in range(1000):
        journal.note(Kind.STATE, number=314159 + number)
    told = capfd.readouterr().err
    assert told == "journal /dev/full: No space left on device; records are lost until it can be written\n"


def test_records_come_back_with_the_disk(tmp_path: Path, capfd: pytest.CaptureFixture[str]) -> None:
    folder = tmp_path / "journal"
    folder.mkdir()
    path = folder / "journal.jsonl"
    handler = JournalFile(path, 200)
    journal = journal_into(handler)
    journal.note(Kind.STATE, number=1)
    away = folder.rename(tmp_path / "away")
    for number in range(2, 10):  # enough to begin another file, which cannot be had
        journal.note(Kind.STATE, number=number)
    away.rename(folder)
    journal.note(Kind.STATE, number=10)
    handler.close()
    assert records(path)[-1]["number"] == 10
    assert "No such file or directory" in capfd.readouterr().err
