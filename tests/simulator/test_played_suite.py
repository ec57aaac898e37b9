"""Tests with a person at a simulated terminal: what they report counts, but for what the machine has."""

from __future__ import annotations

from datetime import UTC, datetime

import numpy as np
import pytest

from kiosk.contract import Verdict
from kiosk.diagnostics.registry import CHECKS
from simulator.faults import FAULTS
from simulator.machine import Machine
from simulator.played_suite import PlayedSuite

TOLD = {
    name: fault
    for name, fault in FAULTS.items()
    if next(check for check in CHECKS if check.name == fault.test).interactive
}


@pytest.fixture
def machine() -> Machine:
    return Machine(np.random.default_rng(1))


@pytest.fixture
def suite(machine: Machine) -> PlayedSuite:
    return PlayedSuite(machine, lambda: 0.0, lambda: datetime(2026, 11, 25, tzinfo=UTC))


@pytest.mark.parametrize("name", TOLD)
def test_a_fault_that_people_report_is_found_whatever_the_person_says(
    name: str, machine: Machine, suite: PlayedSuite
) -> None:
    fault = TOLD[name]
    all_is_well = machine.answers[fault.test]
    assert suite.judge(fault.test, all_is_well).verdict is Verdict.PASS
    fault.put_in(machine)
    found = suite.judge(fault.test, all_is_well)
    assert found.finding is not None
    assert (found.verdict, found.finding.code) == (fault.verdict, fault.finding)


def test_in_a_machine_in_order_the_person_is_believed(suite: PlayedSuite) -> None:
    found = suite.judge("display.colours", False)
    assert found.verdict is Verdict.FAIL
