"""The operators' accounts: what is refused, how long a lock lasts, when a session ends."""

from __future__ import annotations

import pytest
from sqlalchemy import select

from central.database import Database, OperatorAction
from central.operators.accounts import OperatorFault, Operators
from tests.central.central_desk import Clock
from tests.central.operators.conftest import NAME, PASSWORD


@pytest.mark.parametrize("password", ["", "brief", "password1234", "zhou-zhou-zhou", "123456789012"])
def test_guessable_passwords_are_refused_and_not_repeated(operators: Operators, password: str) -> None:
    with pytest.raises(OperatorFault, match="this password is refused") as refused:
        operators.add("wang", password, by="test")
    assert not password or password not in str(refused.value)


@pytest.mark.parametrize("name", ["", "two words", "x" * 33, "tab\there"])
def test_names_that_nobody_can_type_are_refused(operators: Operators, name: str) -> None:
    with pytest.raises(OperatorFault, match="one word"):
        operators.add(name, PASSWORD, by="test")


def test_an_account_is_replaced_only_when_told_and_its_sessions_end(operators: Operators) -> None:
    token = operators.sign_in(NAME, PASSWORD)
    assert token
    with pytest.raises(OperatorFault, match="--replace"):
        operators.add(NAME, "Another-kettle-17-thistle", by="test")
    assert operators.signed_in(token)
    operators.add(NAME, "Another-kettle-17-thistle", by="test", replace=True)
    assert operators.signed_in(token) is None
    assert operators.sign_in(NAME, PASSWORD) is None
    assert operators.sign_in(NAME, "Another-kettle-17-thistle")


def test_a_removed_operator_is_out_at_once(operators: Operators) -> None:
    token = operators.sign_in(NAME, PASSWORD)
    assert token
    operators.remove(NAME, by="test")
    assert operators.signed_in(token) is None
    assert operators.sign_in(NAME, PASSWORD) is None
    with pytest.raises(OperatorFault, match="no operator"):
        operators.remove(NAME, by="test")


def test_locks_grow_with_each_failure(operators: Operators, clock: Clock) -> None:
    for seconds in (0, 0, 30, 60, 120, 240, 480, 960, 1920, 3600, 3600):
        assert operators.sign_in(NAME, "wrong") is None
        if seconds:
            clock.advance(seconds=seconds - 1)
            assert operators.sign_in(NAME, PASSWORD) is None, "the right password opens no lock"
            clock.advance(seconds=1)
    assert operators.sign_in(NAME, PASSWORD)
    assert operators.sign_in(NAME, "wrong") is None
    assert operators.sign_in(NAME, PASSWORD), "after a success the counting begins anew"


def test_a_session_ends_by_idling_and_after_a_working_day(operators: Operators, clock: Clock) -> None:
    token = operators.sign_in(NAME, PASSWORD)
    assert token
    clock.advance(minutes=14)
    assert operators.signed_in(token, touch=False)
    clock.advance(minutes=2)
    assert operators.signed_in(token) is None
    token = operators.sign_in(NAME, PASSWORD)
    assert token
    for _ in range(8 * 6 - 1):
        clock.advance(minutes=10)
        assert operators.signed_in(token)
    clock.advance(minutes=10)
    assert operators.signed_in(token) is None


def test_forms_of_another_session_do_not_count(operators: Operators) -> None:
    mine, others = (operators.signed_in(operators.sign_in(NAME, PASSWORD) or "") for _ in range(2))
    assert mine
    assert others
    assert mine.sent(mine.csrf)
    assert not mine.sent(others.csrf)
    assert not mine.sent("")
    assert not mine.sent("令牌")


def test_what_was_done_is_on_record_and_floods_do_not_fill_it(operators: Operators, database: Database) -> None:
    operators.sign_in(NAME, PASSWORD)
    for _ in range(20):
        operators.sign_in(NAME, "wrong")
    operators.sign_in("my-password-by-mistake", "x")
    with database.transaction() as db:
        kinds = [one.kind for one in db.scalars(select(OperatorAction).order_by(OperatorAction.id))]
    assert kinds == ["operator_added", "signed_in", *["sign_in_refused"] * 3]
