"""The couriers: nothing lost, nothing twice, an account's changes in their order, whatever the receiver does."""

from __future__ import annotations

import json
import multiprocessing
import threading
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from multiprocessing.connection import Connection
from random import Random
from typing import Any

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from sqlalchemy import func, select

from central.database import Database, Delivery
from central.outbox import PATIENCE, Courier, Outbox
from central.settings import Destination
from tests.central.central_desk import VAULT, Clock, Face, Service, Terminal, World, proven, until

WORDS = "【企业登记】验证码 314159"
FORK = multiprocessing.get_context("fork")
Answer = Callable[[str, dict[str, Any]], int]


class Receiver:
    """A system that is told of changes; `answer` decides on the status from key and message."""

    def __init__(self, answer: Answer) -> None:
        self.heard: list[tuple[str, dict[str, Any]]] = []
        self.tries: Counter[str] = Counter()
        lock = threading.Lock()

        class Handler(BaseHTTPRequestHandler):
            protocol_version = "HTTP/1.1"

            def do_POST(handler) -> None:  # noqa: N805 - the library's name; `self` is the receiver
                message = json.loads(handler.rfile.read(int(handler.headers["Content-Length"])))
                key = handler.headers["Idempotency-Key"]
                with lock:
                    self.tries[key] += 1
                status = answer(key, message)
                with lock:
                    if status == 202:
                        self.heard.append((key, message))
                handler.send_response(status)
                handler.send_header("Content-Length", "0")
                handler.end_headers()

            def log_message(self, *_: object) -> None:
                """Keeps quiet."""

        self._server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self._server.daemon_threads = True
        self.url = f"http://127.0.0.1:{self._server.server_port}"
        threading.Thread(target=self._server.serve_forever, args=(0.05,), daemon=True).start()

    def stop(self) -> None:
        self._server.shutdown()
        self._server.server_close()

    @property
    def numbers(self) -> list[int]:
        return [message["number"] for _, message in self.heard]


@contextmanager
def receiver(answer: Answer) -> Iterator[Receiver]:
    found = Receiver(answer)
    yield found
    found.stop()


@contextmanager
def delivering(database: Database, place: str, clock: Clock, processes: int = 1) -> Iterator[Outbox]:
    """The outbox of each of several processes; the first one's is yielded."""
    destination = Destination.model_validate({"url": place, "token": "s3cret"})
    all_of_them = [Outbox(database, {"linked": destination}, VAULT, clock, Random(n)) for n in range(processes)]
    for outbox in all_of_them:
        outbox.start()
    yield all_of_them[0]
    for outbox in all_of_them:
        outbox.stop()


def put(database: Database, outbox: Outbox, *lanes: str | None) -> None:
    """Numbered messages from 1, one in each of `lanes`."""
    with database.transaction() as db:
        for number, lane in enumerate(lanes, 1):
            outbox.put(db, "linked", str(number), {"number": number, "lane": lane}, lane=lane)
            db.flush()


def pending(database: Database) -> int:
    with database.transaction() as db:
        return db.scalar(select(func.count()).select_from(Delivery).where(Delivery.delivered_at.is_(None))) or 0


def test_an_accounts_changes_arrive_in_their_order_however_often_they_fail(database: Database, clock: Clock) -> None:
    chance = Random(4)
    lanes = [f"account-{chance.randrange(4)}" for _ in range(24)]
    with (
        receiver(lambda *_: chance.choice([202, 503])) as system,
        delivering(database, system.url, clock, processes=2) as outbox,
    ):
        put(database, outbox, *lanes)

        def is_done() -> bool:
            clock.advance(seconds=1)
            outbox.wake("linked")
            return pending(database) == 0

        until(is_done, 60)
        for lane in set(lanes):
            # In the order of the first arrival: time runs so fast here that leases end before their attempts.
            numbers = list(dict.fromkeys(one["number"] for _, one in system.heard if one["lane"] == lane))
            assert numbers == sorted(numbers)
        assert set(system.numbers) == set(range(1, 25))
        assert max(system.tries.values()) > 1


def test_different_accounts_do_not_wait_for_each_other(database: Database, clock: Clock) -> None:
    together = threading.Barrier(3)

    def answer(*_: object) -> int:
        together.wait(20)  # breaks, and is not heard, unless three are under way at once
        return 202

    with receiver(answer) as system, delivering(database, system.url, clock) as outbox:
        put(database, outbox, "a", "b", None)
        until(lambda: len(system.heard) == 3, 30)


