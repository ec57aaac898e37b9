"""Signing in: neutral, locked after failures, with a second factor, and what the signed-in owner does."""

from __future__ import annotations

import time
from random import Random

import pyotp
import pytest
import requests
from argon2 import PasswordHasher
from sqlalchemy import func, select

from central import policies
from central.database import Account, Database, FailedLogin
from central.logins import Logins
from central.outbox import Outbox
from central.problems import Refused
from central.reminders import Reminders
from tests.central.central_desk import (
    ENTERPRISES,
    GOOD_PASSWORD,
    OLD_PASSWORD,
    PEOPLE,
    VAULT,
    Clock,
    Face,
    Terminal,
    Visit,
    World,
    proven,
    refusal,
    until,
)

OTHER_PASSWORD = "Marble-otter-31-canyon"
UNKNOWN = "91110108MA0NOBODY0"


@pytest.fixture
def after_reset(terminal: Terminal, world: World, owner: Face) -> Visit:
    visit = proven(terminal, world, owner)
    assert visit.reset().status_code == 200
    return visit


class CountingHasher(PasswordHasher):
    """Counts what it verifies. One verification takes some milliseconds."""

    def __init__(self) -> None:
        super().__init__(time_cost=2, memory_cost=8192, parallelism=1)
        self.verified = 0

    def verify(self, hash: str | bytes, password: str | bytes) -> bool:  # type: ignore[override]
        self.verified += 1
        return bool(super().verify(hash, password))


class TestNeutral:
    """Nobody learns whether an account exists, is locked or frozen, or has a one-time password."""

    @pytest.fixture
    def hasher(self) -> CountingHasher:
        return CountingHasher()

    @pytest.fixture
    def logins(self, database: Database, hasher: CountingHasher, clock: Clock) -> Logins:
        with database.transaction() as db:
            for account in db.scalars(select(Account)):
                account.password_hash = hasher.hash(OLD_PASSWORD)
            expired = db.get_one(Account, ENTERPRISES["素笺"])
            expired.one_time_until = clock.now
        outbox = Outbox(database, {}, VAULT, clock, Random(1))
        return Logins(database, policies.load(), hasher, VAULT, outbox, clock, Random(1))

    PATHS = (
        ("unknown", UNKNOWN, "x"),
        ("malformed", "no credit code' --", "x"),
        ("wrong", ENTERPRISES["星河"], "x"),
        ("locked", ENTERPRISES["云杉"], OLD_PASSWORD),
        ("frozen", ENTERPRISES["寒石"], OLD_PASSWORD),
        ("one-time password expired", ENTERPRISES["素笺"], OLD_PASSWORD),
    )

    def test_every_refusal_reads_alike(self, world: World) -> None:
        answers = {
            world.login(account, password).content
            for account, password in ((UNKNOWN, "x"), ("星河", "x"), ("云杉", OLD_PASSWORD), ("寒石", OLD_PASSWORD))
        }
        assert len(answers) == 1

    def test_every_path_verifies_one_hash_and_writes_one_record(
        self, logins: Logins, hasher: CountingHasher, database: Database
    ) -> None:
        for number, (path, account, password) in enumerate(self.PATHS, 1):
            with pytest.raises(Refused):
                logins.login(account, password)
            assert hasher.verified == number, path
            with database.transaction() as db:
                assert db.scalar(select(func.count()).select_from(FailedLogin)) == number, path

    @pytest.mark.alone
    def test_every_path_takes_the_same_time(self, logins: Logins, clock: Clock) -> None:
        seconds: dict[str, list[float]] = {path: [] for path, _, _ in self.PATHS}
        for _ in range(40):
            for path, account, password in self.PATHS:
                began = time.perf_counter()
                with pytest.raises(Refused):
                    logins.login(account, password)
                seconds[path].append(time.perf_counter() - began)
            clock.advance(minutes=1)
        quickest = {path: min(taken) for path, taken in seconds.items()}  # a busy machine only adds
        assert max(quickest.values()) < 1.4 * min(quickest.values()), quickest


