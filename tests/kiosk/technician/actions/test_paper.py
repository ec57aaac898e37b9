"""New paper: the slip proves it, the count begins anew, and a printer that fails keeps the count."""

from __future__ import annotations

import sqlite3
from datetime import UTC, datetime
from pathlib import Path

from devices.printer import FilePrinter, NoPrinter, PaperSupply
from devices.status import DeviceStatus
from kiosk.audit.events import Kind
from kiosk.audit.store import Record
from kiosk.technician.actions.paper import PaperAction, printed_since
from tests.kiosk.technician.actions.hands import AtOnce, Later, Noted

NOW = datetime(2026, 11, 25, tzinfo=UTC)


def record(kind: Kind, **facts: int) -> Record:
    return Record(1, NOW, kind, facts)


HISTORY = [
    record(Kind.PRINTED, documents=4),
    record(Kind.PAPER_CHANGED, documents=4),
    record(Kind.PRINTED, documents=1),
    record(Kind.STARTED),
    record(Kind.PRINTED, documents=2),
]


def test_documents_are_counted_since_the_last_change_of_paper() -> None:
    assert printed_since(HISTORY) == 3
    assert printed_since(HISTORY[:2]) == 0
    assert printed_since([]) == 0


def test_a_slip_that_comes_out_is_a_change_of_paper(tmp_path: Path) -> None:
    noted = Noted()
    action = PaperAction(FilePrinter(tmp_path), lambda: b"%PDF slip", lambda: HISTORY, AtOnce(), noted)
    action.enter()
    action.tick()
    assert (action.view.documents, action.view.status) == (3, DeviceStatus.ONLINE)
    action.changed()
    assert action.view.done
    assert action.view.documents == 0
    assert (tmp_path / "test-slip.pdf").read_bytes() == b"%PDF slip"
    assert noted.events == [(Kind.PAPER_CHANGED, {"documents": 3})]


def test_a_slip_that_does_not_come_out_is_none(tmp_path: Path) -> None:
    noted = Noted()
    action = PaperAction(FilePrinter(tmp_path / "gone"), lambda: b"%PDF", lambda: HISTORY, AtOnce(), noted)
    action.enter()
    action.changed()
    assert "does not exist" in action.view.fault
    assert action.view.documents == 3
    assert noted.events == [(Kind.PAPER_FAULT, {"status": DeviceStatus.HARDWARE_ERROR})]


def test_a_journal_that_cannot_be_read_keeps_nobody_from_changing_the_paper(tmp_path: Path) -> None:
    def broken() -> list[Record]:
        raise sqlite3.DatabaseError("file is not a database")

    action = PaperAction(FilePrinter(tmp_path), lambda: b"%PDF", broken, AtOnce(), Noted())
    action.enter()
    assert action.view.documents is None
    action.changed()
    assert action.view.documents == 0


def test_who_comes_back_while_it_prints_has_no_second_slip(tmp_path: Path) -> None:
    later, noted = Later(), Noted()
    action = PaperAction(FilePrinter(tmp_path), lambda: b"%PDF", lambda: [], later, noted)
    action.changed()
    action.leave()
    action.enter()
    action.changed()
    later.now()
    assert [kind for kind, _ in noted.events] == [Kind.PAPER_CHANGED]
    assert not action.view.printing


def test_one_slip_at_a_time_and_none_without_a_printer(tmp_path: Path) -> None:
    later, noted = Later(), Noted()
    action = PaperAction(FilePrinter(tmp_path), lambda: b"%PDF", lambda: [], later, noted)
    action.changed()
    action.changed()
    later.now()
    assert [kind for kind, _ in noted.events] == [Kind.PAPER_CHANGED]
    without = PaperAction(NoPrinter(), lambda: b"%PDF", lambda: [], AtOnce(), noted)
    without.enter()
    without.tick()
    without.changed()
    assert not without.view.fitted
    assert without.view.paper is PaperSupply.NOT_SUPPORTED
    assert len(noted.events) == 1
