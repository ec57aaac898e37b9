"""The technician's report, and what becomes of it: files on this machine, the central service, a USB stick."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path

from kiosk.background import Background
from kiosk.client import Refused, Unreachable
from kiosk.contract import CheckResult, DiagnosticReport, Language
from kiosk.diagnostics import report as papers
from kiosk.diagnostics.desk import Desk, NoKey
from kiosk.technician.view import HELD, Errand, Progress, ReportView, counts
from papers.fonts import FontMissing


class NoStick(Exception):
    """No USB stick is mounted."""


EXPECTED: tuple[tuple[type[Exception], Progress], ...] = (
    (NoKey, Progress.NO_KEY),
    (NoStick, Progress.NO_STICK),
    (OSError, Progress.FAILED),
    (FontMissing, Progress.FAILED),
    (Refused, Progress.FAILED),
    (Unreachable, Progress.FAILED),
)


class Errands:
    """Lives on the main loop; what takes time is done beside it. `sticks` says where USB sticks are mounted."""

    def __init__(
        self,
        desk: Desk,
        background: Background,
        folder: Path,
        sticks: Callable[[], tuple[Path, ...]],
        crashed: Callable[[BaseException], None],
    ) -> None:
        self._desk, self._background, self._folder, self._sticks = desk, background, folder, sticks
        self._crashed = crashed
        self.forget()

    def forget(self) -> None:
        """There is no report any more."""
        self._report: DiagnosticReport | None = None
        self._summary = self._place = ""
        self._progress: dict[Errand, Progress] = {}

    @property
    def view(self) -> ReportView | None:
        """The report and how its errands stand; None before one is composed."""
        report = self._report
        if report is None:
            return None
        return ReportView(self._summary, counts(report.results), tuple(self._progress.items()), self._place)

    def compose(self, results: Sequence[CheckResult]) -> None:
        """A new report of these results, with which nothing has been done."""
        self.forget()
        self._report = self._desk.report(results)
        self._summary = papers.summary(self._report)

    def run(self, errand: Errand, language: Language) -> None:
        """Begins it with the report, unless there is none, or it is under way or done."""
        report, progress = self._report, self._progress
        if report is None or progress.get(errand) in HELD:
            return
        progress[errand] = Progress.UNDER_WAY

        def done(place: Path | None) -> None:
            progress[errand] = Progress.DONE
            if place is not None and report is self._report:
                self._place = str(place)

        def failed(error: BaseException) -> None:
            known = next((one for kind, one in EXPECTED if isinstance(error, kind)), None)
            progress[errand] = known or Progress.FAILED
            if known is None:
                self._crashed(error)

        self._background.run(lambda: self._do(errand, report, language), done, failed)

    def _do(self, errand: Errand, report: DiagnosticReport, language: Language) -> Path | None:
        """Beside the main loop: the folder of the files, where there are any."""
        if errand is Errand.SEND:
            self._desk.send(report)
            return None
        folder = self._folder if errand is Errand.FILE else self._stick()
        self._desk.export(report, folder, language)
        return folder

    def _stick(self) -> Path:
        for stick in self._sticks():
            return stick
        raise NoStick
