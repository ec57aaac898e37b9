"""Past runs: what a figure was, and that the disk is not filled with them."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from pathlib import Path

from kiosk.contract import CheckResult, DiagnosticReport, Verdict
from kiosk.diagnostics.history import History, Point

NOON = datetime(2026, 9, 1, 12, tzinfo=UTC)


def run(days: int, figure: float | None, verdict: Verdict = Verdict.PASS) -> DiagnosticReport:
    at = NOON + timedelta(days=days)
    result = CheckResult(test="camera.focus", verdict=verdict, figure=figure, at=at, seconds=1.0)
    return DiagnosticReport(
        terminal="BJ-0001", place="北京", software="0.1.0", configuration="0" * 64, at=at, results=(result,)
    )


def test_a_figure_is_compared_with_what_it_was_when_it_was_last_in_order(tmp_path: Path) -> None:
    history = History(tmp_path / "var" / "history.jsonl")
    for one in (run(0, 700), run(1, 690), run(2, 40, Verdict.WARN), run(3, None, Verdict.SKIPPED)):
        history.add(one)
    past = history.past()
    assert past.last_good("camera.focus", NOON + timedelta(days=4)) == Point(NOON + timedelta(days=1), 690)
    assert past.last_good("camera.focus", NOON + timedelta(days=1)) == Point(NOON, 700)
    assert past.last_good("camera.focus", NOON) is None
    assert [point.figure for point in past.figures("camera.focus")] == [700, 690, 40]
    last = past.last("camera.focus")
    assert last is not None
    assert last.verdict is Verdict.SKIPPED
    assert past.last("touch.grid") is None


def test_only_the_newest_runs_are_kept(tmp_path: Path) -> None:
    history = History(tmp_path / "history.jsonl", keep=3)
    for day in range(10):
        history.add(run(day, day))
    assert [point.figure for point in history.past().figures("camera.focus")] == [7, 8, 9]
    assert len((tmp_path / "history.jsonl").read_text("utf-8").splitlines()) == 3


def test_a_line_that_cannot_be_read_costs_no_other(tmp_path: Path) -> None:
    history = History(tmp_path / "history.jsonl")
    history.add(run(0, 1))
    with (tmp_path / "history.jsonl").open("a", encoding="utf-8") as file:
        file.write('{"of": "another version"}\n{"torn')
    history.add(run(1, 2))
    assert [point.figure for point in history.past().figures("camera.focus")] == [1, 2]


def test_without_a_past_nothing_is_compared(tmp_path: Path) -> None:
    assert History(tmp_path / "none.jsonl").past().figures("camera.focus") == ()
