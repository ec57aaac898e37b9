"""The service as one process or as several that share one listening socket."""

from __future__ import annotations

import logging
import multiprocessing
import os
import signal
import socket
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from functools import partial
from multiprocessing.connection import wait
from multiprocessing.context import SpawnContext, SpawnProcess
from multiprocessing.synchronize import Semaphore
from pathlib import Path
from threading import Thread

import uvicorn

from central import metrics
from central.app import create_app
from central.schema import UnfitSchema
from central.settings import Settings, SettingsFault
from central.wakeups import Wakeups, wakeups_for
from papers.fonts import FontMissing

log = logging.getLogger(__name__)

GRACE = 1
"""Seconds that requests under way get at the end."""
END = 3.0
"""Seconds after which a worker that was told to end is killed."""
TURN = 0.0005
"""Seconds that a thread which computes may keep the others waiting: each of their answers from the database, and each
step from thread to thread, waits for a turn. Python's own 5 ms add up to half a second."""
SHORT_LIFE = 5.0
"""Seconds from one worker's start to its successor's, at least."""


class Server(uvicorn.Server):
    """Says on standard output where it listens, if it is the first to be up; keeps no long poll waiting at the end."""

    def __init__(self, config: uvicorn.Config, url: str, wakeups: Wakeups, first: Semaphore) -> None:
        super().__init__(config)
        self._url = url
        self._wakeups = wakeups
        self._first = first

    async def startup(self, sockets: list[socket.socket] | None = None) -> None:
        """Starts, and says so."""
        await super().startup(sockets)
        if self._first.acquire(block=False):
            print(f"ready {self._url}", flush=True)

    async def shutdown(self, sockets: list[socket.socket] | None = None) -> None:
        """Answers the long polls first."""
        self._wakeups.close()
        await super().shutdown(sockets)


@dataclass(frozen=True)
class Serving:
    """What every process of the service needs; can be sent to a new one.

    With `tls_cert` and `tls_key` it speaks TLS; `proxies` are the addresses whose X-Forwarded-Proto is believed.
    """

    settings: Settings
    listener: socket.socket
    url: str
    tls_cert: Path | None = None
    tls_key: Path | None = None
    proxies: str | None = None

    def alone(self, exit_with_parent: bool) -> None:
        """Serves in this process until SIGTERM or SIGINT."""
        if exit_with_parent:
            Thread(target=_end_with_standard_input, daemon=True).start()
        _serve(self, multiprocessing.get_context("spawn").Semaphore(1))

    def with_workers(self, count: int, exit_with_parent: bool) -> None:
        """Serves in `count` processes until SIGTERM or SIGINT; one that dies is replaced.

        Exits with 1 when one ends before any of them was up: what keeps it from starting would keep the next one too.
        """
        spawn = multiprocessing.get_context("spawn")
        first = spawn.Semaphore(1)
        signal.signal(signal.SIGTERM, lambda *_: sys.exit(0))
        signal.signal(signal.SIGINT, lambda *_: sys.exit(0))
        if exit_with_parent:
            Thread(target=_end_with_standard_input, daemon=True).start()
        with tempfile.TemporaryDirectory(prefix="central-metrics-") as folder:
            os.environ[metrics.FOLDER] = folder  # before the workers begin: they count there together
            self._supervise(spawn, first, count)

    def _supervise(self, spawn: SpawnContext, first: Semaphore, count: int) -> None:
        crew = [Place(partial(spawn.Process, target=_work, args=(self, first))) for _ in range(count)]
        try:
            while True:
                now = time.monotonic()
                pauses = [pause for place in crew if (pause := place.look(now)) is not None]
                wait([place.worker.sentinel for place in crew if place.worker], min(pauses, default=None))
                if first.get_value() and any(place.has_ended for place in crew):
                    raise SystemExit("central: a worker ended before it was ready, see above")
        finally:
            workers = [place.worker for place in crew if place.worker]
            for worker in workers:
                worker.terminate()
            for worker in workers:
                worker.join(END)
                worker.kill()


class Place:
    """Of one worker, and of whoever is `made` to succeed it."""

    def __init__(self, made: Callable[[], SpawnProcess]) -> None:
        self._made = made
        self._due = 0.0
        self.worker: SpawnProcess | None = None

    @property
    def has_ended(self) -> bool:
        """Whether a worker was started and is no more."""
        return self.worker is not None and not self.worker.is_alive()

    def look(self, now: float) -> float | None:
        """Starts a worker where there is none and one is due; seconds until it is, None while one works."""
        if self.has_ended and self.worker:
            log.warning("worker %s ended with %s: to be replaced", self.worker.pid, self.worker.exitcode)
            self.worker = None
        if self.worker is None and now >= self._due:
            self._due = now + SHORT_LIFE
            self.worker = self._made()
            self.worker.start()
        return None if self.worker else self._due - now


def _work(serving: Serving, first: Semaphore) -> None:
    """What a worker's process does."""
    log_to_standard_error()
    Thread(target=_end_with_supervisor, daemon=True).start()
    with in_words():
        _serve(serving, first)


@contextmanager
def in_words() -> Iterator[None]:
    """What an operator can mend ends the process with a sentence."""
    try:
        yield
    except (FontMissing, SettingsFault, UnfitSchema) as unfit:
        raise SystemExit(f"central: {unfit}") from None


def _serve(serving: Serving, first: Semaphore) -> None:
    sys.setswitchinterval(TURN)
    # The server raises the signal again once it has ended: that is then a clean exit.
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(0))
    wakeups = wakeups_for(serving.settings.database)
    config = uvicorn.Config(
        create_app(serving.settings, wakeups),
        log_config=None,
        access_log=False,
        timeout_graceful_shutdown=GRACE,
        server_header=False,
        ssl_certfile=serving.tls_cert,
        ssl_keyfile=serving.tls_key,
        proxy_headers=serving.proxies is not None,
        forwarded_allow_ips=serving.proxies,
    )
    Server(config, serving.url, wakeups, first).run(sockets=[serving.listener])


def log_to_standard_error() -> None:
    """How every process of the service logs."""
    logging.basicConfig(level=logging.INFO, format="%(asctime)s %(levelname)s %(process)s %(name)s: %(message)s")


def _end_with_supervisor() -> None:
    supervisor = multiprocessing.parent_process()
    if supervisor:
        supervisor.join()
        os.kill(os.getpid(), signal.SIGTERM)


def _end_with_standard_input() -> None:
    # Not sys.stdin: its lock would be held when the interpreter ends.
    while os.read(0, 1024):
        pass
    os.kill(os.getpid(), signal.SIGTERM)
