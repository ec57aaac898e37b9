"""Whatever is done to the journal's database is found, and it is said to which record."""

from __future__ import annotations

import shutil
from contextlib import closing
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from kiosk.audit.verify import Head
from kiosk.chain import GENESIS, link
from tests.kiosk.audit.desk import OTHER_KEY, checked, event, opened, store, written

COUNT = 20
numbers = st.integers(1, COUNT)
on_disk = settings(deadline=None, max_examples=40, suppress_health_check=[HealthCheck.function_scoped_fixture])


@pytest.fixture(scope="module")
def whole(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return written(tmp_path_factory.mktemp("whole") / "journal.sqlite3", COUNT)


@pytest.fixture
def path(whole: Path, tmp_path: Path) -> Path:
    return shutil.copy(whole, tmp_path / "journal.sqlite3")


def renewed(whole: Path, path: Path) -> Path:
    """For each example of a property a copy of its own."""
    return shutil.copy(whole, path)


def test_a_whole_journal_is_in_order_and_says_its_head(path: Path) -> None:
    report = checked(path)
    assert report.findings == ()
    assert report.head is not None
    assert (report.first, report.head.number) == (1, COUNT)
    assert Head.parse(str(report.head)) == report.head


@on_disk
@given(first=numbers, count=st.integers(1, COUNT))
def test_removed_records_are_named(whole: Path, path: Path, first: int, count: int) -> None:
    last = min(COUNT, first + count - 1)
    with opened(renewed(whole, path)) as database:
        database.execute("DELETE FROM record WHERE number BETWEEN ? AND ?", (first, last))
    which = f"record {first} was" if first == last else f"records {first} to {last} were"
    where = " from the end" if last == COUNT else ""
    assert checked(path).findings == (f"{which} removed{where}",)


@on_disk
@given(number=numbers, at=st.integers(0, 60), byte=st.integers(0, 255))
def test_one_changed_byte_of_a_record_is_found(whole: Path, path: Path, number: int, at: int, byte: int) -> None:
    with opened(renewed(whole, path)) as database:
        (text,) = database.execute("SELECT CAST(record AS BLOB) FROM record WHERE number = ?", (number,)).fetchone()
        other = text[:at] + bytes([byte]) + text[at + 1 :]
        database.execute("UPDATE record SET record = CAST(? AS TEXT) WHERE number = ?", (other, number))
    assert checked(path).findings == (() if other == text else (f"record {number} was changed",))


@on_disk
@given(number=numbers, other=st.binary(max_size=40))
def test_another_hash_is_found(whole: Path, path: Path, number: int, other: bytes) -> None:
    with opened(renewed(whole, path)) as database:
        database.execute("UPDATE record SET hash = ? WHERE number = ?", (other, number))
    assert f"record {number} was changed" in checked(path).findings


@on_disk
@given(pair=st.lists(numbers, min_size=2, max_size=2, unique=True), hashes=st.booleans())
def test_records_that_changed_places_are_told(whole: Path, path: Path, pair: list[int], hashes: bool) -> None:
    one, other = pair
    with opened(renewed(whole, path)) as database:
        rows = dict(database.execute("SELECT number, record FROM record WHERE number IN (?, ?)", pair))
        kept = dict(database.execute("SELECT number, hash FROM record WHERE number IN (?, ?)", pair))
        for number, source in ((one, other), (other, one)):
            of_hash = source if hashes else number
            values = (rows[source], kept[of_hash], number)
            database.execute("UPDATE record SET record = ?, hash = ? WHERE number = ?", values)
    findings = checked(path).findings
    assert f"record {other} stands in the place of record {one}" in findings
    assert f"record {one} stands in the place of record {other}" in findings


@on_disk
@given(number=st.integers(-5, 2 * COUNT).filter(lambda number: not 1 <= number <= COUNT), source=numbers)
def test_a_record_too_many_is_found(whole: Path, path: Path, number: int, source: int) -> None:
    with opened(renewed(whole, path)) as database:
        database.execute("INSERT INTO record SELECT ?, record, hash FROM record WHERE number = ?", (number, source))
    assert checked(path).findings


@on_disk
@given(signature=st.booleans(), at=st.integers(0, 63), byte=st.integers(0, 255))
def test_a_changed_seal_is_found(whole: Path, path: Path, signature: bool, at: int, byte: int) -> None:
    with opened(renewed(whole, path)) as database:
        old = database.execute("SELECT CAST(statement AS BLOB), signature FROM seal").fetchone()
        new = [*old]
        new[signature] = old[signature][:at] + bytes([byte]) + old[signature][at + 1 :]
        database.execute("UPDATE seal SET statement = CAST(? AS TEXT), signature = ?", new)
    assert bool(checked(path).findings) == (new != [*old])


@on_disk
@given(data=st.data())
def test_one_changed_byte_of_the_file_is_found_or_changes_nothing(whole: Path, path: Path, data: st.DataObject) -> None:
    raw = bytearray(whole.read_bytes())
    raw[data.draw(st.integers(0, len(raw) - 1))] ^= data.draw(st.integers(1, 255))
    path.write_bytes(raw)
    if not checked(path).findings:
        with opened(whole) as before, opened(path) as after:
            for query in ("SELECT * FROM record", "SELECT * FROM seal"):
                assert before.execute(query).fetchall() == after.execute(query).fetchall()


def test_a_journal_that_was_written_anew_without_the_key_is_found(path: Path) -> None:
    with opened(path) as database:
        before = GENESIS
        for number, text in database.execute("SELECT number, record FROM record ORDER BY number").fetchall():
            other = text.replace("opened", "agreed")
            before = link(before, other)
            database.execute("UPDATE record SET record = ?, hash = ? WHERE number = ?", (other, before, number))
    assert checked(path).findings == (f"record {COUNT} is not the one that was signed",)


def test_without_its_seal_or_with_two_it_is_not_the_terminals(path: Path) -> None:
    with opened(path) as database:
        database.execute("INSERT INTO seal SELECT * FROM seal")
    assert checked(path).findings == ("it has 2 seals instead of one",)
    with opened(path) as database:
        database.execute("DELETE FROM seal")
    assert checked(path).findings == ("it has 0 seals instead of one",)


def test_another_terminals_journal_is_not_this_ones(tmp_path: Path) -> None:
    assert checked(written(tmp_path / "other.sqlite3", 3, OTHER_KEY)).findings == (
        "its seal is not signed by this terminal's key",
    )


def test_a_table_or_trigger_of_somebody_elses_is_found(path: Path) -> None:
    with opened(path) as database:
        database.execute("CREATE TRIGGER quiet AFTER INSERT ON record BEGIN DELETE FROM record; END")
    assert checked(path).findings == ("its tables are not those that the terminal makes",)


def test_an_older_journal_in_its_place_is_found_by_the_head_of_before(path: Path, tmp_path: Path) -> None:
    older = shutil.copy(path, tmp_path / "older.sqlite3")
    with closing(store(path)) as kept:
        kept.append([event(), event()])
    newer = checked(path).head
    shutil.copy(older, path)
    assert checked(path).findings == ()
    assert checked(path, newer).findings == (
        f"it ends with record {COUNT}, and record {COUNT + 2} was there before: an older one is in its place",
    )
    assert checked(path, Head(COUNT, "0" * 64)).findings == (f"record {COUNT} is not the one of before",)


def test_a_missing_journal_and_something_else_in_its_place_are_told(tmp_path: Path) -> None:
    path = tmp_path / "journal.sqlite3"
    assert "there is no journal" in checked(path).findings[0]
    path.write_bytes(b"not a database at all" * 100)
    assert "cannot be read" in checked(path).findings[0]


@pytest.mark.parametrize("text", ["", "12", "12:xyz", ":" + "0" * 64, "x:" + "0" * 64])
def test_what_is_not_a_head_is_refused_in_words(text: str) -> None:
    with pytest.raises(ValueError, match="NUMBER:HASH"):
        Head.parse(text)