def test_five_failures_lock_for_a_day(world: World, clock: Clock) -> None:
    for _ in range(5):
        world.login("星河", "wrong")
    assert world.login("星河", OLD_PASSWORD).status_code == 401
    clock.advance(hours=24)
    assert world.login("星河", OLD_PASSWORD).status_code == 200


def test_tries_during_the_lock_do_not_prolong_it(world: World, clock: Clock) -> None:
    for _ in range(9):
        world.login("星河", "wrong")
        clock.advance(minutes=1)
    clock.advance(hours=24)
    for _ in range(4):
        world.login("星河", "wrong")
    assert world.login("星河", OLD_PASSWORD).status_code == 200


def test_success_forgets_the_failures(world: World) -> None:
    for _ in range(3):
        for _ in range(4):
            world.login("星河", "wrong")
        assert world.login("星河", OLD_PASSWORD).status_code == 200


def test_password_must_be_changed_after_ninety_days(after_reset: Visit, world: World, clock: Clock) -> None:
    clock.advance(days=89)
    assert world.sign_in("星河", GOOD_PASSWORD).json()["must_change_password"] is False
    clock.advance(days=1)
    signed_in = world.sign_in("星河", GOOD_PASSWORD).json()
    assert signed_in["must_change_password"] is True
    assert refusal(world.account("/totp", signed_in["session"]))[0] == "session_over"
    assert world.account("/password", signed_in["session"], {"new_password": OTHER_PASSWORD}).status_code == 204
    assert world.sign_in("星河", OTHER_PASSWORD).json()["must_change_password"] is False


def test_who_is_about_to_need_a_new_password_is_reminded_once(
    after_reset: Visit, world: World, clock: Clock, database: Database
) -> None:
    reminders = Reminders(policies.load(), Outbox(database, {}, VAULT, clock, Random(1)), clock)

    def remind() -> int:
        with database.transaction() as db:
            return reminders.send(db)

    clock.advance(days=75)
    assert remind() == 0
    clock.advance(days=2)
    assert (remind(), remind()) == (1, 0)
    phone = PEOPLE["星河"].representative.phone
    until(lambda: any("到期" in message for message in world.messages(phone)))


