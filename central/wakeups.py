"""Wakes long polls of this process; other processes find the news in the database a moment later."""

from __future__ import annotations

import asyncio
from collections import defaultdict
from collections.abc import Iterator
from contextlib import contextmanager
from threading import Lock


class Wakeups:
    """Events by session id, set from any thread."""

    def __init__(self) -> None:
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

    def wake(self, session_id: str) -> None:
        """There is news for this session."""
        with self._lock:
            for loop, event in self._waiting.get(session_id, ()):
                loop.call_soon_threadsafe(event.set)

    def close(self) -> None:
        """The service is about to end: nobody waits any longer."""
        self.closed = True
        for session_id in list(self._waiting):
            self.wake(session_id)
