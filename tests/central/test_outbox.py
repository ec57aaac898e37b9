"""The couriers, where something goes wrong that nobody expected."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from random import Random
from typing import Any

import pytest

from central.database import Database
from central.outbox import Courier
from central.settings import Destination
from tests.central.central_desk import Clock, until

WORDS = "【企业登记】验证码 314159"


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
    courier = Courier("sms", place, database, clock, Random(1))
    courier.start()
    until(lambda: database.asked >= 1)
    courier.wake()
    until(lambda: database.asked >= 2)
    courier.stop()
    courier.join(5)
    assert "courier-sms: unexpected RuntimeError" in caplog.text
    assert WORDS not in caplog.text
