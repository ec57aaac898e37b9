"""The touch screen, painted over and tapped by a person."""

from __future__ import annotations

import math
import statistics
from collections.abc import Sequence
from dataclasses import dataclass

from kiosk.diagnostics.check import AnyCheck, Check
from kiosk.diagnostics.outcome import Outcome, at_least, at_most, failed

MOST_NAMED = 6
WARN_PX, FAIL_PX = 20.0, 40.0
"""The least of the screen's targets are 88 pixels high."""
WARN_FINGERS, FAIL_FINGERS = 2, 1


@dataclass(frozen=True)
class Grid:
    """Which cells of a grid over the whole screen a finger has painted."""

    columns: int
    rows: int
    painted: frozenset[tuple[int, int]]
    """Column and row, from 0 at the upper left."""


@dataclass(frozen=True)
class Tap:
    """A target that was shown, and where the screen felt the finger; pixels."""

    target: tuple[float, float]
    felt: tuple[float, float]


def grid(reading: Grid) -> Outcome:
    """Every cell feels the finger."""
    dead = [
        f"{row + 1}/{column + 1}"
        for row in range(reading.rows)
        for column in range(reading.columns)
        if (column, row) not in reading.painted
    ]
    cells = ", ".join(dead[:MOST_NAMED]) + (" ..." if len(dead) > MOST_NAMED else "")
    return at_most("touch.dead_cells", len(dead), "", warn=0, fail=0, cells=cells)


def offset(taps: Sequence[Tap]) -> Outcome:
    """How far from its target the middle one of the taps is felt."""
    if not taps:
        return failed("touch.no_taps")
    figure = round(statistics.median(math.dist(tap.target, tap.felt) for tap in taps))
    right = round(statistics.median(tap.felt[0] - tap.target[0] for tap in taps))
    down = round(statistics.median(tap.felt[1] - tap.target[1] for tap in taps))
    return at_most("touch.offset", figure, "px", warn=WARN_PX, fail=FAIL_PX, right=right, down=down)


def fingers(most: int) -> Outcome:
    """Fingers that are felt at the same time."""
    return at_least("touch.one_finger", most, "", warn=WARN_FINGERS, fail=FAIL_FINGERS)


GRID = "touch.grid"
CHECKS: tuple[AnyCheck, ...] = (
    Check(GRID, None, grid, ("touch.dead_cells",)),
    Check("touch.offset", None, offset, ("touch.offset", "touch.no_taps")),
    Check("touch.fingers", None, fingers, ("touch.one_finger",)),
)
