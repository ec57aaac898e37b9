"""Keeps strangers from trying out receipt numbers: an address that missed too often waits.

Counted in each process by itself. Forty random bits protect the numbers; this keeps the noise down.
"""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime, timedelta
from ipaddress import IPv6Address, ip_address
from threading import Lock

from starlette.requests import Request

from central.clock import Clock
from central.problems import Refused
from kiosk.contract import ProblemCode

MISSES = 20
WINDOW = timedelta(minutes=10)
MOST_ADDRESSES = 10_000


class Guesses:
    """Misses of each client address; a home or company has one IPv4 address, or one /64 of IPv6."""

    def __init__(self, clock: Clock) -> None:
        self._clock = clock
        self._lock = Lock()
        self._missed: OrderedDict[str, tuple[datetime, int]] = OrderedDict()

    @contextmanager
    def counted(self, request: Request) -> Iterator[None]:
        """Around an answer: raises too_many_requests after too many that were not_found."""
        household = _household(request.client.host if request.client else "")
        self._check(household)
        try:
            yield
        except Refused as refused:
            if refused.problem.code is ProblemCode.NOT_FOUND:
                self._count(household)
            raise

    def forget(self) -> None:
        """Nobody has missed yet."""
        with self._lock:
            self._missed.clear()

    def _check(self, household: str) -> None:
        now = self._clock()
        with self._lock:
            since, misses = self._missed.get(household, (now, 0))
        left = since + WINDOW - now
        if misses >= MISSES and left > timedelta():
            raise Refused(ProblemCode.TOO_MANY_REQUESTS, retry_after=-int(-left.total_seconds() // 1))

    def _count(self, household: str) -> None:
        now = self._clock()
        with self._lock:
            since, misses = self._missed.pop(household, (now, 0))
            if since + WINDOW <= now:
                since, misses = now, 0
            self._missed[household] = since, misses + 1
            while len(self._missed) > MOST_ADDRESSES:
                self._missed.popitem(last=False)


def _household(address: str) -> str:
    try:
        parsed = ip_address(address)
    except ValueError:
        return address
    return str(IPv6Address(int(parsed) >> 64 << 64)) if parsed.version == 6 else address
