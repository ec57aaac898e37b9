"""Reading the central service: whether it answers, how soon, and whether it knows the terminal."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

from devices.probes.probe import Probe
from kiosk.client import CentralClient, Refused, Unreachable
from kiosk.contract import ProblemCode

ROUND_TRIPS = 10


@dataclass(frozen=True)
class ServiceReading:
    """What the service answered."""

    trouble: str = ""
    """Why there is no answer; "" when there is one."""
    status: int = 0
    """HTTP status of an answer that is none."""
    round_trips_ms: tuple[float, ...] = ()
    skew_s: float = 0.0
    """By how much the terminal's clock is ahead of the service's."""
    refused: ProblemCode | None = None
    """Why it refused a request that the terminal signed; None: it did not."""
    keyed: bool = True
    """The terminal has a key to sign with."""


class Service(Probe[ServiceReading]):
    """Asks through the terminal's own client; None where the terminal has no key.

    `clock` counts seconds, `now` is the wall clock.
    """

    def __init__(
        self, client: CentralClient, keyed: bool, clock: Callable[[], float], now: Callable[[], datetime]
    ) -> None:
        self._client, self._keyed, self._clock, self._now = client, keyed, clock, now

    def read(self) -> ServiceReading:
        times, skews = [], []
        try:
            for _ in range(ROUND_TRIPS):
                began, at = self._clock(), self._now()
                answer = self._client.health()
                taken = self._clock() - began
                times.append(1000 * taken)
                # The service looked at its clock somewhere in between: the quickest answer says it best.
                skews.append((taken, (at - answer.time).total_seconds() + taken / 2))
        except (Unreachable, Refused) as error:
            return ServiceReading(*_trouble(error))
        skew = min(skews)[1]
        return ServiceReading(
            round_trips_ms=tuple(times),
            skew_s=skew,
            refused=self._refused() if self._keyed else None,
            keyed=self._keyed,
        )

    def _refused(self) -> ProblemCode | None:
        try:
            self._client.reports_kept()
        except Refused as error:
            return error.problem.code
        except Unreachable as error:
            return error.code or ProblemCode.INTERNAL
        return None


def _trouble(error: Unreachable | Refused) -> tuple[str, int]:
    return (error.trouble, error.status) if isinstance(error, Unreachable) else (error.problem.code, 0)
