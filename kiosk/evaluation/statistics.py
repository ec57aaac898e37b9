"""Error rates as ISO/IEC 19795-1 and 30107-3 define them, with exact intervals. Pure.

An interval takes the trials for independent. Comparisons that share a person are not quite: it is then too narrow, and
figures say how many people they come from.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TypeAlias

import numpy as np
from numpy.typing import ArrayLike, NDArray

LEVEL = 0.95
STEPS = 60  # halvings of 0..1: as fine as a float

Scores: TypeAlias = NDArray[np.float64]


@dataclass(frozen=True)
class Rate:
    """How often something happened."""

    events: int
    trials: int

    def __post_init__(self) -> None:
        if not 0 <= self.events <= self.trials:
            raise ValueError(f"{self.events} events in {self.trials} trials: must be between none and all")

    @property
    def value(self) -> float:
        """0..1; nan without trials."""
        return self.events / self.trials if self.trials else float("nan")

    def interval(self, level: float = LEVEL) -> tuple[float, float]:
        """Clopper-Pearson: covers the true rate with at least this probability; (0, 1) without trials."""
        tail = (1 - level) / 2
        lowest = 0.0 if self.events == 0 else 1 - _upper(self.trials - self.events, self.trials, tail)
        return lowest, _upper(self.events, self.trials, tail)

    @property
    def at_most(self) -> float:
        """The one-sided 95 % bound; for no event in n trials about 3/n, the rule of three of ISO/IEC 19795-1."""
        return _upper(self.events, self.trials, 1 - LEVEL)


@dataclass(frozen=True)
class Times:
    """How long something took, ms; nan when it never happened."""

    median: float
    p95: float
    longest: float

    @classmethod
    def of(cls, milliseconds: Sequence[float]) -> Times:
        if not len(milliseconds):
            return cls(*[float("nan")] * 3)
        return cls(*(float(value) for value in np.percentile(milliseconds, [50, 95, 100])))


@dataclass(frozen=True, eq=False)
class Det:
    """Points of a detection error trade-off curve, by rising threshold. A score at the threshold is accepted."""

    thresholds: Scores
    false_accepts: Scores
    """Share of those accepted who should not be: FMR, or APCER."""
    false_rejects: Scores
    """Share of those rejected who should not be: FNMR, or BPCER."""

    @property
    def equal_error(self) -> float:
        """The error rate where both are the same, or closest."""
        at = int(np.argmin(np.abs(self.false_accepts - self.false_rejects)))
        return float((self.false_accepts[at] + self.false_rejects[at]) / 2)

    def threshold_for(self, most_false_accepts: float) -> float:
        """The lowest threshold with no more than this share of false accepts."""
        return float(self.thresholds[np.argmax(self.false_accepts <= most_false_accepts)])


def det(genuine: ArrayLike, impostor: ArrayLike) -> Det:
    """From scores that are higher the more genuine. Raises ValueError when there are none of either kind."""
    right, wrong = np.sort(_scores(genuine)), np.sort(_scores(impostor))
    if not len(right) or not len(wrong):
        raise ValueError(f"{len(right)} genuine and {len(wrong)} impostor scores: at least one of each is needed")
    everything = np.unique(np.concatenate([right, wrong]))
    thresholds = np.append(everything, np.nextafter(everything[-1], np.inf))  # the last accepts nobody
    accepted = len(wrong) - np.searchsorted(wrong, thresholds, side="left")
    rejected = np.searchsorted(right, thresholds, side="left")
    return Det(thresholds, accepted / len(wrong), rejected / len(right))


def accepted(scores: ArrayLike, threshold: float) -> Rate:
    """Of impostors: FMR. Of attacks: APCER."""
    values = _scores(scores)
    return Rate(int(np.count_nonzero(values >= threshold)), len(values))


def rejected(scores: ArrayLike, threshold: float) -> Rate:
    """Of genuine comparisons: FNMR. Of live presentations: BPCER."""
    values = _scores(scores)
    return Rate(int(np.count_nonzero(values < threshold)), len(values))


def _scores(values: ArrayLike) -> Scores:
    return np.asarray(values, dtype=np.float64).reshape(-1)


def _upper(events: int, trials: int, tail: float) -> float:
    """The rate at which so few events, or fewer, have only the probability `tail`."""
    if events >= trials:
        return 1.0
    counts = np.arange(events + 1)
    # log of "trials over count", from one to the next
    choices = np.concatenate([[0.0], np.cumsum(np.log((trials - counts[1:] + 1) / counts[1:]))])
    low, high = events / trials, 1.0
    for _ in range(STEPS):
        rate = (low + high) / 2
        if rate >= 1:
            break
        logs = choices + counts * np.log(rate) + (trials - counts) * np.log1p(-rate)
        peak = logs.max()
        if peak + np.log(np.exp(logs - peak).sum()) > np.log(tail):
            low = rate
        else:
            high = rate
    return high
