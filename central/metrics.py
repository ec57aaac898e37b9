"""Figures for Prometheus, without personal data: of the requests by every process, of the rest from the database."""

from __future__ import annotations

import hmac
import os
import time
from collections.abc import Iterable, Iterator
from datetime import datetime
from typing import Annotated

from fastapi import APIRouter, Header
from prometheus_client import CollectorRegistry, Counter, Histogram, generate_latest
from prometheus_client.core import CounterMetricFamily, GaugeMetricFamily, Metric
from prometheus_client.exposition import CONTENT_TYPE_PLAIN_0_0_4
from prometheus_client.multiprocess import MultiProcessCollector
from prometheus_client.registry import Collector
from pydantic import SecretStr
from sqlalchemy import Row, func, select
from starlette.responses import Response
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from central.clock import Clock
from central.database import Database, Delivery, Terminal, Visit
from central.operators import fleet
from central.operators.fleet import Status, Thresholds
from central.problems import PROBLEM_IN_SCOPE, Refused
from kiosk.contract import ProblemCode

FOLDER = "PROMETHEUS_MULTIPROC_DIR"
"""The environment variable that has several processes count together; prometheus-client reads it when imported."""
BUCKETS = (0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30)
NO_ROUTE = "none"


class Requests:
    """How long requests took, by route, and how many were refused, by code: of all processes that share a folder."""

    def __init__(self) -> None:
        self._registry = CollectorRegistry()
        self._seconds = Histogram(
            "central_request_seconds",
            "Time until the answer was complete.",
            ("method", "route", "status"),
            registry=self._registry,
            buckets=BUCKETS,
        )
        self._refusals = Counter(
            "central_refusals", "Requests answered with a problem document.", ("code",), registry=self._registry
        )

    def answered(self, method: str, route: str, status: int, seconds: float) -> None:
        """Counts a request."""
        self._seconds.labels(method, route, f"{status // 100}xx").observe(seconds)

    def refused(self, code: ProblemCode) -> None:
        """Counts a refusal."""
        self._refusals.labels(code).inc()

    def text(self) -> bytes:
        """In Prometheus' text format."""
        if FOLDER not in os.environ:
            return generate_latest(self._registry)
        together = CollectorRegistry()
        MultiProcessCollector(together)  # type: ignore[no-untyped-call]
        return generate_latest(together)


class Measured:
    """The outermost middleware: tells `requests` of every request."""

    def __init__(self, app: ASGIApp, requests: Requests) -> None:
        self._app = app
        self._requests = requests

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        began, status = time.perf_counter(), 500

        async def noting(message: Message) -> None:
            nonlocal status
            if message["type"] == "http.response.start":
                status = message["status"]
            await send(message)

        try:
            await self._app(scope, receive, noting)
        finally:
            route = getattr(scope.get("route"), "path", NO_ROUTE)  # the template below /v1: no identifier is in it
            method = scope["method"] if route != NO_ROUTE else "any"
            self._requests.answered(method, route, status, time.perf_counter() - began)
            if PROBLEM_IN_SCOPE in scope:
                self._requests.refused(scope[PROBLEM_IN_SCOPE])


class Stock(Collector):
    """What the database tells: the same from whichever process it is asked."""

    def __init__(self, database: Database, thresholds: Thresholds, clock: Clock) -> None:
        self._database = database
        self._thresholds = thresholds
        self._clock = clock

    def collect(self) -> Iterable[Metric]:
        """prometheus-client's hook."""
        with self._database.transaction() as db:
            ended = select(Visit.region, Visit.service, Visit.ending, func.count()).where(Visit.ending.is_not(None))
            visits = db.execute(ended.group_by(Visit.region, Visit.service, Visit.ending)).all()
            waiting = select(Delivery.destination, func.count(), func.min(Delivery.put_at))
            pending = db.execute(waiting.where(Delivery.delivered_at.is_(None)).group_by(Delivery.destination)).all()
            terminals = list(db.scalars(select(Terminal)))
        yield from _visits(visits)
        yield from self._outbox(pending)
        now = self._clock()
        by_status = GaugeMetricFamily("central_terminals", "Terminals by how they are.", labels=("status",))
        states = [fleet.status(one, self._thresholds, now) for one in terminals]
        for status in Status:
            by_status.add_metric((status,), states.count(status))
        yield by_status

    def _outbox(self, pending: Iterable[Row[str, int, datetime]]) -> Iterator[Metric]:
        number = GaugeMetricFamily("central_outbox_pending", "Messages not delivered yet.", labels=("destination",))
        age = GaugeMetricFamily("central_outbox_oldest_seconds", "Age of the oldest of them.", labels=("destination",))
        for destination, count, since in pending:
            number.add_metric((destination,), count)
            age.add_metric((destination,), (self._clock() - since).total_seconds())
        yield number
        yield age


def router(requests: Requests, stock: Stock, token: SecretStr) -> APIRouter:
    """The route /metrics; to whoever shows no token it does not exist."""
    routes = APIRouter(include_in_schema=False)
    registry = CollectorRegistry()
    registry.register(stock)
    expected = f"Bearer {token.get_secret_value()}".encode()

    @routes.get("/metrics")
    def metrics(authorization: Annotated[str, Header()] = "") -> Response:
        if not hmac.compare_digest(authorization.encode(), expected):
            raise Refused(ProblemCode.NOT_FOUND)
        return Response(requests.text() + generate_latest(registry), media_type=CONTENT_TYPE_PLAIN_0_0_4)

    return routes


def _visits(visits: Iterable[Row[str, str, str | None, int]]) -> Iterator[Metric]:
    family = CounterMetricFamily("central_visits", "Visits that have ended.", labels=("region", "service", "ending"))
    for region, service, ending, count in visits:
        family.add_metric((region, service, str(ending)), count)
    yield family
