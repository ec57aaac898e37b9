"""Past runs on disk, and what a figure was when it was last in order."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from pathlib import Path
from typing import NamedTuple

from pydantic import ValidationError

from kiosk.contract import CheckResult, DiagnosticReport, Verdict

KEPT = 200
"""Runs; a full one has some 15 kilobytes."""


class Point(NamedTuple):
    """A figure of an earlier run."""

    at: datetime
    figure: float


class Past:
    """What earlier runs measured, oldest first."""

    def __init__(self, runs: Iterable[DiagnosticReport]) -> None:
        self.runs = tuple(runs)
        self._results: dict[str, list[CheckResult]] = {}
        for run in self.runs:
            for result in run.results:
                self._results.setdefault(result.test, []).append(result)

    def last(self, test: str) -> CheckResult | None:
        """How a test went when it was last run."""
        results = self._results.get(test)
        return results[-1] if results else None

    def figures(self, test: str) -> tuple[Point, ...]:
        """What a test measured in all runs, whatever its verdict: to be drawn as a curve."""
        return tuple(Point(one.at, one.figure) for one in self._results.get(test, ()) if one.figure is not None)

    def last_good(self, test: str, before: datetime) -> Point | None:
        """What a test measured when it was last in order, before this time."""
        good = (one for one in reversed(self._results.get(test, ())) if one.verdict is Verdict.PASS and one.at < before)
        return next((Point(one.at, one.figure) for one in good if one.figure is not None), None)


class History:
    """The last runs on disk, one a line, oldest first."""

    def __init__(self, file: Path, keep: int = KEPT) -> None:
        self._file, self._keep = file, keep

    def add(self, report: DiagnosticReport) -> None:
        """Keeps a run, and drops the oldest beyond the bound. Raises OSError."""
        runs = [*self._lines(), report.model_dump_json()][-self._keep :]
        self._file.parent.mkdir(parents=True, exist_ok=True)
        part = self._file.with_suffix(".part")
        part.write_text("".join(f"{run}\n" for run in runs), "utf-8")
        part.replace(self._file)

    def past(self) -> Past:
        """All of them; a line that cannot be read, of another version perhaps, is left out."""
        runs = []
        for line in self._lines():
            try:
                runs.append(DiagnosticReport.model_validate_json(line))
            except ValidationError:
                continue
        return Past(runs)

    def _lines(self) -> list[str]:
        try:
            return [line for line in self._file.read_text("utf-8").splitlines() if line]
        except (FileNotFoundError, UnicodeDecodeError):
            return []