def test_a_refused_message_holds_up_nobody_else_and_its_own_account_not_for_ever(
    database: Database, clock: Clock
) -> None:
    with (
        receiver(lambda key, _: 422 if key == "linked-1" else 202) as system,
        delivering(database, system.url, clock) as outbox,
    ):
        put(database, outbox, "poisoned", "poisoned", "other", None)
        until(lambda: sorted(system.numbers) == [3, 4])

        def is_released() -> bool:
            assert 2 not in system.numbers or system.tries["linked-1"] >= PATIENCE
            clock.advance(minutes=1)
            outbox.wake("linked")
            return 2 in system.numbers

        until(is_released, 30)
        until(lambda: pending(database) == 1)


@pytest.mark.parametrize("status", [0, 302, 401, 503])
def test_trouble_with_the_system_as_a_whole_keeps_the_order(database: Database, clock: Clock, status: int) -> None:
    up = threading.Event()

    def answer(*_: object) -> int:
        return 202 if up.is_set() else status

    with receiver(answer) as system:
        place = system.url if status else "http://127.0.0.1:9"
        with delivering(database, place, clock) as outbox:
            put(database, outbox, "a", "a")

            def has_been_tried_often() -> bool:
                clock.advance(minutes=10)
                outbox.wake("linked")
                with database.transaction() as db:
                    return (db.scalar(select(func.max(Delivery.attempts))) or 0) > PATIENCE

            until(has_been_tried_often, 30)
            assert system.numbers == []
        up.set()
        clock.advance(minutes=10)
        with delivering(database, system.url, clock):
            until(lambda: len(system.heard) == 2)
            assert system.numbers == [1, 2]


def run_service(sender: Connection, database_url: str, clock: Clock, linked_url: str) -> None:
    sender.send(Service(database_url, clock, linked_url).url)
    threading.Event().wait()


def test_a_killed_process_leaves_its_messages_to_the_next(
    database_url: str, clock: Clock, keys: dict[str, Ed25519PrivateKey], owner: Face
) -> None:
    before = Service(database_url, clock)
    terminal = Terminal(before.url, "bj-1", keys["bj-1"], clock)
    visit = proven(terminal, World(before.url), owner)
    before.stop()
    killed = threading.Event()

    def answer(*_: object) -> int:
        killed.wait(20)  # has heard, but can tell nobody any more
        return 202

    with receiver(answer) as system:
        receiving, sending = FORK.Pipe(duplex=False)
        process = FORK.Process(target=run_service, args=(sending, database_url, clock, system.url))
        process.start()
        terminal.url = receiving.recv()
        receipt = visit.reset().json()
        until(lambda: len(system.tries) == 3)
        process.kill()
        process.join()
        killed.set()

        clock.advance(minutes=2)
        heir = Service(database_url, clock, system.url)
        until(lambda: set(system.tries.values()) == {2})
        until(lambda: len(system.heard) == 6)
        by_key = {key: message["receipt"] for key, message in system.heard}
        assert list(by_key.values()) == [receipt["number"]] * 3, "what comes again has the key of the first time"
        terminal.url = heir.url
        until(lambda: {one["status"] for one in receipts(terminal, receipt["number"])} == {"synchronised"})
        heir.stop()


def receipts(terminal: Terminal, number: str) -> list[dict[str, Any]]:
    return list(terminal.call("GET", f"/receipts/{number}").json()["linked"])


class BrokenDatabase(Database):
    """Fails as drivers do: with what it was about to write in its words."""

    def __init__(self) -> None:
        self.asked = 0

    @contextmanager
    def transaction(self) -> Iterator[Any]:
        self.asked += 1
        raise RuntimeError(f"cannot write: {WORDS}")
        yield


def test_a_courier_survives_its_database_and_quotes_nothing(clock: Clock, caplog: pytest.LogCaptureFixture) -> None:
    place = Destination.model_validate({"url": "http://127.0.0.1:9/sms", "token": "s3cret"})
    database = BrokenDatabase()
    courier = Courier("sms", place, database, VAULT, clock, Random(1))
    courier.start()
    until(lambda: database.asked >= 1)
    courier.wake()
    until(lambda: database.asked >= 2)
    courier.stop()
    courier.join(5)
    assert "courier-sms: unexpected RuntimeError" in caplog.text
    assert WORDS not in caplog.text