class TestSecondFactor:
    """After a reset a code by SMS is asked for; the owner may take up an authenticator app instead."""

    def test_sms_after_a_reset(self, after_reset: Visit, world: World) -> None:
        asked = world.login("星河", GOOD_PASSWORD).json()
        assert (asked["state"], asked["factor"], asked["session"]) == ("second_factor", "sms", None)
        until(lambda: len(world.login_codes("星河")) == 1)
        (code,) = world.login_codes("星河")
        signed_in = world.second_factor(asked["challenge"], code)
        assert signed_in.json()["state"] == "signed_in"
        assert refusal(world.second_factor(asked["challenge"], code))[0] == "session_over"

    def test_five_tries_and_ten_minutes(self, after_reset: Visit, world: World, clock: Clock) -> None:
        asked = world.login("星河", GOOD_PASSWORD).json()
        until(lambda: len(world.login_codes("星河")) == 1)
        wrong = f"{(int(world.login_codes('星河')[0]) + 1) % 10**6:06}"
        for left in (4, 3, 2, 1):
            refused = world.second_factor(asked["challenge"], wrong)
            assert (refusal(refused)[0], refused.json()["tries_left"]) == ("second_factor_wrong", left)
        for code in (wrong, world.login_codes("星河")[0]):
            assert refusal(world.second_factor(asked["challenge"], code))[0] == "attempts_exhausted"
        later = world.login("星河", GOOD_PASSWORD).json()
        until(lambda: len(world.login_codes("星河")) == 2)
        clock.advance(minutes=10)
        assert refusal(world.second_factor(later["challenge"], world.login_codes("星河")[0]))[0] == "session_over"

    def test_sign_ins_that_are_not_completed_count_as_failures(self, after_reset: Visit, world: World) -> None:
        for _ in range(5):
            assert world.login("星河", GOOD_PASSWORD).status_code == 200
        assert world.login("星河", GOOD_PASSWORD).status_code == 401

    def test_authenticator_app(self, after_reset: Visit, world: World, clock: Clock) -> None:
        session = world.sign_in("星河", GOOD_PASSWORD).json()["session"]
        app = pyotp.parse_uri(world.account("/totp", session).json()["uri"])
        assert isinstance(app, pyotp.TOTP)
        wrong = f"{(int(app.at(clock.now)) + 1) % 10**6:06}"
        assert refusal(world.account("/totp/confirm", session, {"code": wrong}))[0] == "second_factor_wrong"
        assert world.login("星河", GOOD_PASSWORD).json()["factor"] == "sms"
        assert world.account("/totp/confirm", session, {"code": app.at(clock.now)}).status_code == 204
        asked = world.login("星河", GOOD_PASSWORD).json()
        assert asked["factor"] == "totp"
        used = world.second_factor(asked["challenge"], app.at(clock.now))
        assert refusal(used)[0] == "second_factor_wrong", "a code is taken once"
        clock.advance(seconds=30)
        assert world.second_factor(asked["challenge"], app.at(clock.now)).json()["state"] == "signed_in"

    def test_reset_brings_back_the_sms(
        self, after_reset: Visit, world: World, clock: Clock, terminal: Terminal, owner: Face
    ) -> None:
        session = world.sign_in("星河", GOOD_PASSWORD).json()["session"]
        app = pyotp.parse_uri(world.account("/totp", session).json()["uri"])
        assert isinstance(app, pyotp.TOTP)
        world.account("/totp/confirm", session, {"code": app.at(clock.now)})
        assert proven(terminal, world, owner).reset(OTHER_PASSWORD).json()["second_factor"] == "sms"
        assert refusal(world.account("/totp", session))[0] == "session_over", "sessions end with a reset"
        assert world.login("星河", OTHER_PASSWORD).json()["factor"] == "sms"


class TestSession:
    """What a signed-in owner does."""

    def test_new_password_keeps_the_rules_and_ends_the_session(self, world: World) -> None:
        session = world.login("星河", OLD_PASSWORD).json()["session"]
        refused = world.account("/password", session, {"new_password": "Xinghe-2019-kf"})
        assert refused.json()["reasons"] == ["company_name"]
        assert world.account("/password", session, {"new_password": OTHER_PASSWORD}).status_code == 204
        assert refusal(world.account("/password", session, {"new_password": GOOD_PASSWORD}))[0] == "session_over"
        assert world.login("星河", OLD_PASSWORD).status_code == 401
        assert world.login("星河", OTHER_PASSWORD).status_code == 200
        until(lambda: len(world.linked("星河")) == 3)
        (told,) = world.await_messages(PEOPLE["星河"].representative.phone, 1)
        assert OTHER_PASSWORD not in told

    def test_session_lasts_half_an_hour(self, world: World, clock: Clock) -> None:
        session = world.login("星河", OLD_PASSWORD).json()["session"]
        clock.advance(minutes=30)
        assert refusal(world.account("/totp", session))[0] == "session_over"

    @pytest.mark.parametrize("authorization", [{}, {"Authorization": "Bearer x"}, {"Authorization": "Basic eDp4"}])
    def test_without_a_session_nothing_is_done(self, world: World, authorization: dict[str, str]) -> None:
        for path, body in (("password", {"new_password": OTHER_PASSWORD}), ("totp", None)):
            answer = requests.post(f"{world.url}/v1/account/{path}", json=body, headers=authorization, timeout=10)
            assert refusal(answer)[0] == "session_over"
