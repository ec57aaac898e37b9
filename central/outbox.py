"""The outbox: what other systems must hear is written with the change itself, and delivered until it is heard."""

from __future__ import annotations

import logging
from collections.abc import Mapping
from datetime import timedelta
from random import Random
from threading import Event, Thread
from typing import Any

import requests
from sqlalchemy import select
from sqlalchemy.orm import Session

from central import unexpected
from central.clock import Clock
from central.database import Database, Delivery
from central.settings import Destination
from kiosk.contract import IDEMPOTENCY_KEY

log = logging.getLogger(__name__)

TIMEOUT = (2.0, 5.0)  # seconds to connect, to answer
LEASE = timedelta(seconds=30)
"""For so long a worker that took a delivery keeps it from the others; longer than any attempt."""
FIRST_PAUSE, LONGEST_PAUSE = timedelta(seconds=1), timedelta(minutes=10)
IDLE = 1.0
"""Seconds until a courier looks again: for what has become due, and for what other processes left."""


class Outbox:
    """Takes deliveries within the transaction of the change, and has one courier for each destination."""

    def __init__(
        self, database: Database, destinations: Mapping[str, Destination], clock: Clock, random: Random
    ) -> None:
        self._clock = clock
        self._couriers = {name: Courier(name, place, database, clock, random) for name, place in destinations.items()}

    def put(self, db: Session, destination: str, key: str, payload: dict[str, Any], receipt: str | None = None) -> None:
        """To be delivered once the transaction is committed; `key` lets the receiver take it once only."""
        db.add(
            Delivery(
                destination=destination,
                key=f"{destination}-{key}",
                payload=payload,
                receipt_number=receipt,
                next_at=self._clock(),
            )
        )

    def wake(self) -> None:
        """Something was committed: deliver it now."""
        for courier in self._couriers.values():
            courier.wake()

    def start(self) -> None:
        """Starts delivering."""
        for courier in self._couriers.values():
            courier.start()

    def stop(self) -> None:
        """Stops within a second; what is under way is delivered again by the next process."""
        for courier in self._couriers.values():
            courier.stop()
        for courier in self._couriers.values():
            courier.join(1.0 / len(self._couriers))


class Courier(Thread):
    """Delivers to one destination, so that a slow one holds up no other."""

    def __init__(self, destination: str, place: Destination, database: Database, clock: Clock, random: Random) -> None:
        super().__init__(name=f"courier-{destination}", daemon=True)
        self._destination = destination
        self._place = place
        self._database = database
        self._clock = clock
        self._random = random
        self._news = Event()
        self._stopped = False

    def wake(self) -> None:
        """There may be something to deliver."""
        self._news.set()

    def stop(self) -> None:
        """Asks the thread to end after the attempt under way."""
        self._stopped = True
        self._news.set()

    def run(self) -> None:
        """Delivers until stopped."""
        with requests.Session() as http:
            while not self._stopped:
                self._news.clear()
                try:
                    while not self._stopped and self.deliver_one(http):
                        pass
                except Exception as error:  # noqa: BLE001 - goes on: the delivery is still there
                    unexpected.record(log, self.name, error)
                self._news.wait(IDLE)

    def deliver_one(self, http: requests.Session) -> bool:
        """Tries the oldest delivery that is due; False when there is none."""
        with self._database.transaction() as db:
            due = db.scalar(
                select(Delivery)
                .where(Delivery.destination == self._destination)
                .where(Delivery.delivered_at.is_(None), Delivery.next_at <= self._clock())
                .order_by(Delivery.id)
                .limit(1)
                .with_for_update(skip_locked=True)
            )
            if due is None:
                return False
            due.attempts += 1
            due.next_at = self._clock() + LEASE
        heard = self._post(http, due)
        with self._database.transaction() as db:
            delivery = db.get_one(Delivery, due.id)
            if heard:
                delivery.delivered_at, delivery.payload = self._clock(), None
            else:
                delivery.next_at = self._clock() + self._pause(due.attempts)
        return True

    def _post(self, http: requests.Session, due: Delivery) -> bool:
        headers = {
            IDEMPOTENCY_KEY: due.key,
            "Authorization": f"Bearer {self._place.token.get_secret_value()}",
        }
        try:
            answer = http.post(str(self._place.url), json=due.payload, headers=headers, timeout=TIMEOUT)
        except requests.RequestException as error:
            log.warning("%s not reached: %s, attempt %s", self._destination, type(error).__name__, due.attempts)
            return False
        if not answer.ok:
            log.warning("%s answered %s, attempt %s", self._destination, answer.status_code, due.attempts)
        return answer.ok

    def _pause(self, attempts: int) -> timedelta:
        doubled: timedelta = FIRST_PAUSE * 2 ** min(attempts - 1, 16)
        return min(doubled, LONGEST_PAUSE) * self._random.uniform(0.5, 1.0)
