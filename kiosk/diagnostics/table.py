"""Results as a table for a plain terminal: a section for each device, faults with what to do about them."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import groupby
from statistics import median

from rich.console import Console
from rich.markup import escape
from rich.table import Table

from kiosk.contract import CheckResult, Verdict
from kiosk.diagnostics.endurance import Endured
from kiosk.diagnostics.history import Past
from kiosk.diagnostics.words import Words, number

STYLE = {Verdict.PASS: "green", Verdict.WARN: "yellow", Verdict.FAIL: "bold red", Verdict.SKIPPED: "dim"}
COLUMNS = ("verdict", "test", "figure", "limit", "before", "found")


def show(console: Console, results: Sequence[CheckResult], words: Words, past: Past) -> None:
    """Prints all results, and how many of each verdict there are."""
    table = Table(box=None, pad_edge=False, header_style="bold")
    for column in COLUMNS:
        table.add_column(
            words.text(f"diagnose.column.{column}"),
            justify="right" if column == "figure" else "left",
            max_width=26 if column == "test" else None,
            no_wrap=column in ("verdict", "figure", "limit", "before"),
        )
    for group, members in groupby(results, key=lambda result: result.test.partition(".")[0]):
        table.add_row(f"[bold]{escape(words.group(group))}[/]")
        for alike in _alike(list(members)):
            table.add_row(*_row(alike, words, past))
    console.print(table)
    counts = {verdict: sum(one.verdict is verdict for one in results) for verdict in Verdict}
    console.print("  ".join(f"[{STYLE[one]}]{words.verdict(one)} {count}[/]" for one, count in counts.items()))


def _alike(results: Sequence[CheckResult]) -> Iterator[list[CheckResult]]:
    """One by one, but for those that were skipped for the same reason: they are told together, where the first was."""
    told: set[int] = set()
    for place, result in enumerate(results):
        if place in told:
            continue
        same = [place]
        if result.verdict is Verdict.SKIPPED:
            same = [
                n for n, one in enumerate(results) if one.verdict is result.verdict and one.finding == result.finding
            ]
        told.update(same)
        yield [results[n] for n in same]


def _row(alike: Sequence[CheckResult], words: Words, past: Past) -> Iterator[str]:
    first, style = alike[0], STYLE[alike[0].verdict]
    titles = words.text("diagnose.separator").join(words.title(one.test) for one in alike)
    yield f"[{style}]{words.verdict(first.verdict)}[/]"
    yield escape(titles)
    yield words.figure(first)
    yield words.limit(first.limit)
    yield words.before(past.last_good(first.test, first.at))
    if first.finding is None:
        yield ""
    else:
        found = escape(f"{words.found(first.finding)}\n→ {words.advice(first.finding)}")
        yield f"[dim]{found}[/]" if first.verdict is Verdict.SKIPPED else found


def show_endured(console: Console, endured: Sequence[Endured], words: Words) -> None:
    """Prints what many rounds came to: drop-outs, the spread of each figure, and where it drifted."""
    table = Table(box=None, pad_edge=False, header_style="bold")
    for column in ("test", "rounds", "dropped", "lowest", "middle", "highest", "drift"):
        table.add_column(words.text(f"diagnose.column.{column}"), justify="left" if column == "test" else "right")
    for one in endured:
        figures, drift = one.figures, one.drift
        spread = [number(value) for value in (min(figures), median(figures), max(figures))] if figures else [""] * 3
        table.add_row(
            escape(words.title(one.test)),
            str(one.rounds),
            f"[bold red]{one.dropped}[/]" if one.dropped else "0",
            *spread,
            "" if drift is None else f"[yellow]{number(drift.early)} → {number(drift.late)} {one.unit}[/]",
        )
    console.print(table)
