"""What is measured of a service that runs."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from itertools import cycle
from random import Random
from threading import Lock

import requests

from benchmarks.central.ground import REGIONS, Account, Ground, Supply
from benchmarks.central.load import on_schedule, together
from benchmarks.central.serving import Cores, Serving
from benchmarks.central.timings import Latency, Log, ratio_of_quickest
from benchmarks.central.visitor import BEAT, SmsMissing, Visitor, client
from kiosk.client import CentralClient, Refused, Unreachable
from kiosk.contract import API
from simulator.service import World

WRONG_PASSWORD = "Nobody-has-this-one-4"  # noqa: S105
NOBODY = "91110108MA0NOBODY0"
LOCKING_TRIES = 5
FAILURES = (Refused, Unreachable, SmsMissing, requests.RequestException)
"""Of a visit: counted, and the next one begins."""
HANDS = 32
"""Threads for what has its time: so many may be under way before one is late."""


@dataclass(frozen=True)
class Plan:
    """How much is measured: seconds of each load, visitors at once, visits a second beside the heartbeats."""

    seconds: float
    visitors: int
    fleet_seconds: float
    beat_every: float
    visits_a_second: float
    tries: int


@dataclass(frozen=True)
class Load:
    """What came of a load: how many a second, how long each call took, who was busy meanwhile.

    `cpu_ms` is the processor time of service and database for each.
    """

    rate: float
    done: int
    cpu_ms: float
    calls: Mapping[str, Latency]
    failures: Mapping[str, int]
    cores: Cores


@dataclass(frozen=True)
class Fleet:
    """Heartbeats of all terminals at their times, while visits run."""

    seconds: float
    beats: Latency
    beats_a_second: float
    visits: Latency
    calls: Mapping[str, Latency]
    failures: Mapping[str, int]
    cores: Cores


@dataclass(frozen=True)
class Neutral:
    """The quickest refused sign-in of each path, ms, and how much longer the slowest path takes than the quickest."""

    tries: int
    quickest_ms: Mapping[str, float]
    ratio: float


class Bench:
    """Puts load on `serving`, with the terminals and accounts of `ground`, each account once."""

    def __init__(self, serving: Serving, ground: Ground, plan: Plan, random: Random) -> None:
        self._serving, self._ground, self._plan, self._random = serving, ground, plan, random
        self._supplies = {"fresh": Supply(ground.fresh), "seasoned": Supply(ground.seasoned)}
        self._next_terminal = {region: cycle(ground.in_region(region)) for region in REGIONS}
        self._lock = Lock()

    def warm_up(self) -> None:
        """What a process does once only is done."""
        for _ in range(2 * len(REGIONS) * self._serving.arrangement.workers):
            self._visit(Log(), "fresh")

    def visits(self, kind: str) -> Load:
        """Whole visits of `kind` accounts, so many at once as the plan says, as fast as they are served."""
        return self._loaded("visit", self._plan.visitors, lambda log, _: self._visit(log, kind))

    def beats(self) -> Load:
        """Heartbeats, as many at once, as fast as they are answered."""
        clients = [client(self._serving.central.url, one) for one in self._ground.terminals[: self._plan.visitors]]
        try:
            return self._loaded("heartbeat", len(clients), lambda log, place: _beat(log, clients[place]))
        finally:
            for one in clients:
                one.close()

    def fleet(self) -> Fleet:
        """Every terminal's heartbeat at its time, each on a new connection, while visits run at the plan's rate."""
        plan, log, visits = self._plan, Log(), Log()
        clients = [client(self._serving.central.url, one) for one in self._ground.terminals]

        def beat(number: int, due: float) -> None:
            terminal = clients[number % len(clients)]
            _beat(log, terminal, due)
            terminal.close()  # until the next time the service would have closed the connection

        before = self._serving.spent()
        beating = on_schedule(len(clients) / plan.beat_every, plan.fleet_seconds, beat, HANDS)
        visiting = on_schedule(
            plan.visits_a_second, plan.fleet_seconds, lambda *_: self._visit(visits, "seasoned"), HANDS
        )
        began, ended = beating()
        visiting()
        cores = self._serving.spent().cores(before)
        beats = log.latencies()["heartbeat"]
        return Fleet(
            seconds=ended - began,
            beats=beats,
            beats_a_second=beats.calls / (ended - began),
            visits=visits.latencies()["visit"],
            calls=visits.latencies(),
            failures=log.failures() | visits.failures(),
            cores=cores,
        )

    def neutral(self) -> Neutral:
        """Sign-ins that are refused, by turns: of nobody's account, with a wrong password, of a locked account."""
        locked = self._supplies["fresh"].take().credit_code
        with requests.Session() as http:
            for _ in range(LOCKING_TRIES):
                self._refused(http, locked)
            paths: dict[str, Callable[[], str]] = {
                "no such account": lambda: NOBODY,
                "wrong password": lambda: self._supplies["fresh"].take().credit_code,
                "locked account": lambda: locked,
            }
            taken: dict[str, list[float]] = {path: [] for path in paths}
            for _ in range(self._plan.tries):
                for path, account in paths.items():
                    taken[path].append(self._refused(http, account()))
        quickest = {path: 1000 * min(seconds) for path, seconds in taken.items()}
        return Neutral(self._plan.tries, quickest, ratio_of_quickest(list(taken.values())))

    def _refused(self, http: requests.Session, account: str) -> float:
        """The seconds of a refused sign-in."""
        began = time.perf_counter()
        answer = http.post(
            f"{self._serving.central.url}{API}/login", json={"account": account, "password": WRONG_PASSWORD}, timeout=30
        )
        seconds = time.perf_counter() - began
        if answer.status_code != requests.codes.unauthorized:
            raise RuntimeError(f"a sign-in that must be refused was answered with {answer.status_code}")
        return seconds

    def _loaded(self, kind: str, number: int, act: Callable[[Log, int], None]) -> Load:
        log = Log()
        before = self._serving.spent()
        began, ended = together(number, self._plan.seconds, lambda place: act(log, place))
        after = self._serving.spent()
        calls = log.latencies()
        return Load(
            rate=log.rate(kind, began, ended),
            done=calls[kind].calls,
            cpu_ms=1000 * (after.service - before.service + after.database - before.database) / calls[kind].calls,
            calls=calls,
            failures=log.failures(),
            cores=after.cores(before),
        )

    def _visit(self, log: Log, kind: str) -> None:
        with self._lock:
            account = self._supplies[kind].take()
            random = Random(self._random.getrandbits(64))
        with self._visitor(account, log, random) as visitor, suppress(*FAILURES):
            visitor.reset(account)

    @contextmanager
    def _visitor(self, account: Account, log: Log, random: Random) -> Iterator[Visitor]:
        """At a terminal of the account's region."""
        with self._lock:
            terminal = next(self._next_terminal[account.region])
        speaker = client(self._serving.central.url, terminal)
        try:
            yield Visitor(speaker, World(self._serving.central), log, random)
        finally:
            speaker.close()


def _beat(log: Log, terminal: CentralClient, due: float | None = None) -> None:
    with suppress(Refused, Unreachable):
        log.timed("heartbeat", lambda: terminal.heartbeat(BEAT), due)
