"""How the run before this one ended, by a journal on disk."""

from __future__ import annotations

from contextlib import closing
from pathlib import Path

import pytest

from kiosk.audit.ends import End, Ended
from kiosk.audit.events import Kind, Name
from kiosk.audit.store import Noted
from kiosk.diagnostics.journal import EndProbe
from tests.kiosk.audit.desk import NOON, store

WHERE = {"type": Name("MemoryError"), "module": Name("kiosk.app"), "line": 7}
STARTED, STOPPED = Noted(NOON, Kind.STARTED, {}), Noted(NOON, Kind.STOPPED, {})
CRASH, PIN_SET = Noted(NOON, Kind.CRASH, WHERE), Noted(NOON, Kind.PIN_SET, {})


def end_by(path: Path, *events: Noted) -> Ended | None:
    with closing(store(path)) as journal:
        journal.append(events)
    return EndProbe(path).read().ended


@pytest.mark.parametrize(
    ("run", "end"),
    [
        ([STARTED, STOPPED], End.ORDERLY),
        ([STARTED, STOPPED, PIN_SET], End.ORDERLY),
        ([STARTED, CRASH, STOPPED], End.ORDERLY),
        ([STARTED, PIN_SET, CRASH], End.CRASHED),
        ([STARTED], End.BROKEN_OFF),
        ([STARTED, STOPPED, STARTED, CRASH, Noted(NOON, Kind.PRINTED, {"documents": 1})], End.BROKEN_OFF),
    ],
)
def test_a_run_ended_as_its_last_record_says(tmp_path: Path, run: list[Noted], end: End) -> None:
    assert end_by(tmp_path / "journal.db", *run, STARTED, CRASH) == Ended(end, NOON)


def test_of_the_first_run_and_without_a_journal_nothing_is_known(tmp_path: Path) -> None:
    assert EndProbe(tmp_path / "none.db").read().ended is None
    assert end_by(tmp_path / "journal.db", PIN_SET, STARTED) is None
