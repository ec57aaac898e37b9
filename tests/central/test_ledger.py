"""The ledger: in order under any crowd, and nothing done to it afterwards goes unseen."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from random import Random

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import delete, func, select
from sqlalchemy.orm import Session

from central import ledger, policies
from central.database import Database, LedgerEntry, LedgerHead
from central.ledger import Head, Kind, Ledger
from central.schema import Schema
from central.terminals import Terminals
from tests.central.central_desk import ENTERPRISES, Clock, Face, Terminal, World, pem, proven
from tests.central.databases import Databases
from tests.central.processes import central

COUNT = 6
places = st.integers(1, COUNT)
COLUMNS = ("at", "kind", "subject", "receipt_number", "detail", "suite", "hash")


class Undone(Exception):
    """Ends a transaction without a commit."""


@dataclass
class Written:
    """A database with a ledger of COUNT entries; what a test does to it is undone afterwards."""

    database: Database
    kept: Head

    @contextmanager
    def tampered(self) -> Iterator[Session]:
        try:
            with self.database.transaction() as db:
                yield db
                raise Undone
        except Undone:
            pass


@pytest.fixture(scope="module")
def written(databases: Databases) -> Iterator[Written]:
    url = databases.empty()
    database = Database(url)
    Schema(database).prepare()
    book = Ledger(Clock())
    with database.transaction() as db:
        for number in range(1, COUNT + 1):
            book.append(db, Kind.TERMINAL_ENROLLED, f"bj-{number}", {"number": number, "名": None})
        kept = ledger.head_of(db)
    yield Written(database, kept)
    database.close()
    databases.drop(url)


def about(found: list[str], place: int) -> bool:
    return any(f"entry {place}:" in one or f"entry {place + 1}:" in one for one in found)


def test_a_ledger_that_nobody_touched_is_whole(written: Written) -> None:
    with written.tampered() as db:
        assert list(ledger.findings(db)) == []
        assert list(ledger.findings(db, [written.kept])) == []


@given(place=places)
def test_a_removed_entry_is_named(written: Written, place: int) -> None:
    with written.tampered() as db:
        db.execute(delete(LedgerEntry).where(LedgerEntry.position == place))
        assert f"entry {place}: missing" in list(ledger.findings(db))


@given(
    place=places, column=st.sampled_from(COLUMNS), words=st.text(st.characters(codec="utf-8", exclude_characters="\0"))
)
def test_a_changed_entry_is_named_whatever_was_changed(written: Written, place: int, column: str, words: str) -> None:
    with written.tampered() as db:
        entry = db.get_one(LedgerEntry, place)
        if getattr(entry, column) != words:
            setattr(entry, column, words)
            db.flush()
            assert about(list(ledger.findings(db)), place)


@given(pair=st.lists(places, min_size=2, max_size=2, unique=True))
def test_entries_that_changed_places_are_both_named(written: Written, pair: list[int]) -> None:
    with written.tampered() as db:
        one, other = (db.get_one(LedgerEntry, place) for place in pair)
        for column in COLUMNS:
            mine, its = getattr(one, column), getattr(other, column)
            setattr(one, column, its)
            setattr(other, column, mine)
        db.flush()
        found = list(ledger.findings(db))
        assert [place for place in pair if f"entry {place}: changed" not in found] == []


@given(place=places)
def test_an_entry_put_in_between_is_found_even_if_its_hash_is_right(written: Written, place: int) -> None:
    with written.tampered() as db:
        later = select(LedgerEntry).where(LedgerEntry.position >= place).order_by(LedgerEntry.position.desc())
        for entry in db.scalars(later).all():
            entry.position += 1
            db.flush()
        head = db.get_one(LedgerHead, ledger.THE_HEAD)
        before = db.get(LedgerEntry, place - 1)
        head.position, head.hash = place - 1, before.hash if before else ledger.BEFORE_THE_FIRST
        Ledger(Clock()).append(db, Kind.RESET, "nobody", {})
        head.position, head.hash = written.kept.position, written.kept.hash
        db.flush()
        assert list(ledger.findings(db)) != []


@given(place=places)
def test_who_writes_all_of_it_anew_is_found_by_a_head_that_was_kept(written: Written, place: int) -> None:
    with written.tampered() as db:
        db.execute(delete(LedgerEntry).where(LedgerEntry.position >= place))
        head, before = db.get_one(LedgerHead, ledger.THE_HEAD), db.get(LedgerEntry, place - 1)
        head.position, head.hash = place - 1, before.hash if before else ledger.BEFORE_THE_FIRST
        db.flush()
        assert list(ledger.findings(db)) == []
        assert list(ledger.findings(db, [written.kept])) != []
        for number in range(place, COUNT + 2):
            Ledger(Clock()).append(db, Kind.TERMINAL_ENROLLED, f"bj-{number}", {"number": number})
        assert list(ledger.findings(db)) == []
        (found,) = ledger.findings(db, [written.kept])
        assert found.startswith(f"entry {COUNT}: not the one of the head")


def test_the_hash_function_is_chosen_by_name_and_goes_on_until_another_is_chosen(written: Written) -> None:
    with written.tampered() as db:
        suites = [
            Ledger(Clock(), chosen).append(db, Kind.RESET, "9111", {}).suite
            for chosen in (None, "sm3", None, None, "sha256", None)
        ]
        assert suites == ["sha256", "sm3", "sm3", "sm3", "sha256", "sha256"]
        assert list(ledger.findings(db)) == []
    with pytest.raises(ValueError, match="unknown hash suite md5; there are sha256, sm3"):
        Ledger(Clock(), "md5")


def test_a_crowd_cannot_fork_it(databases: Databases, clock: Clock) -> None:
    """Two engines, as two processes have; the head does not exist yet."""
    database_url = databases.empty()
    Schema(Database(database_url)).prepare()
    engines = [Database(database_url), Database(database_url)]
    book = Ledger(clock)
    with engines[0].transaction() as db:
        before = ledger.head_of(db).position

    def append(number: int) -> None:
        with engines[number % 2].transaction() as db:
            book.append(db, Kind.FROZEN, str(number), {})

    with ThreadPoolExecutor(10) as pool:
        list(pool.map(append, range(40)))
    with engines[0].transaction() as db:
        assert ledger.head_of(db).position == before + 40
        assert db.scalar(select(func.count()).select_from(LedgerEntry)) == before + 40
        assert list(ledger.findings(db)) == []
    for engine in engines:
        engine.close()


def test_an_entry_is_there_only_if_the_change_is(database: Database, clock: Clock) -> None:
    def cut_off() -> None:
        with database.transaction() as db:
            Ledger(clock).append(db, Kind.FROZEN, "x", {})
            raise Undone

    with pytest.raises(Undone):
        cut_off()
    with database.transaction() as db:
        assert list(db.scalars(select(LedgerEntry).where(LedgerEntry.subject == "x"))) == []
        assert list(ledger.findings(db)) == []


def test_a_visit_s_change_is_one_entry_that_names_nobody(
    terminal: Terminal, world: World, owner: Face, database: Database
) -> None:
    visit = proven(terminal, world, owner)
    receipt = visit.reset(key="the-key-of-this-reset").json()
    assert visit.reset(key="the-key-of-this-reset").json()["number"] == receipt["number"]
    with database.transaction() as db:
        mine = select(LedgerEntry).where(LedgerEntry.subject == ENTERPRISES["星河"])
        (entry,) = db.scalars(mine)
        assert (entry.kind, entry.receipt_number, entry.hash) == ("reset", receipt["number"], receipt["hash"])
        detail = json.loads(entry.detail)
        assert detail["proofs"] == ["licence", "face"]
        assert (detail["holder"], detail["phone"], detail["id_number"]) == (
            "张*例",
            "138****1001",
            "110000********1012",
        )
        assert list(ledger.findings(db)) == []
        db.execute(delete(LedgerEntry))
        db.execute(delete(LedgerHead))
        assert list(ledger.findings(db)) == [f"receipt {receipt['number']}: not in the ledger"]


@pytest.fixture
def audit(database_url: str) -> Callable[..., tuple[int, str]]:
    def run(command: str, *options: object) -> tuple[int, str]:
        result = central("audit", command, "--database", database_url, *map(str, options))
        return result.exit_code, result.output

    return run


def test_the_command_names_what_is_wrong_and_exits_with_1(
    audit: Callable[..., tuple[int, str]], database: Database, clock: Clock, tmp_path: Path
) -> None:
    key = Ed25519PrivateKey.generate()
    private, public, head = tmp_path / "key.pem", tmp_path / "public.pem", tmp_path / "head.json"
    private.write_bytes(key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption()))
    public.write_text(pem(key))
    with database.transaction() as db:
        for number in range(5):
            Ledger(clock).append(db, Kind.FROZEN, str(number), {})
        last = ledger.head_of(db).position
    code, said = audit("verify")
    assert code == 0
    assert said.startswith(f"{last} entries, none removed")
    head.write_text(audit("head", "--key", private)[1])
    assert audit("verify", "--head", head, "--public-key", public)[0] == 0
    head_of_another = tmp_path / "another.json"
    head_of_another.write_text(head.read_text().replace(f'"position":{last}', f'"position":{last - 1}'))
    assert "is not signed with that key" in audit("verify", "--head", head_of_another, "--public-key", public)[1]
    with database.transaction() as db:
        db.execute(delete(LedgerEntry).where(LedgerEntry.position == last - 2))
    assert audit("verify") == (1, f"entry {last - 2}: missing\n")


def test_what_is_done_to_a_terminal_s_key_is_an_entry(database: Database, clock: Clock) -> None:
    register = Terminals(policies.load(), Ledger(clock), clock, Random(1))
    old, new = pem(Ed25519PrivateKey.generate()), pem(Ed25519PrivateKey.generate())
    with database.transaction() as db:
        for key in (old, old, new):
            register.enrol(db, "bj-9", "beijing", key, "zhou")
        register.set_enabled(db, "bj-9", False, "zhou", "moved")
        register.set_enabled(db, "bj-9", True, "zhou")
        register.revoke(db, "bj-9", "zhou")
    with database.transaction() as db:
        mine = select(LedgerEntry).where(LedgerEntry.subject == "bj-9").order_by(LedgerEntry.position)
        entries = db.scalars(mine).all()
        kinds = ["enrolled", "key_replaced", "disabled", "enabled", "revoked"]
        assert [entry.kind for entry in entries] == [f"terminal_{kind}" for kind in kinds]
        assert {json.loads(entry.detail)["by"] for entry in entries} == {"zhou"}
        assert json.loads(entries[2].detail)["reason"] == "moved"
        assert list(ledger.findings(db)) == []


def test_the_policies_are_an_entry_whenever_they_have_changed(database: Database, clock: Clock) -> None:

    def start(minimum: int) -> int:
        with database.transaction() as db:
            Ledger(clock).append_news(db, Kind.POLICIES_CHANGED, "policies", {"min_length": minimum})
            return ledger.head_of(db).position

    before = start(10)
    assert [start(10), start(12), start(12), start(10)] == [before, before + 1, before + 1, before + 2]
