"""What nobody needs any longer goes, at its time and no sooner."""

from __future__ import annotations

import re
from datetime import timedelta
from pathlib import Path

import pytest
from sqlalchemy import func, select

from central import policies, retention
from central.database import Account, Database, Delivery, FailedLogin, FailedTry, Grant, LicenceCode, OldPassword, Visit
from central.retention import Limits, Pruner, Retention
from tests.central.central_desk import (
    ENTERPRISES,
    GOOD_PASSWORD,
    Clock,
    Face,
    Terminal,
    World,
    proven,
    until,
)
from tests.central.processes import central

ROOT = Path(__file__).resolve().parents[2]
LIMITS = retention.load()


@pytest.fixture
def kept(clock: Clock) -> Retention:
    return Retention(LIMITS, policies.load(), clock)


def count(database: Database, *which: object) -> int:
    with database.transaction() as db:
        return db.scalar(select(func.count()).where(*which)) or 0


def prune(database: Database, kept: Retention) -> dict[str, int]:
    with database.alone() as connection:
        return kept.prune(connection)


def test_each_kind_stays_until_its_day_and_the_papers_stay(
    terminal: Terminal, world: World, owner: Face, stranger: Face, database: Database, kept: Retention, clock: Clock
) -> None:
    world.enrol("星河", owner)
    failing = terminal.open()
    failing.show_licence(world, "星河")
    failing.show_face(stranger)
    visit = proven(terminal, world, owner)
    receipt = visit.reset().json()
    visit.post("/end", {"ending": "success", "seconds": 60, "extensions": 0})
    session = world.sign_in("星河", GOOD_PASSWORD).json()["session"]
    assert session
    until(lambda: count(database, Delivery.delivered_at.is_(None)) == 0)
    began, limits = clock.now, LIMITS.model_dump()
    kinds = {
        "expired_days": LicenceCode.digest.is_not(None),
        "delivered_days": Delivery.receipt_number.is_(None),
        "failed_tries_days": FailedTry.id.is_not(None),
        "grants_days": Grant.revoked_at.is_not(None) | Grant.expires_at.is_not(None),
        "visits_days": Visit.holder_id.is_not(None),
    }
    before = {kind: count(database, which) for kind, which in kinds.items()}
    assert all(before.values()), before
    for days in sorted(set(limits.values())):
        for hours in (-1, 1):
            clock.now = began + timedelta(days=days, hours=hours)
            prune(database, kept)
            left = {kind: count(database, which) for kind, which in kinds.items()}
            assert left == {
                kind: before[kind] if began + timedelta(days=limits[kind]) > clock.now else 0 for kind in kinds
            }
    clock.now = began
    assert count(database, Visit.id.is_not(None)) == 2
    assert count(database, Delivery.receipt_number == receipt["number"]) == 3
    assert prune(database, kept) == {}
    assert {one["status"] for one in terminal.call("GET", f"/receipts/{receipt['number']}").json()["linked"]} == {
        "synchronised"
    }


def test_what_is_not_delivered_stays_however_old(database: Database, kept: Retention, clock: Clock) -> None:
    with database.transaction() as db:
        db.add(Delivery(destination="sms", key="sms-1", payload="sealed", put_at=clock(), next_at=clock()))
    clock.advance(days=1000)
    assert prune(database, kept) == {}


def test_former_passwords_stay_as_long_as_a_policy_refuses_them(database: Database, kept: Retention) -> None:
    refused = max(profile.history for profile in policies.load().passwords.values())
    companies = [ENTERPRISES["星河"], ENTERPRISES["云杉"]]
    with database.transaction() as db:
        for number in range(refused + 3):
            db.add_all(OldPassword(credit_code=company, password_hash=str(number)) for company in companies)
            db.flush()
    assert prune(database, kept) == {"old_passwords": 6}
    with database.transaction() as db:
        for company in companies:
            mine = select(OldPassword.password_hash).where(OldPassword.credit_code == company)
            assert set(db.scalars(mine)) == {str(number) for number in range(3, refused + 3)}
        assert db.get_one(Account, companies[0]).password_hash


@pytest.mark.parametrize(
    ("changes", "complaint"),
    [({"delivered_days": 14}, "delivered_days.*14 days"), ({"failed_tries_days": 2}, "failed_tries_days.*48 hours")],
)
def test_limits_that_delete_what_is_still_needed_are_refused(
    clock: Clock, changes: dict[str, int], complaint: str
) -> None:
    rules = policies.load()
    longer = rules.pauses.person.model_copy(update={"hours": 48})
    rules = rules.model_copy(update={"pauses": rules.pauses.model_copy(update={"person": longer})})
    with pytest.raises(ValueError, match=complaint):
        Retention(Limits.model_validate(LIMITS.model_dump() | changes), rules, clock)


def test_the_service_prunes_by_itself(database: Database, kept: Retention, clock: Clock) -> None:
    with database.transaction() as db:
        db.add_all(FailedLogin(account="one", at=clock() - timedelta(days=days)) for days in (0, 3))
    pruner = Pruner(database, kept, every=0.01)
    pruner.start()
    until(lambda: count(database, FailedLogin.account == "one") == 1)
    pruner.stop()
    pruner.join(5)
    assert not pruner.is_alive()


def test_the_command_says_what_it_has_pruned(database_url: str, database: Database, clock: Clock) -> None:
    with database.transaction() as db:
        db.add(FailedLogin(account="one", at=clock() - timedelta(days=3)))
    said = [central("prune", "--database", database_url).output for _ in range(2)]
    assert said == ["failed_logins: 1\n1 records pruned\n", "0 records pruned\n"]


def test_the_privacy_page_says_the_times() -> None:
    page = (ROOT / "docs" / "privacy.md").read_text("utf-8")
    said = dict(re.findall(r"`([a-z_]+_days)`[^|]*?(\d+) days?", page))
    assert {name: int(days) for name, days in said.items()} == LIMITS.model_dump()
