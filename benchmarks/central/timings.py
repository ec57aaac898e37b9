"""How long calls took, and what that comes to."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from typing import TypeVar

import numpy as np

from kiosk.client import Refused, Unreachable

Result = TypeVar("Result")
Clock = Callable[[], float]


@dataclass(frozen=True)
class Call:
    """A call of a kind, from when it was due to its answer, in seconds; `failure` says what came instead of one."""

    kind: str
    due: float
    answered: float
    failure: str | None = None

    @property
    def seconds(self) -> float:
        """What whoever asked had to wait."""
        return self.answered - self.due


@dataclass(frozen=True)
class Latency:
    """Of the calls of a kind, ms. Failures are counted, and not among the times."""

    calls: int
    failures: int
    p50: float
    p95: float
    p99: float
    longest: float

    @classmethod
    def of(cls, calls: Iterable[Call]) -> Latency:
        """nan where no call was answered."""
        every = list(calls)
        answered = [1000 * call.seconds for call in every if call.failure is None]
        times = np.percentile(answered, [50, 95, 99, 100]) if answered else [float("nan")] * 4
        return cls(len(every), len(every) - len(answered), *(float(one) for one in times))


class Log:
    """The calls of many threads."""

    def __init__(self, clock: Clock = time.perf_counter) -> None:
        self._clock = clock
        self.calls: list[Call] = []

    def timed(self, kind: str, call: Callable[[], Result], due: float | None = None) -> Result:
        """The result of `call`, which was to begin at `due`, or begins now. What it raises is kept and raised."""
        due = self._clock() if due is None else due
        failure = None
        try:
            return call()
        except Exception as error:
            failure = _name(error)
            raise
        finally:
            self.calls.append(Call(kind, due, self._clock(), failure))

    def latencies(self) -> dict[str, Latency]:
        """By kind, in the order of their first calls."""
        kinds = dict.fromkeys(call.kind for call in self.calls)
        return {kind: Latency.of(call for call in self.calls if call.kind == kind) for kind in kinds}

    def failures(self) -> dict[str, int]:
        """How often each kind of failure came."""
        found = [call.failure for call in self.calls if call.failure is not None]
        return {failure: found.count(failure) for failure in dict.fromkeys(found)}

    def rate(self, kind: str, began: float, ended: float) -> float:
        """Calls of a kind that were answered within the time, a second."""
        within = [one for one in self.calls if one.kind == kind and not one.failure and began <= one.answered <= ended]
        return len(within) / (ended - began)


def _name(error: Exception) -> str:
    match error:
        case Refused():
            return str(error.problem.code)
        case Unreachable():
            return str(error.code or error.trouble)
    return type(error).__name__


def ratio_of_quickest(seconds: Sequence[Sequence[float]]) -> float:
    """How much longer the slowest of several ways takes than the quickest, by the quickest try of each.

    A busy machine only adds to a try: the quickest of many tells what the way itself takes.
    """
    quickest = [min(tries) for tries in seconds]
    return max(quickest) / min(quickest)
