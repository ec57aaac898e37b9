"""Each fault is found by the right test and by no other, and a healthy terminal raises no alarm."""

from __future__ import annotations

import itertools
from datetime import UTC, datetime

import numpy as np
import pytest

from kiosk.app import LOCALE
from kiosk.contract import CheckResult, Language, Verdict
from kiosk.diagnostics.registry import CHECKS, COMMON_FINDINGS, NEEDS_FAILED
from kiosk.diagnostics.suite import Suite
from kiosk.diagnostics.words import Words
from kiosk.i18n import Catalogues
from simulator.faults import FAULTS, Fault
from simulator.machine import Machine

CATALOGUES = Catalogues(LOCALE)


def examine(machine: Machine) -> dict[str, CheckResult]:
    """Everything, with a person at the screen for what needs one."""
    ticks = itertools.count()
    suite = Suite(
        CHECKS, machine.bench(), clock=lambda: float(next(ticks)), now=lambda: datetime(2026, 11, 25, tzinfo=UTC)
    )
    results = {one.test: one for one in suite.run(suite.full()) if isinstance(one, CheckResult)}
    for name, answer in machine.answers.items():
        finding = results[name].finding
        if finding is not None and finding.code == "needs_screen":
            results[name] = suite.judge(name, answer)
    return results


@pytest.mark.parametrize("name", FAULTS)
def test_a_fault_is_found_by_its_test_and_by_no_other(name: str) -> None:
    fault = FAULTS[name]
    machine = Machine(np.random.default_rng(1))
    fault.put_in(machine)
    results = examine(machine)
    found = results[fault.test]
    assert found.finding is not None, found
    assert (found.verdict, found.finding.code) == (fault.verdict, fault.finding)
    others = {one.test: one for one in results.values() if one.test != fault.test and one.verdict is not Verdict.PASS}
    for test, other in others.items():
        assert other.verdict is Verdict.SKIPPED, f"{test} raises a false alarm: {other.finding}"
        assert _because_of(other, fault), f"{test} is skipped without need: {other.finding}"
    for language in Language:
        words = Words(CATALOGUES, language)
        assert words.found(found.finding)
        assert words.advice(found.finding)


def _because_of(other: CheckResult, fault: Fault) -> bool:
    finding = other.finding
    assert finding is not None
    if finding.code == NEEDS_FAILED:
        return finding.values == {"test": fault.test}
    return fault.verdict is Verdict.SKIPPED  # what is not there is not tested, by any of its tests


def test_a_healthy_terminal_passes_a_hundred_runs_without_a_false_alarm() -> None:
    for seed in range(100):
        alarms = [
            one for one in examine(Machine(np.random.default_rng(seed))).values() if one.verdict is not Verdict.PASS
        ]
        assert alarms == [], f"run {seed}"


def test_every_finding_of_every_test_is_provoked_by_a_fault() -> None:
    found = {fault.finding for fault in FAULTS.values()}
    assert {code for check in CHECKS for code in check.findings} - found == set()
    assert found & set(COMMON_FINDINGS) == set()


def test_each_fault_is_among_the_findings_that_its_test_declares() -> None:
    declared = {check.name: check.findings for check in CHECKS}
    assert [name for name, fault in FAULTS.items() if fault.finding not in declared[fault.test]] == []
