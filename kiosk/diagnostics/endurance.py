"""A soak test: some tests over and over, to find what drifts and what drops out."""

from __future__ import annotations

import statistics
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from typing import NamedTuple

from kiosk.contract import CheckResult, Verdict

LOOPED = ("camera", "face", "codes", "printer", "central", "processor", "memory")
"""Groups whose devices are worked by a visit."""
LEAST_ROUNDS = 6
"""Before which nothing is said to drift."""
BUSY_S = 5.0
"""Until a terminal that had no time is asked again."""
DRIFT_SHARE = 0.2
"""Of the first third's middle, by which the last third's must differ."""


class Drift(NamedTuple):
    """The middle of a figure in the first and in the last third of the rounds."""

    early: float
    late: float


@dataclass
class Endured:
    """One test over all rounds."""

    test: str
    rounds: int = 0
    dropped: int = 0
    """Rounds in which it failed, or could not be made because another failed."""
    figures: list[float] = field(default_factory=list)
    unit: str = ""

    def add(self, result: CheckResult) -> None:
        """One more round."""
        self.rounds += 1
        self.dropped += result.verdict is Verdict.FAIL
        if result.figure is not None:
            self.figures.append(result.figure)
            self.unit = result.unit

    @property
    def drift(self) -> Drift | None:
        """Whether the figure has moved away from where it began, further than it moves from round to round."""
        if len(self.figures) < LEAST_ROUNDS:
            return None
        third = len(self.figures) // 3
        early, late = self.figures[:third], self.figures[-third:]
        before, after = statistics.median(early), statistics.median(late)
        swing = max(max(part) - min(part) for part in (early, late))
        moved = abs(after - before)
        return Drift(before, after) if moved > max(swing, DRIFT_SHARE * abs(before)) else None


def endure(
    a_round: Callable[[], Iterable[CheckResult]],
    seconds: float,
    clock: Callable[[], float],
    wait: Callable[[float], None],
) -> Iterator[dict[str, Endured]]:
    """Makes one round after another for `seconds`, at least one; what is known is handed out after each.

    A round may be cut short, or have nothing to tell: a visit goes first, and `wait` lets some of it pass.
    """
    endured: dict[str, Endured] = {}
    end = clock() + seconds
    while True:
        found = False
        for result in a_round():
            found = True
            endured.setdefault(result.test, Endured(result.test)).add(result)
        yield endured
        if clock() >= end:
            return
        if not found:
            wait(BUSY_S)
