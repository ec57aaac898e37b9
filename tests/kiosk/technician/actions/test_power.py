"""Restart and shutdown: confirmed before they happen, and said when they may not."""

from __future__ import annotations

import sys
from collections.abc import Sequence

from kiosk.audit.events import Kind
from kiosk.technician.actions.power import RESTART_STATUS, Order, PowerAction, carry_out
from tests.kiosk.technician.actions.hands import AtOnce, Noted


class Machine:
    def __init__(self, refuses: str = "", command: Sequence[str] = ("poweroff",)) -> None:
        self.ended: list[int] = []
        self.ran: list[Sequence[str]] = []
        self.noted = Noted()

        def run(command: Sequence[str]) -> str:
            self.ran.append(command)
            return refuses

        self.action = PowerAction(command, True, self.ended.append, run, AtOnce(), self.noted)


def test_a_restart_is_confirmed_once_and_ends_with_its_status() -> None:
    machine = Machine()
    machine.action.confirm()
    machine.action.ask(Order.RESTART)
    assert machine.ended == []
    machine.action.confirm()
    assert machine.ended == [RESTART_STATUS]
    assert machine.noted.events == [(Kind.RESTART_ORDERED, {})]


def test_a_shutdown_is_confirmed_twice() -> None:
    machine = Machine()
    machine.action.ask(Order.POWER_OFF)
    machine.action.confirm()
    assert machine.ran == []
    machine.action.confirm()
    machine.action.confirm()
    assert machine.ran == [("poweroff",)]
    assert machine.action.view.under_way
    assert [kind for kind, _ in machine.noted.events] == [Kind.POWER_OFF_ORDERED]


def test_a_confirmation_is_not_kept_for_the_next_one() -> None:
    machine = Machine()
    machine.action.ask(Order.POWER_OFF)
    machine.action.confirm()
    machine.action.cancel()
    machine.action.ask(Order.POWER_OFF)
    machine.action.confirm()
    machine.action.leave()
    machine.action.ask(Order.POWER_OFF)
    machine.action.confirm()
    assert machine.ran == []


def test_a_machine_that_may_not_be_switched_off_says_so() -> None:
    machine = Machine(refuses="Interactive authentication required.")
    machine.action.ask(Order.POWER_OFF)
    machine.action.confirm()
    machine.action.confirm()
    assert machine.action.view.refused == "Interactive authentication required."
    assert not machine.action.view.under_way
    assert machine.noted.events[-1] == (Kind.POWER_OFF_REFUSED, {})


def test_without_a_command_no_shutdown_is_offered() -> None:
    machine = Machine(command=())
    machine.action.ask(Order.POWER_OFF)
    assert machine.action.view.asked is None
    assert not machine.action.view.can_power_off


def test_what_a_command_says_of_its_refusal_is_passed_on() -> None:
    assert carry_out([sys.executable, "-c", "pass"]) == ""
    assert carry_out([sys.executable, "-c", "import sys; sys.exit('not allowed')"]) == "not allowed"
    assert carry_out([sys.executable, "-c", "import sys; sys.exit(4)"]) == "status 4"
    assert carry_out(["no-such-command"]) == "no-such-command: No such file or directory"
