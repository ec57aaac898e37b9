"""What the processor time of a process goes to, told by the calls that its threads are in."""

from __future__ import annotations

import json
import threading
import time
from collections import defaultdict
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

Clock = Callable[[], float]
REST, FOREIGN = "rest", "foreign threads"
WRITE_EVERY = 0.5


class Accounts:
    """Puts each thread's time down to the innermost call under way that has a kind.

    What is called from a kind of `whole` belongs to it. `clock` is the calling thread's own processor time, s.
    """

    def __init__(self, whole: frozenset[str] = frozenset(), clock: Clock = time.thread_time) -> None:
        self._whole = whole
        self._clock = clock
        self._lock = threading.Lock()
        self._spent: defaultdict[str, float] = defaultdict(float)
        self._threads = threading.local()

    @contextmanager
    def within(self, kind: str) -> Iterator[None]:
        """A call of that kind."""
        outer: str = getattr(self._threads, "kind", REST)
        self._turn(outer if outer in self._whole else kind)
        try:
            yield
        finally:
            self._turn(outer)

    def spent(self) -> dict[str, float]:
        """Seconds by kind so far; what is of no kind is not among them."""
        with self._lock:
            return dict(self._spent)

    def _turn(self, kind: str) -> None:
        """What the thread has done until now is of the kind before."""
        now, threads = self._clock(), self._threads
        before: str = getattr(threads, "kind", REST)
        if before != REST:
            with self._lock:
                self._spent[before] += now - threads.since
        threads.kind, threads.since = kind, now


class Writer(threading.Thread):
    """Writes the accounts to `file` twice a second, and with them what the whole process has spent besides.

    `FOREIGN` are threads that are not Python's own, `REST` is what is of no kind.
    """

    def __init__(self, accounts: Accounts, file: Path) -> None:
        super().__init__(name="accounts", daemon=True)
        self._accounts, self._file = accounts, file
        self._of_threads: dict[int, float] = {}

    def run(self) -> None:
        """Writes until the process ends."""
        while True:
            time.sleep(WRITE_EVERY)
            spent = self._accounts.spent()
            spent[FOREIGN] = max(0.0, time.process_time() - self._python())
            spent[REST] = time.process_time() - sum(spent.values())
            new = self._file.with_suffix(".new")
            new.write_text(json.dumps({"at": time.time(), "spent": spent}))
            new.replace(self._file)

    def _python(self) -> float:
        """The processor time of Python's own threads; of those that have ended, as far as it was seen."""
        for thread in threading.enumerate():
            if thread.native_id is not None:
                # As Linux numbers the clock of a thread; to ask for one that has just ended is an error.
                with suppress(OSError):
                    self._of_threads[thread.native_id] = time.clock_gettime((~thread.native_id << 3) | 6)
        return sum(self._of_threads.values())


def read(file: Path, since: float) -> dict[str, float]:
    """Seconds by kind, written after `since` (by `time.time`); raises TimeoutError where nobody writes."""
    for _ in range(100):
        if file.exists():
            told = json.loads(file.read_text())
            if told["at"] > since:
                return dict(told["spent"])
        time.sleep(WRITE_EVERY / 5)
    raise TimeoutError(f"nobody writes {file}: has the service ended?")
