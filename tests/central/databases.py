"""New databases for the tests: SQLite files, and databases of a PostgreSQL that lives as long as the tests run."""

from __future__ import annotations

import shutil
import sqlite3
from abc import ABC, abstractmethod
from contextlib import closing
from itertools import count
from pathlib import Path

import psycopg
from sqlalchemy import make_url

from simulator.postgres import HASTY, PostgresServer


class Databases(ABC):
    """Makes databases, empty ones and copies of one that was filled before."""

    @abstractmethod
    def empty(self) -> str:
        """The URL of a new database."""

    @abstractmethod
    def copy(self, url: str) -> str:
        """The URL of a new database with all that is in `url`, which nobody is connected to."""

    @abstractmethod
    def refill(self, url: str, filled: str) -> None:
        """Puts all that is in `filled` into `url`, a copy of it, whoever is still connected there."""

    @abstractmethod
    def drop(self, url: str) -> None:
        """Deletes a database, whoever is still connected."""


class SqliteFiles(Databases):
    """Files in a folder."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._numbers = count(1)

    def empty(self) -> str:
        return f"sqlite:///{self._folder / f'central-{next(self._numbers)}.db'}"

    def copy(self, url: str) -> str:
        new = self.empty()
        shutil.copyfile(url.removeprefix("sqlite:///"), new.removeprefix("sqlite:///"))
        return new

    def refill(self, url: str, filled: str) -> None:
        # As SQLite itself does it: whoever is still connected to the file would otherwise spoil it.
        with (
            closing(sqlite3.connect(filled.removeprefix("sqlite:///"))) as source,
            closing(sqlite3.connect(url.removeprefix("sqlite:///"))) as target,
        ):
            target.execute("PRAGMA synchronous=OFF")
            source.backup(target)

    def drop(self, url: str) -> None:
        for end in ("", "-wal", "-shm"):
            Path(url.removeprefix("sqlite:///") + end).unlink(missing_ok=True)


class PostgresCluster(Databases):
    """Databases of a server of the tests' own."""

    def __init__(self) -> None:
        self._server = PostgresServer(HASTY)
        self._contents: dict[str, Contents] = {}
        self._admin = self._server.connected("postgres")

    def empty(self) -> str:
        return self._server.create()

    def copy(self, url: str) -> str:
        self._cut_off(name_of(url))
        return self._server.create(name_of(url))

    def refill(self, url: str, filled: str) -> None:
        """Takes a tenth of the time that a new copy takes."""
        name, template = name_of(url), name_of(filled)
        if template not in self._contents:
            with self._server.connected(template) as connection:
                self._contents[template] = Contents(connection)
        self._cut_off(name)
        with self._server.connected(name) as connection:
            refilled = self._contents[template].refill(connection)
        if not refilled:  # a test has changed the tables themselves
            self.drop(url)
            self._admin.execute(f"CREATE DATABASE {name} TEMPLATE {template}".encode())

    def drop(self, url: str) -> None:
        self._admin.execute(f"DROP DATABASE {name_of(url)} WITH (FORCE)".encode())

    def _cut_off(self, name: str) -> None:
        self._admin.execute("SELECT pg_terminate_backend(pid, 5000) FROM pg_stat_activity WHERE datname = %s", [name])

    def stop(self) -> None:
        self._admin.close()
        self._server.stop()


class Contents:
    """What is in the tables of a database, and how far its sequences are."""

    def __init__(self, connection: psycopg.Connection) -> None:
        self._rows = {table: rows(connection, table) for table in tables(connection)}
        self._sequences = connection.execute(SEQUENCES).fetchall()

    def refill(self, connection: psycopg.Connection) -> bool:
        """Replaces what is in all tables; False where they are not those of this database."""
        found = tables(connection)
        if not self._rows.keys() <= set(found):
            return False
        with connection.transaction():
            connection.execute("SET LOCAL session_replication_role = replica")  # in any order, whatever refers to what
            for table in found:
                connection.execute(f"DELETE FROM {table}".encode())  # noqa: S608 - our own names
            for table, text in self._rows.items():
                if text:
                    with connection.cursor().copy(f"COPY {table} FROM STDIN".encode()) as copy:
                        copy.write(text)
            for sequence, last in self._sequences:
                connection.execute("SELECT setval(%s::regclass, %s, %s)", [sequence, last or 1, last is not None])
        return True


SEQUENCES = "SELECT quote_ident(sequencename), last_value FROM pg_sequences WHERE schemaname = 'public'"


def tables(connection: psycopg.Connection) -> list[str]:
    found = connection.execute("SELECT tablename FROM pg_tables WHERE schemaname = 'public'").fetchall()
    return [name for (name,) in found]


def rows(connection: psycopg.Connection, table: str) -> bytes:
    with connection.cursor().copy(f"COPY {table} TO STDOUT".encode()) as copy:
        return b"".join(map(bytes, copy))


def name_of(url: str) -> str:
    return str(make_url(url).database)
