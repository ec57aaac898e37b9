"""A journal of a terminal, its key, and who checks it."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager
from datetime import UTC, datetime
from pathlib import Path

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat
from pydantic import SecretBytes

from kiosk.audit.events import Kind
from kiosk.audit.journal import Journal
from kiosk.audit.store import Noted, Store, last
from kiosk.audit.verify import Head, Report, verify
from kiosk.flow import Event, State
from kiosk.signature import private_half, public_half

TERMINAL = "BJ-0001"
NOON = datetime(2026, 11, 2, 12, tzinfo=UTC)


def new_key() -> SecretBytes:
    private = Ed25519PrivateKey.generate()
    return SecretBytes(private.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption()))


KEY, OTHER_KEY = new_key(), new_key()


def store(path: Path, key: SecretBytes = KEY, max_bytes: int = 1_000_000) -> Store:
    return Store(path, TERMINAL, private_half(key), max_bytes)


def journal(path: Path, max_bytes: int = 1_000_000) -> Journal:
    return Journal(
        path,
        TERMINAL,
        sign=private_half(KEY),
        verify=public_half(KEY),
        max_bytes=max_bytes,
        clock=lambda: NOON,
    )


def event(state: State = State.LICENCE) -> Noted:
    return Noted(NOON, Kind.STATE, {"state": state, "event": Event.OPENED})


def written(path: Path, count: int, key: SecretBytes = KEY) -> Path:
    """A journal of so many records, closed."""
    with closing(store(path, key)) as kept:
        kept.append([event(state) for state, _ in zip(list(State) * count, range(count), strict=False)])
    return path


def checked(path: Path, known: Head | None = None) -> Report:
    return verify(path, TERMINAL, public_half(KEY), known)


@contextmanager
def opened(path: Path) -> Iterator[sqlite3.Connection]:
    """The database, for somebody who has no business there."""
    with closing(sqlite3.connect(path, isolation_level=None)) as database:
        yield database


def count(path: Path) -> int:
    """How many records are on disk; none before there is a journal."""
    try:
        return len(last(path, 100_000))
    except sqlite3.OperationalError:
        return 0
