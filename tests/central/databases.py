"""New databases for the tests: SQLite files, and databases of a PostgreSQL that lives as long as the tests run."""

from __future__ import annotations

import os
import pwd
import shutil
import signal
import subprocess
import tempfile
import time
from abc import ABC, abstractmethod
from itertools import count
from pathlib import Path

import psycopg
from sqlalchemy import make_url

REMEDY = "apt-get install postgresql (deploy/setup dev does it); the tests of central/ need a real one"


class Databases(ABC):
    """Makes databases, empty ones and copies of one that was filled before."""

    @abstractmethod
    def empty(self) -> str:
        """The URL of a new database."""

    @abstractmethod
    def copy(self, url: str) -> str:
        """The URL of a new database with all that is in `url`, which nobody is connected to."""

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

    def drop(self, url: str) -> None:
        for end in ("", "-wal", "-shm"):
            Path(url.removeprefix("sqlite:///") + end).unlink(missing_ok=True)


class PostgresCluster(Databases):
    """A server of its own in a temporary folder, on a socket there; it forgets everything at the end."""

    def __init__(self) -> None:
        found = sorted(Path("/usr/lib/postgresql").glob("*/bin/initdb")) or [Path(shutil.which("initdb") or "")]
        programs = found[-1].resolve().parent
        if not (programs / "postgres").exists():
            raise RuntimeError(f"no PostgreSQL here: {REMEDY}")
        # Not pytest's folder: the server refuses to run as root, and another user cannot enter there.
        self._folder = Path(tempfile.mkdtemp(prefix="pg-"))
        # Whatever becomes of the tests, the server goes when they do.
        start = ["setpriv", "--pdeathsig", "QUIT"]
        if os.geteuid() == 0:
            user = pwd.getpwnam("postgres")
            os.chown(self._folder, user.pw_uid, user.pw_gid)
            start += ["--reuid", str(user.pw_uid), "--regid", str(user.pw_gid), "--clear-groups"]
        data = str(self._folder / "data")
        options = ["--username=postgres", "--auth=trust", "--encoding=UTF8", "--locale=C", "--no-sync"]
        made = subprocess.run(
            [*start, programs / "initdb", "-D", data, *options], cwd=self._folder, capture_output=True, text=True
        )
        if made.returncode:
            raise RuntimeError(f"initdb failed: {made.stderr.strip()}; {REMEDY}")
        settings = {
            "listen_addresses": "",
            "unix_socket_directories": str(self._folder),
            "max_connections": "200",
            "fsync": "off",
            "synchronous_commit": "off",
            "full_page_writes": "off",
            "autovacuum": "off",
        }
        with (self._folder / "log").open("w") as log:
            self._server = subprocess.Popen(
                [*start, programs / "postgres", "-D", data, *(f"-c{name}={value}" for name, value in settings.items())],
                cwd=self._folder,
                stdout=log,
                stderr=log,
            )
        self._numbers = count(1)
        self._admin = self._connected()

    def empty(self) -> str:
        return self._new("TEMPLATE template0")

    def copy(self, url: str) -> str:
        return self._new(f"TEMPLATE {make_url(url).database}")

    def drop(self, url: str) -> None:
        self._admin.execute(f"DROP DATABASE {make_url(url).database} WITH (FORCE)".encode())

    def stop(self) -> None:
        self._admin.close()
        self._server.send_signal(signal.SIGINT)  # without waiting for those who are still connected
        self._server.wait(10)
        shutil.rmtree(self._folder)

    def _new(self, how: str) -> str:
        name = f"central_{next(self._numbers)}"
        self._admin.execute(f"CREATE DATABASE {name} {how}".encode())
        return f"postgresql+psycopg://postgres@/{name}?host={self._folder}"

    def _connected(self) -> psycopg.Connection:
        end = time.monotonic() + 30
        while True:
            try:
                return psycopg.connect(host=str(self._folder), user="postgres", dbname="postgres", autocommit=True)
            except psycopg.OperationalError:
                if self._server.poll() is not None or time.monotonic() > end:
                    said = (self._folder / "log").read_text().strip()
                    raise RuntimeError(f"PostgreSQL did not start: {said}; {REMEDY}") from None
                time.sleep(0.02)
