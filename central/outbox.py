"""The outbox: what other systems must hear is written with the change itself, and delivered until it is heard.

Messages of one lane arrive one after the other, in their order; those of different lanes beside each other, also by
several processes. Every message has a key of its own: one that comes twice, because its sender died before it could
write down that it had arrived, is recognised by the receiver.
"""

from __future__ import annotations

import json
import logging
from collections.abc import Mapping
from datetime import timedelta
from functools import partial
from random import Random
from threading import Event, Thread
from typing import Any

import requests
from sqlalchemy import Select, bindparam, event, exists, select, update
from sqlalchemy.orm import Session, aliased

from central import unexpected
from central.clock import Clock
from central.database import Database, Delivery, UtcDateTime
from central.settings import Destination
from central.vault import Vault
from kiosk.contract import IDEMPOTENCY_KEY

log = logging.getLogger(__name__)

TIMEOUT = (2.0, 5.0)  # seconds to connect, to answer
LEASE = timedelta(seconds=30)
"""For so long a worker that took a delivery keeps it from the others; longer than any attempt."""
FIRST_PAUSE, LONGEST_PAUSE = timedelta(seconds=1), timedelta(minutes=10)
IDLE = 1.0
"""Seconds until a courier looks again: for what has become due, and for what other processes left."""
COURIERS = 4
"""For each destination; all but one have nothing to do until there is more than one message."""
PATIENCE = 8
"""After so many refusals a message holds up its lane no longer; it is tried on, now and then."""
TROUBLE = frozenset({401, 403, 404, 407, 408, 425, 429})
"""Refusals that blame us or the moment, not the message."""


class Outbox:
    """Takes deliveries within the transaction of the change, and has couriers for each destination."""

    def __init__(
        self, database: Database, destinations: Mapping[str, Destination], vault: Vault, clock: Clock, random: Random
    ) -> None:
        self._database = database
        self._destinations = destinations
        self._vault = vault
        self._clock = clock
        self._random = random
        self._couriers: list[Courier] = []
        self._first: dict[str, Courier] = {}

    def put(
        self,
        db: Session,
        destination: str,
        key: str,
        payload: dict[str, Any],
        receipt: str | None = None,
        lane: str | None = None,
    ) -> None:
        """To be delivered as soon as the transaction is committed; `key` lets the receiver take it once only.

        Messages of one `lane` arrive in their order: put them while holding a lock on what they tell about.
        """
        delivery = Delivery(
            destination=destination,
            lane=lane,
            key=f"{destination}-{key}",
            receipt_number=receipt,
            put_at=self._clock(),
            next_at=self._clock(),
        )
        delivery.payload = self._vault.seal(json.dumps(payload, ensure_ascii=False), delivery)
        db.add(delivery)
        event.listen(db, "after_commit", lambda _: self.wake(destination), once=True)

    def wake(self, destination: str) -> None:
        """There is something to deliver there: now."""
        if courier := self._first.get(destination):
            courier.wake()

    def start(self) -> None:
        """Starts delivering, with new couriers."""
        for name, place in self._destinations.items():
            made = partial(Courier, name, place, self._database, self._vault, self._clock, self._random)
            crew = [made(idle=None)]
            for _ in range(COURIERS - 2):
                crew.append(made(helper=crew[-1], idle=None))
            self._first[name] = made(helper=crew[-1])
            self._couriers += [*crew, self._first[name]]
        for courier in self._couriers:
            courier.start()

    def stop(self) -> None:
        """Stops within a second; what is under way is delivered again by the next process."""
        for courier in self._couriers:
            courier.stop()
        for courier in self._couriers:
            courier.join(1.0 / len(self._couriers))
        self._couriers, self._first = [], {}


class Courier(Thread):
    """Delivers to one destination, so that a slow one holds up no other.

    When there is more to deliver, `helper` is called. With `idle` the courier looks by itself after so many seconds,
    without it only when woken.
    """

    def __init__(
        self,
        destination: str,
        place: Destination,
        database: Database,
        vault: Vault,
        clock: Clock,
        random: Random,
        helper: Courier | None = None,
        idle: float | None = IDLE,
    ) -> None:
        super().__init__(name=f"courier-{destination}", daemon=True)
        self._destination = destination
        self._due = _due(destination)
        self._place = place
        self._database = database
        self._vault = vault
        self._clock = clock
        self._random = random
        self._helper = helper
        self._idle = idle
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
                self._news.wait(self._idle)

    def deliver_one(self, http: requests.Session) -> bool:
        """Tries a delivery that is due; False when there is none."""
        with self._database.transaction() as db:
            found = db.scalars(self._due, {"now": self._clock()}).all()
            if not found:
                return False
            due = found[0]
            due.attempts += 1
            due.next_at = self._clock() + LEASE
        if len(found) > 1 and self._helper:
            self._helper.wake()
        outcome = self._outcome(self._post(http, due), due.attempts)
        with self._database.transaction() as db:
            db.execute(update(Delivery).where(Delivery.id == due.id).values(outcome))
        return True

    def _outcome(self, status: int, attempts: int) -> dict[Any, Any]:
        """What an answer makes of a delivery."""
        if 200 <= status < 300:
            return {Delivery.delivered_at: self._clock(), Delivery.payload: None}
        blamed = int(status == 500 or (400 <= status < 500 and status not in TROUBLE))
        return {Delivery.next_at: self._clock() + self._pause(attempts), Delivery.refusals: Delivery.refusals + blamed}

    def _post(self, http: requests.Session, due: Delivery) -> int:
        """The status of the answer; 0 without one."""
        message = self._vault.open(due.payload or "", due)
        headers = {
            "Content-Type": "application/json",
            IDEMPOTENCY_KEY: due.key,
            "Authorization": f"Bearer {self._place.token.get_secret_value()}",
        }
        try:
            answer = http.post(
                str(self._place.url), data=message.encode(), headers=headers, timeout=TIMEOUT, allow_redirects=False
            )
        except requests.RequestException as error:
            log.warning("%s not reached: %s, attempt %s", self._destination, type(error).__name__, due.attempts)
            return 0
        if not 200 <= answer.status_code < 300:
            log.warning("%s answered %s, attempt %s", self._destination, answer.status_code, due.attempts)
        return answer.status_code

    def _pause(self, attempts: int) -> timedelta:
        doubled: timedelta = FIRST_PAUSE * 2 ** min(attempts - 1, 16)
        return min(doubled, LONGEST_PAUSE) * self._random.uniform(0.5, 1.0)


def _due(destination: str) -> Select[Delivery]:
    """The delivery whose turn it is `now`, and one more where there is one, locked; not what another courier takes."""
    now = bindparam("now", type_=UtcDateTime)
    earlier = aliased(Delivery)
    held_up = exists().where(
        earlier.destination == destination,
        earlier.lane == Delivery.lane,
        earlier.id < Delivery.id,
        earlier.delivered_at.is_(None),
        earlier.refusals < PATIENCE,
    )
    return (
        select(Delivery)
        .where(Delivery.destination == destination, Delivery.delivered_at.is_(None), Delivery.next_at <= now)
        .where(~held_up)
        .order_by(Delivery.next_at, Delivery.id)
        .limit(2)
        .with_for_update(of=Delivery, skip_locked=True)
    )
