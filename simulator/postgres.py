"""A PostgreSQL of one's own in a temporary folder, for tests and measurements; it forgets everything at the end."""

from __future__ import annotations

import os
import pwd
import shutil
import signal
import subprocess
import tempfile
import time
from collections.abc import Mapping
from itertools import count
from pathlib import Path

import psycopg

REMEDY = "apt-get install postgresql (deploy/setup dev does it)"
START_SECONDS, STOP_SECONDS = 30, 10
PAUSE_SECONDS = 0.02
HASTY = {"fsync": "off", "synchronous_commit": "off", "full_page_writes": "off", "autovacuum": "off"}
"""Loses everything in a power cut: for tests only."""


class PostgresServer:
    """Listens on a socket in its folder. With the server's own `settings` it keeps what it has committed."""

    def __init__(self, settings: Mapping[str, str]) -> None:
        """Starts it and waits until it answers. Raises RuntimeError where there is none, or it does not start."""
        found = sorted(Path("/usr/lib/postgresql").glob("*/bin/initdb")) or [Path(shutil.which("initdb") or "")]
        programs = found[-1].resolve().parent
        if not (programs / "postgres").exists():
            raise RuntimeError(f"no PostgreSQL here: {REMEDY}")
        # Readable by another user: the server refuses to run as root.
        self._folder = Path(tempfile.mkdtemp(prefix="pg-"))
        # Whatever becomes of who started it, the server goes when they do.
        start = ["setpriv", "--pdeathsig", "QUIT"]
        if os.geteuid() == 0:
            user = pwd.getpwnam("postgres")
            os.chown(self._folder, user.pw_uid, user.pw_gid)
            start += ["--reuid", str(user.pw_uid), "--regid", str(user.pw_gid), "--clear-groups"]
        data = str(self._folder / "data")
        options = ["--username=postgres", "--auth=trust", "--encoding=UTF8", "--locale=C", "--no-sync"]
        made = subprocess.run(  # noqa: S603 - a system package's program
            [*start, programs / "initdb", "-D", data, *options], cwd=self._folder, capture_output=True, text=True
        )
        if made.returncode:
            raise RuntimeError(f"initdb failed: {made.stderr.strip()}; {REMEDY}")
        own = {"listen_addresses": "", "unix_socket_directories": str(self._folder), "max_connections": "200"}
        every = [f"-c{name}={value}" for name, value in {**own, **settings}.items()]
        with (self._folder / "log").open("w") as log:
            self._server = subprocess.Popen(  # noqa: S603
                [*start, programs / "postgres", "-D", data, *every], cwd=self._folder, stdout=log, stderr=log
            )
        self._numbers = count(1)
        self._await_start()

    @property
    def pid(self) -> int:
        """Of the process whose children do the work."""
        return self._server.pid

    def new_name(self) -> str:
        """For a database, not used before."""
        return f"central_{next(self._numbers)}"

    def create(self, template: str = "template0") -> str:
        """The URL of a new database, a copy of `template`, which nobody is connected to."""
        name = self.new_name()
        with self.connected("postgres") as admin:
            admin.execute(f"CREATE DATABASE {name} TEMPLATE {template}".encode())
        return self.url(name)

    def url(self, name: str) -> str:
        """As SQLAlchemy takes it."""
        return f"postgresql+psycopg://postgres@/{name}?host={self._folder}"

    def connected(self, name: str) -> psycopg.Connection:
        """A connection of one's own to a database, each statement a transaction."""
        return psycopg.connect(host=str(self._folder), user="postgres", dbname=name, autocommit=True)

    def _await_start(self) -> None:
        end = time.monotonic() + START_SECONDS
        while True:
            try:
                self.connected("postgres").close()
                return
            except psycopg.OperationalError:
                if self._server.poll() is not None or time.monotonic() > end:
                    said = (self._folder / "log").read_text().strip()
                    raise RuntimeError(f"PostgreSQL did not start: {said}; {REMEDY}") from None
                time.sleep(PAUSE_SECONDS)

    def stop(self) -> None:
        """Ends it, without waiting for those who are still connected, and deletes its folder."""
        self._server.send_signal(signal.SIGINT)
        self._server.wait(STOP_SECONDS)
        shutil.rmtree(self._folder)
