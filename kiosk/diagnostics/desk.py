"""The technician's desk: the tests of one terminal, their history, and what is handed on of them."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from kiosk.client import CentralClient
from kiosk.contract import CheckResult, DiagnosticReport, Language
from kiosk.diagnostics import report as papers
from kiosk.diagnostics.check import AnyCheck
from kiosk.diagnostics.history import History
from kiosk.diagnostics.suite import Progress, Suite
from kiosk.diagnostics.words import Words
from kiosk.i18n import Catalogues
from papers.fonts import Fonts


@dataclass(frozen=True)
class Identity:
    """Which terminal the tests are of."""

    terminal: str
    place: str
    software: str
    configuration: str
    """SHA-256 of the configuration, hexadecimal."""


class NoKey(Exception):
    """A report cannot be signed: the terminal has no key."""


class Desk:
    """What a technician can do with the tests, at the screen and over SSH alike. Everything here blocks."""

    def __init__(
        self,
        suite: Suite,
        history: History,
        identity: Identity,
        *,
        catalogues: Catalogues,
        fonts: Callable[[], Fonts],
        sign: papers.Sign | None,
        client: CentralClient,
        now: Callable[[], datetime],
        kept: Callable[[DiagnosticReport], None] = lambda _: None,
    ) -> None:
        """`kept` is told of each run that is kept in the history."""
        self.at_work = threading.Lock()
        """Held by whoever runs tests: there is one camera."""
        self.suite, self.history, self.identity = suite, history, identity
        self._catalogues, self._fonts, self._sign, self._client, self._now = catalogues, fonts, sign, client, now
        self._kept = kept

    def run(self, checks: Sequence[AnyCheck]) -> Iterator[Progress]:
        """Runs these tests; when all are done, the run is kept in the history."""
        results = []
        for progress in self.suite.run(checks):
            if isinstance(progress, CheckResult):
                results.append(progress)
            yield progress
        self.keep(results)

    def keep(self, results: Sequence[CheckResult]) -> DiagnosticReport:
        """Keeps a whole run in the history. Raises OSError."""
        report = self.report(results)
        self.history.add(report)
        self._kept(report)
        return report

    def report(self, results: Sequence[CheckResult]) -> DiagnosticReport:
        """The report of these results."""
        who = self.identity
        return DiagnosticReport(
            terminal=who.terminal,
            place=who.place,
            software=who.software,
            configuration=who.configuration,
            at=self._now(),
            results=tuple(results),
        )

    def export(self, report: DiagnosticReport, folder: Path, language: Language) -> tuple[Path, Path]:
        """Writes signed JSON and PDF into `folder`. Raises OSError, NoKey, `papers.fonts.FontMissing`."""
        if self._sign is None:
            raise NoKey("the report cannot be signed without the terminal's key: see terminal.key_file in config.toml")
        pdf = papers.pdf(report, self.words(language), self._fonts(), self.history.past())
        return papers.write(folder, report, papers.signed(report, self._sign), pdf)

    def send(self, report: DiagnosticReport) -> None:
        """Hands the report to the central service. Raises `Refused`, `Unreachable`."""
        self._client.report(report)

    def words(self, language: Language) -> Words:
        """The technician's words."""
        return Words(self._catalogues, language)
