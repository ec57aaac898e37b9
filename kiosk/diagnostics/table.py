"""Results as a table for a plain terminal."""

from __future__ import annotations

from collections.abc import Sequence

from rich.console import Console
from rich.table import Table

from kiosk.contract import CheckResult, Verdict
from kiosk.diagnostics.words import Words

STYLE = {Verdict.PASS: "green", Verdict.WARN: "yellow", Verdict.FAIL: "bold red", Verdict.SKIPPED: "dim"}


def show(console: Console, results: Sequence[CheckResult], words: Words) -> None:
    """Prints a line for each test, and below it what is wrong and what to do."""
    table = Table(box=None, pad_edge=False, show_header=True, header_style="bold")
    for column in ("test", "verdict", "figure", "limit", "found"):
        table.add_column(words.text(f"diagnose.column.{column}"), justify="right" if column == "figure" else "left")
    for result in results:
        style = STYLE[result.verdict]
        found = ""
        if result.finding is not None:
            found = f"{words.found(result.finding)}\n→ {words.advice(result.finding)}"
        table.add_row(
            words.title(result.test),
            f"[{style}]{words.verdict(result.verdict)}[/]",
            words.figure(result),
            words.limit(result.limit),
            found,
        )
    console.print(table)
    counts = {verdict: sum(one.verdict is verdict for one in results) for verdict in Verdict}
    console.print("  ".join(f"[{STYLE[one]}]{words.verdict(one)} {count}[/]" for one, count in counts.items()))
