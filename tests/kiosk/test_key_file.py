"""The terminal's key and its change for another: the journal goes on, and no key is left lying about."""

from __future__ import annotations

from pathlib import Path

from kiosk.audit.events import Kind
from kiosk.audit.journal import Journal, aside
from kiosk.audit.store import last
from kiosk.audit.verify import verify
from kiosk.key_file import KeyFile
from kiosk.signature import either, private_half, public_half
from tests.kiosk.audit.desk import KEY, NOON, TERMINAL


def write(path: Path, keys: KeyFile, kind: Kind) -> None:
    """A run of the program, as `kiosk/app.py` opens its journal."""
    key, former = keys.present(), keys.former()
    assert key is not None
    by_this = public_half(key)
    journal = Journal(
        path,
        TERMINAL,
        sign=private_half(key),
        verify=either(by_this, public_half(former)) if former else by_this,
        max_bytes=1_000_000,
        clock=lambda: NOON,
    )
    journal.start()
    journal.note(kind)
    assert journal.close(10)


def test_the_journal_goes_on_under_the_new_key(tmp_path: Path) -> None:
    place, path = tmp_path / "terminal.key", tmp_path / "journal.sqlite3"
    place.write_bytes(KEY.get_secret_value())
    keys = KeyFile(place)
    write(path, keys, Kind.STARTED)
    new = keys.make()
    keys.switch()
    write(path, keys, Kind.STOPPED)
    assert [record.kind for record in last(path, 10)] == ["started", "stopped"]
    assert aside(path) == [], "nothing was set aside"
    assert not verify(path, TERMINAL, public_half(new)).findings
    assert verify(path, TERMINAL, public_half(KEY)).findings, "the former key seals nothing any more"


def test_a_key_is_made_once_and_kept_from_everybody_else(tmp_path: Path) -> None:
    keys = KeyFile(tmp_path / "var" / "terminal.key")
    assert keys.waiting() is None
    new = keys.make()
    assert keys.make() == new, "a request that is under way goes on"
    assert (tmp_path / "var" / "terminal.key.new").stat().st_mode & 0o777 == 0o600
    keys.drop()
    assert keys.make() != new
    keys.switch()
    assert keys.former() is None, "a new terminal had none"
    assert {one.name for one in (tmp_path / "var").iterdir()} == {"terminal.key"}
