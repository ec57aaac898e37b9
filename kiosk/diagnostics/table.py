"""Results as a table for a plain terminal: a section for each device, faults with what to do about them."""

from __future__ import annotations

import textwrap
from collections.abc import Iterator, Sequence
from itertools import groupby
from statistics import median

from rich.cells import cell_len
from rich.console import Console
from rich.markup import escape
from rich.table import Table
from rich.text import Text

from kiosk.contract import CheckResult, Verdict
from kiosk.diagnostics.endurance import Endured
from kiosk.diagnostics.history import Past
from kiosk.diagnostics.words import Words, number
from papers.wrapping import wrap

STYLE = {Verdict.PASS: "green", Verdict.WARN: "yellow", Verdict.FAIL: "bold red", Verdict.SKIPPED: "dim"}
WIDTHS = {"verdict": 10, "test": 26, "figure": 9, "limit": 8, "before": 20}
"""Characters; together they fit into a terminal of 80."""
INDENT = " " * (WIDTHS["verdict"] + 1)


def show(console: Console, results: Sequence[CheckResult], words: Words, past: Past) -> None:
    """Prints all results, and how many of each verdict there are."""
    heads = [words.text(f"diagnose.column.{column}") for column in WIDTHS]
    console.print(_line(*(f"[bold]{escape(head)}[/]" for head in heads)))
    for group, members in groupby(results, key=lambda result: result.test.partition(".")[0]):
        console.print(f"[bold]{escape(words.group(group))}[/]")
        for alike in _alike(list(members)):
            _show_alike(console, alike, words, past)
    counts = {verdict: sum(one.verdict is verdict for one in results) for verdict in Verdict}
    console.print("  ".join(f"[{STYLE[one]}]{words.verdict(one)} {count}[/]" for one, count in counts.items()))


def _line(*cells: str) -> Table:
    """One line of the table; what is too long for its column goes on below."""
    grid = Table.grid(padding=(0, 1, 0, 0))
    for column, width in WIDTHS.items():
        grid.add_column(width=width, justify="right" if column == "figure" else "left")
    grid.add_row(*cells)
    return grid


def _show_alike(console: Console, alike: Sequence[CheckResult], words: Words, past: Past) -> None:
    first, style = alike[0], STYLE[alike[0].verdict]
    verdict = f"[{style}]{words.verdict(first.verdict)}[/]"
    if first.verdict is Verdict.SKIPPED:
        titles = words.text("diagnose.separator").join(words.title(one.test) for one in alike)
        grid = Table.grid(padding=(0, 1, 0, 0))
        grid.add_column(width=WIDTHS["verdict"])
        grid.add_row(verdict, escape(_wrapped(console, titles)))
        console.print(grid)
    else:
        before = words.before(past.last_good(first.test, first.at))
        title, figure, limit = words.title(first.test), words.figure(first), words.limit(first.limit)
        console.print(_line(verdict, *map(escape, (title, figure, limit, before))))
    if first.finding is not None:
        found = f"{words.found(first.finding)}\n→ {words.advice(first.finding)}"
        text = Text(textwrap.indent(_wrapped(console, found), INDENT))
        text.stylize("dim" if first.verdict is Verdict.SKIPPED else "")
        console.print(text)


def _wrapped(console: Console, text: str) -> str:
    """Broken into lines that fit beside the verdicts, by the rules of Chinese and English typesetting."""
    return wrap(text, console.width - len(INDENT), cell_len)


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
