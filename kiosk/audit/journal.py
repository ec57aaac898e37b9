"""Who writes the journal: a thread of its own, so that neither a slow nor a full disk holds up the terminal."""

from __future__ import annotations

import itertools
import queue
import sqlite3
import threading
from collections.abc import Callable, Iterator
from contextlib import suppress
from datetime import datetime
from pathlib import Path

from devices.resilient import ResilientDevice
from devices.status import DeviceFault, DeviceStatus, Health
from kiosk.audit.events import Fact, Kind, Name, checked
from kiosk.audit.store import JournalDamaged, Noted, Sign, Store, Verify

PENDING = 10_000
"""Events that wait for the disk at most; those beyond are counted and lost."""
BATCH = 200
"""Events in one transaction at most."""
PAUSE_SECONDS = 0.5
"""Between two looks whether the journal is to end, while nothing happens."""


class Journal(ResilientDevice[Store]):
    """Takes events at once and writes them when the disk can.

    What cannot be written is a fault of the journal's own (`health`), tried again until it can be; a record says how
    many events were lost meanwhile. A journal that is damaged, or not this terminal's, is set aside and a new one
    begun: `kiosk audit verify` tells of it.
    """

    def __init__(
        self,
        path: Path,
        terminal: str,
        *,
        sign: Sign,
        verify: Verify,
        max_bytes: int,
        clock: Callable[[], datetime],
    ) -> None:
        super().__init__("journal")
        self._path, self._terminal, self._max_bytes = path, terminal, max_bytes
        self._sign, self._verify, self._clock = sign, verify, clock
        self._pending: queue.Queue[Noted | None] = queue.Queue(PENDING)
        self._batch: list[Noted] = []
        self._lost, self._counting = 0, threading.Lock()

    def note(self, kind: Kind, **facts: Fact) -> None:
        """Takes one event; never waits. Raises FactRefused unless the facts are those declared for the kind."""
        noted = Noted(self._clock(), kind, dict(checked(kind, facts)))
        try:
            self._pending.put_nowait(noted)
        except queue.Full:
            with self._counting:
                self._lost += 1

    def crash(self, error: BaseException) -> None:
        """Notes an unexpected exception by its type and place. Its text is left out: it may quote a visitor."""
        trace = error.__traceback__
        while trace is not None and trace.tb_next is not None:
            trace = trace.tb_next
        module = trace.tb_frame.f_globals.get("__name__") if trace else None
        line = trace.tb_lineno if trace else 0
        self.note(Kind.CRASH, type=_name(type(error).__name__), module=_name(module), line=line)

    def health(self) -> Health:
        """Whether events reach the disk."""
        return self.fault or Health(DeviceStatus.ONLINE)

    def close(self, timeout: float) -> bool:
        """Writes what is waiting and ends; False when the disk takes longer than `timeout` seconds."""
        with suppress(queue.Full):
            self._pending.put_nowait(None)  # wakes the thread
        return self.stop(timeout)

    # The life of the thread, see `ResilientDevice`.

    def setup(self, stopping: threading.Event) -> Store:
        """Opens the journal; sets aside one that cannot be gone on with."""
        try:
            return self._open()
        except (JournalDamaged, sqlite3.DatabaseError) as error:
            if isinstance(error, sqlite3.OperationalError):  # the disk's fault, not the journal's
                raise self._disk_fault(error) from error
            set_aside(self._path)
            return self._open()
        except OSError as error:
            raise self._disk_fault(error) from error

    def run(self, resource: Store, stopping: threading.Event) -> None:
        """Waits for events and writes them."""
        if not self._batch:
            self._batch = self._waiting()
        self._write(resource)

    def teardown(self, resource: Store) -> None:
        """Writes what is left, where the journal is ending, and closes the file."""
        try:
            if self._stopping.is_set():
                while self._batch or not self._pending.empty():
                    self._batch = self._batch or self._waiting()
                    self._write(resource)
        finally:
            resource.close()

    def _open(self) -> Store:
        store = Store(self._path, self._terminal, self._sign, self._max_bytes)
        try:
            store.intact(self._verify)
        except BaseException:
            store.close()
            raise
        return store

    def _waiting(self) -> list[Noted]:
        """What waits to be written; waits itself for the first of it, a moment."""
        try:
            first = self._pending.get(timeout=PAUSE_SECONDS)
        except queue.Empty:
            return []
        return [noted for noted in (first, *itertools.islice(self._at_hand(), BATCH - 1)) if noted is not None]

    def _at_hand(self) -> Iterator[Noted | None]:
        with suppress(queue.Empty):
            while True:
                yield self._pending.get_nowait()

    def _write(self, store: Store) -> None:
        lost = self._lost
        events = [*self._batch, Noted(self._clock(), Kind.RECORDS_LOST, {"count": lost})] if lost else self._batch
        if not events:
            return
        try:
            store.append(events)
        except sqlite3.Error as error:
            raise self._disk_fault(error) from error
        self._batch = []
        with self._counting:
            self._lost -= lost

    def _disk_fault(self, error: Exception) -> DeviceFault:
        reason = error.strerror if isinstance(error, OSError) else error
        return DeviceFault(
            DeviceStatus.HARDWARE_ERROR,
            f"{self._path}: {reason}; events wait, and are lost beyond {PENDING}: make room on the disk, or mend it",
        )


def set_aside(path: Path) -> None:
    """Keeps a journal that cannot be gone on with as evidence beside the new one."""
    number = 1 + len(aside(path))
    for suffix in ("", "-wal", "-shm"):
        with suppress(FileNotFoundError):
            path.with_name(path.name + suffix).rename(path.with_name(f"{path.name}.damaged-{number}{suffix}"))


def aside(path: Path) -> list[Path]:
    """The journals that were set aside, oldest first."""
    found = path.parent.glob(f"{path.name}.damaged-*")
    return sorted(one for one in found if not one.name.endswith(("-wal", "-shm")))


def _name(text: object) -> Name:
    try:
        return Name(text)  # type: ignore[arg-type] # that it may be no text is what is asked
    except (ValueError, TypeError):
        return Name("unknown")
