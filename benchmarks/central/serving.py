"""The service in its own processes, on either database, and the processor time that each takes."""

from __future__ import annotations

import os
import secrets
import shutil
import tempfile
import time
from base64 import b64encode
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from random import SystemRandom

import psutil
from sqlalchemy import make_url

from benchmarks.central.ground import Ground
from central.settings import Argon2Cost
from central.vault import KEY_BYTES, Vault
from simulator.postgres import PostgresServer
from simulator.service import KEYS_FILE, CentralProcess

SERVICE = ("-m", "central")


@dataclass(frozen=True)
class Arrangement:
    """What the service runs on."""

    name: str
    postgres: bool
    workers: int = 1


SQLITE = Arrangement("SQLite", postgres=False)
ONE_WORKER = Arrangement("PostgreSQL, 1 worker", postgres=True)
TWO_WORKERS = Arrangement("PostgreSQL, 2 workers", postgres=True, workers=2)
ARRANGEMENTS = (SQLITE, ONE_WORKER, TWO_WORKERS)


@dataclass(frozen=True)
class Spent:
    """Processor time since some beginning, s, and the time itself; cores that wait for the disk are `idle` too."""

    at: float
    service: float
    database: float
    generator: float
    idle: float

    def cores(self, before: Spent) -> Cores:
        """How many cores each was busy with since `before`, on average."""
        seconds = self.at - before.at
        return Cores(
            service=(self.service - before.service) / seconds,
            database=(self.database - before.database) / seconds,
            generator=(self.generator - before.generator) / seconds,
            idle=(self.idle - before.idle) / seconds,
        )


@dataclass(frozen=True)
class Cores:
    """Of the machine, busy with the service, a database server's processes and the load generator; and idle."""

    service: float
    database: float
    generator: float
    idle: float

    @property
    def others(self) -> float:
        """Busy with what has nothing to do with the measurement."""
        return max(0.0, (os.cpu_count() or 1) - self.service - self.database - self.generator - self.idle)


@dataclass(frozen=True)
class Serving:
    """A service that runs."""

    arrangement: Arrangement
    central: CentralProcess
    postgres: PostgresServer | None

    def spent(self) -> Spent:
        """The processor time so far."""
        return Spent(
            at=time.perf_counter(),
            service=_time_of(self.central.pid),
            database=_time_of(self.postgres.pid) if self.postgres else 0.0,
            generator=time.process_time(),
            idle=psutil.cpu_times().idle + psutil.cpu_times().iowait,
        )


class Site:
    """A filled database of each kind; every service gets a copy of its own."""

    def __init__(self, folder: Path, ground: Ground, arrangements: Sequence[Arrangement], cost: Argon2Cost) -> None:
        self._folder = folder
        self._postgres = PostgresServer({}) if any(one.postgres for one in arrangements) else None
        self._key = secrets.token_bytes(KEY_BYTES)
        vault = Vault([self._key], SystemRandom())
        ground.lay(f"sqlite:///{folder / 'filled.db'}", cost, vault)
        if self._postgres:
            self._filled = self._postgres.create()
            ground.lay(self._filled, cost, vault)

    @property
    def postgres_version(self) -> str | None:
        """Of the server, where there is one."""
        if self._postgres is None:
            return None
        with self._postgres.connected("postgres") as connection:
            return str(connection.info.parameter_status("server_version"))

    @contextmanager
    def serving(self, arrangement: Arrangement, program: Sequence[str] = SERVICE) -> Iterator[Serving]:
        """The service on a database of its own; `program` is what Python runs."""
        folder = Path(tempfile.mkdtemp(dir=self._folder))
        (folder / KEYS_FILE).write_bytes(b64encode(self._key))
        postgres = self._postgres if arrangement.postgres else None
        options = ["--workers", str(arrangement.workers)] if arrangement.workers > 1 else []
        central = CentralProcess(
            folder, "BJ-0001", "beijing", database=self._copy(postgres, folder), options=options, program=program
        )
        try:
            central.start()
            yield Serving(arrangement, central, postgres)
        finally:
            central.stop()

    def close(self) -> None:
        """Ends the database's server."""
        if self._postgres:
            self._postgres.stop()

    def _copy(self, postgres: PostgresServer | None, folder: Path) -> str:
        if postgres:
            return postgres.create(str(make_url(self._filled).database))
        shutil.copyfile(self._folder / "filled.db", folder / "central.db")
        return f"sqlite:///{folder / 'central.db'}"


def _time_of(pid: int) -> float:
    """The processor time of a process and of all below it, those that have ended too, s."""
    total = 0.0
    process = psutil.Process(pid)
    for one in (process, *process.children(recursive=True)):
        with suppress(psutil.NoSuchProcess):
            times = one.cpu_times()
            total += times.user + times.system + times.children_user + times.children_system
    return total
