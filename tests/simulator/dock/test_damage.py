"""What is broken on the dock is broken for the technician's tests and for the terminal at work, until it is mended."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime

import numpy as np
import pytest

from devices.probes.printer import PrinterState
from devices.receipt_printer import ReceiptPrinter
from devices.simulated_printer import SimulatedPrinter, simulated
from devices.speaker import Utterance
from kiosk.contract import CheckResult, Verdict
from kiosk.diagnostics.bench import Bench
from kiosk.diagnostics.registry import CHECKS
from kiosk.diagnostics.suite import Suite
from simulator.dock.damage import Damage
from simulator.dock.mishaps import MISHAPS
from simulator.faults import FAULTS
from simulator.machine import Machine
from simulator.scene import Scene
from tests.kiosk.technician.actions.hands import AtOnce


class Terminal:
    """A simulated terminal before another's central service."""

    def __init__(self) -> None:
        self.machine, self.printer = Machine(np.random.default_rng(1)), SimulatedPrinter()
        self.scene = Scene((160, 90))
        self.damage = Damage(self.machine, self.printer, self.scene, None, None, AtOnce())
        self._bench = self.machine.bench()

    def found(self) -> set[str]:
        """The findings of the tests that need no person; those that only follow from another are left out."""
        return findings(self._bench)

    def found_by_its_printer(self) -> set[str]:
        """The same, with the printer asked by its own driver."""
        printer = ReceiptPrinter(simulated(self.printer), paper_mm=80, asks=True, cuts=True, patience_s=1.0)
        printer.start()
        try:
            assert printer.await_look(5)
            return findings(replace(self._bench, printer=PrinterState(printer)))
        finally:
            assert printer.stop(5)


def findings(bench: Bench) -> set[str]:
    suite = Suite(CHECKS, bench, clock=lambda: 0.0, now=lambda: datetime(2026, 11, 25, tzinfo=UTC))
    results = [one for one in suite.run(suite.full()) if isinstance(one, CheckResult)]
    wrong = [one for one in results if one.verdict in (Verdict.WARN, Verdict.FAIL)]
    return {one.finding.code for one in wrong if one.finding is not None}


@pytest.fixture
def terminal() -> Terminal:
    return Terminal()


def test_two_faults_are_two_faults_and_either_can_be_mended_first(terminal: Terminal) -> None:
    both = ("paper out", "hall dark")
    for first in both:
        for name in both:
            terminal.damage.switch(name)
        assert terminal.found() == {FAULTS[name].finding for name in both}
        terminal.damage.switch(first)
        assert terminal.found() == {FAULTS[name].finding for name in both if name != first}
        terminal.damage.mend()
        assert terminal.found() == set()


@pytest.mark.parametrize("name", ["printer unplugged", "printer broken", "paper out", "paper low", "cutter jammed"])
def test_the_printer_tells_of_the_fault_that_its_test_finds(terminal: Terminal, name: str) -> None:
    terminal.damage.switch(name)
    assert terminal.found_by_its_printer() == terminal.found() == {FAULTS[name].finding}
    terminal.damage.mend()
    assert terminal.found_by_its_printer() == set()


def test_the_loudspeaker_is_silent_until_it_is_mended(terminal: Terminal) -> None:
    for heard in (True, False, True):
        terminal.machine.speaker.say(Utterance("attract", "欢迎", "zh_CN"))
        assert (terminal.machine.speaker.heard() == "欢迎") is heard
        terminal.damage.switch("loudspeaker broken")


def test_what_a_technician_sets_stays_whatever_breaks(terminal: Terminal) -> None:
    terminal.machine.speaker.volume = 40
    terminal.damage.switch("loudspeaker turned down")
    terminal.damage.mend()
    assert terminal.machine.speaker.volume == 40


@pytest.mark.parametrize(
    ("name", "felt"),
    [
        ("camera blurred", True),
        ("paper out", True),
        ("loudspeaker broken", True),
        ("service down", True),
        ("answers lost", True),
        ("window behind the visitor", True),
        ("picture late", False),
        ("page faint", False),
        ("disk full", False),
    ],
)
def test_the_dock_tells_what_only_a_technicians_test_finds(name: str, felt: bool) -> None:
    assert MISHAPS[name].felt is felt


def test_a_window_behind_the_visitor_is_mended_with_the_rest(terminal: Terminal) -> None:
    terminal.damage.switch("window behind the visitor")
    assert terminal.scene.backlit
    terminal.damage.mend()
    assert not terminal.scene.backlit


def test_anothers_central_service_is_left_as_it_is(terminal: Terminal) -> None:
    terminal.damage.switch("answers lost")
    assert "left as it is" in terminal.damage.trouble
