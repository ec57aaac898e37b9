"""What happened at the terminal, by type only: a record can hold numbers and words of the program, never free text."""

from __future__ import annotations

import json
import sys
from collections.abc import Callable
from datetime import datetime
from enum import StrEnum
from logging import Logger, LogRecord
from logging.handlers import RotatingFileHandler
from pathlib import Path


class Kind(StrEnum):
    """What a record tells of."""

    STARTED = "started"
    STATE = "state"
    REFUSED = "refused"
    CODE_READ = "code_read"
    CAPTURED = "captured"
    CAPTURE_FAILED = "capture_failed"
    UNREACHABLE = "unreachable"
    VISIT_ENDED = "visit_ended"
    PART_LOST = "part_lost"
    PART_BACK = "part_back"
    PAPER_FAULT = "paper_fault"
    CRASH = "crash"


class JournalFile(RotatingFileHandler):
    """Keeps the journal in two files of at most `size` bytes each.

    A record that cannot be written, on a full disk for instance, is lost: it must not break a visit. That it was lost
    is said once on standard error, without its content.
    """

    def __init__(self, path: Path, size: int) -> None:
        super().__init__(path, maxBytes=size, backupCount=1, encoding="utf-8")
        self._told = False

    def handleError(self, record: LogRecord) -> None:  # noqa: N802 - logging's name
        """logging's hook; its own way is to print the record."""
        if not self._told:
            self._told = True
            error = sys.exception()
            reason = error.strerror if isinstance(error, OSError) else type(error).__name__
            print(f"journal {self.baseFilename}: {reason}; records are lost until it can be written", file=sys.stderr)


class Journal:
    """Writes records as JSON lines to a logger, whose handlers bound their size and survive a full disk."""

    def __init__(self, logger: Logger, clock: Callable[[], datetime]) -> None:
        self._logger, self._clock = logger, clock

    def note(self, kind: Kind, **facts: StrEnum | int | float) -> None:
        """Writes one record."""
        record = {"at": self._clock().isoformat(timespec="milliseconds"), "kind": kind, **facts}
        self._logger.info(json.dumps(record))

    def crash(self, error: BaseException) -> None:
        """Records an unexpected exception by its type and place. Its text is left out: it may quote a visitor."""
        trace = error.__traceback__
        while trace is not None and trace.tb_next is not None:
            trace = trace.tb_next
        place = f"{trace.tb_frame.f_globals.get('__name__')}:{trace.tb_lineno}" if trace else "unknown"
        record = {"at": self._clock().isoformat(timespec="milliseconds"), "kind": Kind.CRASH}
        self._logger.error(json.dumps({**record, "type": type(error).__name__, "place": place}))
