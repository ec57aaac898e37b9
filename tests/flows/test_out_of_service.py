"""Taken out of service by a technician, or closed by the operators: what the visitor reads, and the way back."""

from __future__ import annotations

import time
from datetime import UTC, datetime
from pathlib import Path

from kiosk.audit.events import Kind
from kiosk.contract import Service
from kiosk.diagnostics.service import Service as ServiceProbe
from kiosk.flow import Event, Part, State
from kiosk.site import SiteFile
from kiosk.technician.actions.upkeep import UpkeepAction
from simulator.service import CentralProcess
from tests.flows.operator import operator
from tests.flows.terminal import Terminal

A_HEARTBEAT = 31.0


def test_a_technician_takes_it_out_of_service_and_gives_it_back(
    terminal: Terminal, central: CentralProcess, tmp_path: Path
) -> None:
    upkeep = UpkeepAction(SiteFile(tmp_path / "site.json"), terminal.conductor.maintained)
    upkeep.switch(True)
    assert terminal.until(State.OUT_OF_SERVICE).lost == {Part.MAINTENANCE}
    terminal.press(Event.TOUCHED)
    assert terminal.view.state is State.OUT_OF_SERVICE
    terminal.wait(A_HEARTBEAT)
    with operator(central) as one:
        terminal.come_to_pass(lambda: one.faults("BJ-0001") == ["maintenance"])
    upkeep.switch(False)
    terminal.until(State.ATTRACT)
    noted = [(one.kind, one.facts) for one in terminal.journal()]
    assert (Kind.PART_LOST, {"event": "taken_out"}) in noted
    assert (Kind.PART_BACK, {"event": "given_back"}) in noted


def test_out_of_service_waits_for_the_visitor_who_is_there(terminal: Terminal) -> None:
    terminal.press(Event.TOUCHED)
    terminal.press(Event.SERVICE_CHOSEN, Service.RESET)
    terminal.conductor.maintained(True)
    assert terminal.view.state is State.CONSENT
    terminal.press(Event.CANCEL)
    terminal.wait(5)
    terminal.until(State.OUT_OF_SERVICE)


def test_operators_close_a_terminal_from_afar_and_open_it(terminal: Terminal, central: CentralProcess) -> None:
    with operator(central) as one:
        one.enable("BJ-0001", False)
        try:
            terminal.wait(A_HEARTBEAT)
            terminal.come_to_pass(lambda: terminal.view.lost == {Part.PERMISSION})
            assert terminal.view.state is State.OUT_OF_SERVICE
            probe = ServiceProbe(terminal.client, True, time.monotonic, lambda: datetime.now(UTC))
            assert str(probe.read().refused) == "terminal_disabled", "the technician's test says so, too"
        finally:
            one.enable("BJ-0001", True)
    terminal.wait(3)
    terminal.until(State.ATTRACT)
    told = [one.facts for one in terminal.journal() if one.kind == Kind.UNREACHABLE]
    assert [facts["trouble"] for facts in told] == ["disabled"]


def test_a_service_that_is_lost_while_the_terminal_is_closed_is_another_fault(
    terminal: Terminal, central: CentralProcess
) -> None:
    with operator(central) as one:
        one.enable("BJ-0001", False)
        terminal.wait(A_HEARTBEAT)
        terminal.come_to_pass(lambda: terminal.view.lost == {Part.PERMISSION})
        terminal.world.break_service(drop=True)
        try:
            terminal.wait(3)
            terminal.come_to_pass(lambda: terminal.view.lost == {Part.PERMISSION, Part.SERVICE})
        finally:
            terminal.world.break_service()
        terminal.wait(3)
        terminal.come_to_pass(lambda: terminal.view.lost == {Part.PERMISSION})
        one.enable("BJ-0001", True)
    terminal.wait(3)
    terminal.until(State.ATTRACT)
