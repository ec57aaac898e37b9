"""A reset happens once and whole: whoever asks at the same time, and at whatever statement the service dies."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import requests
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from sqlalchemy import func, select

from central.database import Account, Carried, Database, Delivery, IssuedReceipt, LedgerEntry, OldPassword
from tests.central.central_desk import (
    ENTERPRISES,
    GOOD_PASSWORD,
    OLD_PASSWORD,
    Clock,
    Face,
    Service,
    Terminal,
    World,
    contents,
    proven,
    refusal,
    until,
)
from tests.central.processes import ask

COMPANY = "星河"
KEY = "the-key-of-this-reset"
LINKED = ("publicity", "registration", "annual_report")


def counted(database_url: str) -> Counter[str]:
    database = Database(database_url)
    with database.transaction() as db:
        tables = (IssuedReceipt, Carried, OldPassword, Delivery)
        found = Counter({table.__tablename__: db.scalar(select(func.count()).select_from(table)) for table in tables})
        found["ledger"] = db.scalar(select(func.count(LedgerEntry.receipt_number))) or 0
        account = db.get_one(Account, ENTERPRISES[COMPANY])
        found["password_version"] = account.password_version
    database.close()
    return found


def test_a_crash_at_any_statement_loses_nothing_and_doubles_nothing(
    database_url: str, clock: Clock, keys: dict[str, Ed25519PrivateKey], owner: Face
) -> None:
    service = Service(database_url, clock)
    terminal = Terminal(service.url, "bj-1", keys["bj-1"], clock)
    visit = proven(terminal, World(service.url), owner, COMPANY)
    service.stop()

    def reset(dies_at: int | None = None) -> Any:
        request = terminal.prepare("POST", visit.path + "/reset", {"new_password": GOOD_PASSWORD}, KEY)
        return ask(database_url, clock, request, dies_at)

    def outcome() -> Any:
        return ask(database_url, clock, terminal.prepare("GET", f"{visit.path}/outcomes/{KEY}"))

    before = contents(database_url)
    assert outcome() == (200, {"state": "not_done", "receipt": None})
    dies_at, done = 0, None
    while (answered := reset(dies_at)) is None:
        now = contents(database_url)
        if now != before:  # the answer is lost, the reset is not
            done = done or now
            assert now == done
            assert outcome()[1]["state"] == "done"
        dies_at += 1

    assert dies_at > 20
    assert done
    status, receipt = answered
    assert status == 200
    assert outcome() == (200, {"state": "done", "receipt": receipt})
    assert reset() == (200, receipt)
    assert contents(database_url) == done
    assert counted(database_url) == {
        "receipts": 1,
        "carried_out": 1,
        "old_passwords": 1,
        "ledger": 1,
        "outbox": len(LINKED) + told(database_url),
        "password_version": 2,
    }

    heir = Service(database_url, clock)
    clock.advance(minutes=1)
    world = World(heir.url)
    until(lambda: len(world.linked(COMPANY)) == len(LINKED))
    assert {view["changes"] for view in world.linked(COMPANY).values()} == {1}
    assert world.login(COMPANY, GOOD_PASSWORD).status_code == 200
    assert world.login(COMPANY, OLD_PASSWORD).status_code != 200
    heir.stop()


def told(database_url: str) -> int:
    """How many phones a change is told to."""
    database = Database(database_url)
    with database.transaction() as db:
        found = db.scalar(select(func.count()).select_from(Delivery).where(Delivery.destination == "sms"))
    database.close()
    assert found
    return found


def at_once(work: list[Callable[[], requests.Response]]) -> list[requests.Response]:
    with ThreadPoolExecutor(len(work)) as pool:
        return [one.result() for one in [pool.submit(do) for do in work]]


def test_ten_keys_at_once_for_one_visit_are_one_reset(
    terminal: Terminal, world: World, owner: Face, database_url: str
) -> None:
    visit = proven(terminal, world, owner, COMPANY)
    answers = at_once([lambda n=n: visit.reset(key=f"{KEY}-{n}") for n in range(10)])  # type: ignore[misc]
    statuses = Counter(one.status_code for one in answers)
    assert statuses[200] == 1
    assert {refusal(one)[0] for one in answers if one.status_code != 200} == {"wrong_step"}
    found = counted(database_url)
    assert (found["receipts"], found["carried_out"], found["password_version"]) == (1, 1, 2)


def test_two_terminals_at_once_for_one_enterprise_are_two_resets_one_after_the_other(
    terminals: dict[str, Terminal], world: World, owner: Face, database_url: str
) -> None:
    visits = [proven(terminals[name], world, owner, COMPANY) for name in ("bj-1", "bj-2")]
    passwords = [GOOD_PASSWORD, "Marble-otter-31-canyon"]
    answers = at_once(
        [lambda n=n: visits[n % 2].reset(passwords[n % 2], f"{KEY}-{n % 2}") for n in range(10)]  # type: ignore[misc]
    )
    assert [one.status_code for one in answers] == [200] * 10
    numbers = [one.json()["number"] for one in answers]
    assert len({*numbers[::2]}) == len({*numbers[1::2]}) == 1
    found = counted(database_url)
    assert (found["receipts"], found["carried_out"], found["old_passwords"], found["ledger"]) == (2, 2, 2, 2)
    assert found["password_version"] == 3
    until(lambda: all(world.linked(COMPANY).get(name, {}).get("changes") == 2 for name in LINKED))
    last = {view["receipt"] for view in world.linked(COMPANY).values()}
    assert {view["password_version"] for view in world.linked(COMPANY).values()} == {3}
    assert len(last) == 1, "every linked system heard the same change last"
    works = [world.login(COMPANY, password).status_code == 200 for password in passwords]
    assert works == [numbers[0] in last, numbers[1] in last]
