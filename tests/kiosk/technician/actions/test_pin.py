"""The technicians' PIN: typed twice, and none that is soon guessed."""

from __future__ import annotations

from pydantic import SecretStr

from kiosk.audit.events import Kind
from kiosk.technician.actions.pin import PinAction, Problem
from tests.kiosk.technician.actions.hands import AtOnce, Noted


class Lock:
    def __init__(self, fault: Exception | None = None) -> None:
        self.kept: list[str] = []
        self.noted = Noted()

        def keep(pin: SecretStr) -> None:
            if fault:
                raise fault
            self.kept.append(pin.get_secret_value())

        self.action = PinAction(keep, AtOnce(), self.noted)

    def type(self, *pins: str) -> None:
        for pin in pins:
            self.action.enter_pin(SecretStr(pin))


def test_the_same_twice_is_kept_and_journalled_without_it() -> None:
    lock = Lock()
    lock.type("839152")
    assert lock.action.view.again
    lock.type("839152")
    assert lock.kept == ["839152"]
    assert lock.action.view.done
    assert lock.noted.events == [(Kind.PIN_SET, {})]


def test_two_that_differ_begin_anew() -> None:
    lock = Lock()
    lock.type("839152", "839153")
    assert lock.action.view.problem is Problem.DIFFERENT
    lock.type("839153")
    assert lock.kept == []
    lock.type("839153")
    assert lock.kept == ["839153"]


def test_a_weak_one_is_not_asked_for_again_and_leaving_forgets() -> None:
    lock = Lock()
    lock.type("123456")
    assert lock.action.view.problem is Problem.WEAK
    assert not lock.action.view.again
    lock.type("839152")
    lock.action.leave()
    lock.type("839152")
    assert lock.kept == []
    assert lock.action.view.again
    assert "839152" not in repr(vars(lock.action))


def test_a_disk_that_refuses_is_said() -> None:
    lock = Lock(OSError(28, "No space left on device"))
    lock.type("839152", "839152")
    assert "No space left" in lock.action.view.failed
    assert lock.noted.events == []
