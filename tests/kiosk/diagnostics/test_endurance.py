"""The soak test: drop-outs are counted, drift is told from swinging, and it ends when it ought to."""

from __future__ import annotations

import itertools
from datetime import UTC, datetime

import numpy as np
import pytest

from kiosk.contract import CheckResult
from kiosk.diagnostics.endurance import BUSY_S, Drift, Endured, endure
from kiosk.diagnostics.registry import CHECKS
from kiosk.diagnostics.suite import Suite
from simulator.machine import Machine


@pytest.mark.parametrize(
    ("figures", "drift"),
    [
        ([100, 101, 99, 100, 102, 98, 100, 99, 101], None),
        ([100, 101, 99, 90, 80, 70, 60, 61, 59], Drift(100, 60)),
        ([100, 40, 160, 100, 100, 100, 60, 10, 150], None),
        ([100, 50], None),
    ],
)
def test_drift_is_what_goes_further_than_the_figure_swings(figures: list[float], drift: Drift | None) -> None:
    endured = Endured("camera.focus", figures=figures)
    assert endured.drift == drift


class TestRounds:
    @pytest.fixture
    def machine(self) -> Machine:
        return Machine(np.random.default_rng(1))

    @pytest.fixture
    def suite(self, machine: Machine) -> Suite:
        return Suite(CHECKS, machine.bench(), clock=lambda: 0.0, now=lambda: datetime(2026, 11, 25, tzinfo=UTC))

    def test_drop_outs_are_counted(self, machine: Machine, suite: Suite) -> None:
        ticks, checks, last = itertools.count(), suite.named("camera.present", "memory"), {}

        def a_round() -> list[CheckResult]:
            return [one for one in suite.run(checks) if isinstance(one, CheckResult)]

        for round_, endured in enumerate(endure(a_round, 5.0, lambda: float(next(ticks)), pytest.fail), 1):
            machine.camera.plugged = round_ != 2
            last = endured
        assert {one.test: (one.rounds, one.dropped) for one in last.values()} == {
            "camera.present": (5, 1),
            "memory.available": (5, 0),
        }

    def test_rounds_that_a_visit_goes_before_count_as_far_as_they_went(self, suite: Suite) -> None:
        results = [one for one in suite.run(suite.named("camera.present", "memory")) if isinstance(one, CheckResult)]
        rounds, ticks, waited = iter([results, [], results[:1]]), itertools.count(), list[float]()
        *_, last = endure(lambda: next(rounds), 3.0, lambda: float(next(ticks)), waited.append)
        assert waited == [BUSY_S], "the visitor is not asked again and again"
        assert {one.test: one.rounds for one in last.values()} == {"camera.present": 2, "memory.available": 1}
