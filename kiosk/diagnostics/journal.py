"""Reading the journal: whether it is what was written, and how the last run ended."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from devices.probes.probe import Probe
from kiosk.audit.ends import Ended, end_before_this_run
from kiosk.audit.store import UNREADABLE
from kiosk.audit.verify import verify


@dataclass(frozen=True)
class JournalReading:
    """What `kiosk audit verify` finds."""

    checked: bool = True
    """False: there is no journal yet, or no key to check it with."""
    findings: int = 0


class JournalProbe(Probe[JournalReading]):
    """Checks the terminal's journal; `signed` says whether a signature (second) of a text (first) is the terminal's."""

    def __init__(self, path: Path, terminal: str, signed: Callable[[bytes, bytes], bool] | None) -> None:
        self._path, self._terminal, self._signed = path, terminal, signed

    def read(self) -> JournalReading:
        if self._signed is None or not self._path.is_file():
            return JournalReading(checked=False)
        return JournalReading(findings=len(verify(self._path, self._terminal, self._signed).findings))


@dataclass(frozen=True)
class EndReading:
    """How the terminal's run before this one ended; None: the journal does not tell."""

    ended: Ended | None


class EndProbe(Probe[EndReading]):
    """Looks into the terminal's journal."""

    def __init__(self, path: Path) -> None:
        self._path = path

    def read(self) -> EndReading:
        try:
            return EndReading(end_before_this_run(self._path))
        except UNREADABLE:
            return EndReading(None)
