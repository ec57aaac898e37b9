"""The soak test: drop-outs are counted, drift is told from swinging, and it ends when it ought to."""

from __future__ import annotations

import itertools
from datetime import UTC, datetime

import numpy as np
import pytest

from kiosk.diagnostics.endurance import Drift, Endured, endure
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


def test_drop_outs_are_counted_over_the_rounds() -> None:
    machine = Machine(np.random.default_rng(1))
    ticks = itertools.count()
    suite = Suite(CHECKS, machine.bench(), clock=lambda: 0.0, now=lambda: datetime(2026, 11, 25, tzinfo=UTC))
    told = endure(suite, suite.named("camera.present", "memory"), 5.0, lambda: float(next(ticks)))
    last = {}
    for round_, endured in enumerate(told, 1):
        machine.camera.plugged = round_ != 2
        last = endured
    assert {one.test: (one.rounds, one.dropped) for one in last.values()} == {
        "camera.present": (5, 1),
        "memory.available": (5, 0),
    }


def test_whoever_must_go_first_ends_it_between_two_tests() -> None:
    machine = Machine(np.random.default_rng(1))
    suite = Suite(CHECKS, machine.bench(), clock=lambda: 0.0, now=lambda: datetime(2026, 11, 25, tzinfo=UTC))
    asked = iter([True, False])
    assert list(endure(suite, suite.named("storage"), 60.0, lambda: 0.0, go_on=lambda: next(asked))) == []
