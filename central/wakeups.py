"""Wakes long polls: those of this process, and by way of PostgreSQL those of the others."""

from __future__ import annotations

import asyncio
import logging
from collections import defaultdict
from collections.abc import Iterator
from contextlib import closing, contextmanager
from threading import Event, Lock, Thread
from typing import Any

import psycopg
from sqlalchemy import create_engine, event, func, make_url, select
from sqlalchemy.exc import DBAPIError
from sqlalchemy.orm import Session
from sqlalchemy.pool import NullPool

log = logging.getLogger(__name__)

RECHECK = 1.0
"""Seconds after which a waiting poll looks into the database by itself, in case that nobody woke it."""
CHANNEL = "central_news"
PAUSE = 1.0
"""Seconds until a lost connection is made again, and at most until the listener notices that it is to end."""


class Wakeups:
    """Events by session id, set from any thread."""

    def __init__(self, recheck: float = RECHECK) -> None:
        self.recheck = recheck
        self._lock = Lock()
        self.closed = False
        self._waiting: defaultdict[str, set[tuple[asyncio.AbstractEventLoop, asyncio.Event]]] = defaultdict(set)

    @contextmanager
    def listening(self, session_id: str) -> Iterator[asyncio.Event]:
        """An event that is set by the next `wake`; enter before looking for news, so that none is missed."""
        waiter = asyncio.get_running_loop(), asyncio.Event()
        with self._lock:
            self._waiting[session_id].add(waiter)
        try:
            yield waiter[1]
        finally:
            with self._lock:
                self._waiting[session_id].discard(waiter)
                if not self._waiting[session_id]:
                    del self._waiting[session_id]

    def announce(self, db: Session, session_id: str) -> None:
        """There is news for this session once the transaction is committed."""
        event.listen(db, "after_commit", lambda _: self.wake(session_id), once=True)

    def wake(self, session_id: str) -> None:
        """There is news for this session, in this process."""
        with self._lock:
            for loop, news in self._waiting.get(session_id, ()):
                loop.call_soon_threadsafe(news.set)

    def start(self) -> None:
        """Polls wait again; other processes' news are heard, where there is a way."""
        self.closed = False

    def close(self) -> None:
        """The service is about to end: nobody waits any longer."""
        self.closed = True
        for session_id in list(self._waiting):
            self.wake(session_id)


class SharedWakeups(Wakeups):
    """News go through PostgreSQL, which tells every process that listens: `NOTIFY` at the commit itself."""

    def __init__(self, url: str, recheck: float = RECHECK) -> None:
        super().__init__(recheck)
        self._engine = create_engine(url, poolclass=NullPool, hide_parameters=True)
        self._ends = Event()

    def announce(self, db: Session, session_id: str) -> None:
        """There is news for this session once the transaction is committed."""
        db.execute(select(func.pg_notify(CHANNEL, session_id)))

    def start(self) -> None:
        """Polls wait again, and all processes' news are heard."""
        super().start()
        self._ends = Event()
        Thread(target=self._listen, args=(self._ends,), name="news", daemon=True).start()

    def close(self) -> None:
        """The service is about to end: nobody waits any longer."""
        self._ends.set()
        super().close()

    def _listen(self, ends: Event) -> None:
        while not ends.is_set():
            try:
                with closing(self._engine.raw_connection()) as pooled:
                    connection: Any = pooled.driver_connection
                    connection.autocommit = True
                    connection.execute(f"LISTEN {CHANNEL}")
                    while not ends.is_set():
                        for news in connection.notifies(timeout=PAUSE):
                            self.wake(news.payload)
            except (psycopg.OperationalError, DBAPIError) as error:  # polls look by themselves meanwhile
                log.warning("no news from the database: %s", type(error).__name__)
                ends.wait(PAUSE)


def wakeups_for(url: str) -> Wakeups:
    """Those that suit the database."""
    return SharedWakeups(url) if make_url(url).get_backend_name() == "postgresql" else Wakeups()
