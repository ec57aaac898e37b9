"""Results as a table for people and as JSON for machines."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import fields, is_dataclass
from typing import Protocol, TypeAlias

from rich.table import Table

from kiosk.evaluation.statistics import Rate, Times

Cell: TypeAlias = str | int | float | Rate | Times | None
Row: TypeAlias = Mapping[str, Cell]
"""Column heading to what stands there; every row of a table has the same."""


class Result(Protocol):
    """What an evaluation comes to."""

    @property
    def failed(self) -> Sequence[str]:
        """The cases that came out wrong."""

    def rows(self) -> Sequence[Row]:
        """What was measured, and what came out."""


def shown(cell: Cell) -> str:
    """A cell in words: `97.5 % (39/40; 86.8-99.9)`, `1.2 / 3.4` (median and 95th percentile, ms)."""
    match cell:
        case None:
            return "-"
        case Rate(trials=0):
            return "-"
        case Rate():
            low, high = cell.interval()
            return f"{_percent(cell.value)} % ({cell.events}/{cell.trials}; {_percent(low)}-{_percent(high)})"
        case Times():
            return "-" if math.isnan(cell.median) else f"{cell.median:.2f} / {cell.p95:.2f}"
        case float():
            return "-" if math.isnan(cell) else f"{cell:.3g}"
        case _:
            return str(cell)


def _percent(share: float) -> str:
    return f"{100 * share:.1f}" if share == 0 or share >= 0.001 else f"{100 * share:.1g}"


def table(title: str, rows: Sequence[Row]) -> Table:
    """For the terminal."""
    headings = list(rows[0]) if rows else []
    drawn = Table(*headings, title=title, title_justify="left")
    for row in rows:
        drawn.add_row(*(shown(row[heading]) for heading in headings))
    return drawn


def markdown(title: str, rows: Sequence[Row]) -> str:
    """The same table for a file."""
    headings = list(rows[0]) if rows else []
    lines = [headings, ["---"] * len(headings), *[[shown(row[heading]) for heading in headings] for row in rows]]
    return "\n".join([f"### {title}", "", *("| " + " | ".join(line) + " |" for line in lines), ""])


def plain(value: object) -> object:
    """Dataclasses, rates and times as what JSON knows; a number that is none becomes null."""
    match value:
        case Rate():
            low, high = value.interval()
            share = None if math.isnan(value.value) else value.value
            return {"events": value.events, "trials": value.trials, "rate": share, "low": low, "high": high}
        case float():
            return value if math.isfinite(value) else None
        case Mapping():
            return {str(key): plain(one) for key, one in value.items()}
        case str() | int() | None:
            return value
        case list() | tuple():
            return [plain(one) for one in value]
        case _ if is_dataclass(value):
            return {one.name: plain(getattr(value, one.name)) for one in fields(value)}
    raise TypeError(f"a {type(value).__name__} has no place in a report: make it numbers, text or a dataclass")
