"""What the simulated camera delivers with each fault is what the technician's test of that fault would find."""

from __future__ import annotations

import numpy as np
import pytest

from devices.frames import Frame
from devices.probes.camera import Access, CameraReading, Meter, Nominal
from devices.probes.simulated_camera import SimulatedSource
from kiosk.diagnostics.registry import CHECKS
from simulator.faults import FAULTS, Fault
from simulator.lens import Lens
from simulator.machine import Machine

SIZE, FPS, FRAMES = (640, 480), 30, 45
TOLD = {check.name for check in CHECKS if check.interactive}
"""Tests that need a person at the screen."""
SEEN = {name: fault for name, fault in FAULTS.items() if fault.test.startswith("camera.") and fault.test not in TOLD}
JUDGE = {check.name: check.judge for check in CHECKS}


def look(fault: Fault | None = None) -> CameraReading:
    """One and a half seconds through the lens of a camera that breaks, before a view that is in order."""
    machine, now = Machine(np.random.default_rng(1)), [0.0]

    def wait(seconds: float) -> None:
        now[0] += seconds

    view = SimulatedSource(np.random.default_rng(2), size=SIZE).frames(60.0)
    lens = Lens(lambda _: next(view).image, machine.camera, wait)
    nominal, meter = Nominal(*SIZE, FPS), Meter()
    if fault is not None:
        fault.put_in(machine)
    if machine.camera.access() is not Access.READY:
        assert lens(0.0) is None
        return CameraReading(machine.camera.access(), nominal)
    for number in range(FRAMES):
        image = lens(now[0])
        if image is not None:
            meter.add(Frame(image, now[0], number))
        now[0] = max(now[0], (number + 1) / FPS)
    return meter.reading(nominal)


def found(reading: CameraReading) -> set[tuple[str, str]]:
    """What the tests of the camera make of a reading."""
    outcomes = {
        test: judge(reading) for test, judge in JUDGE.items() if test.startswith("camera.") and test not in TOLD
    }
    return {(test, outcome.finding.code) for test, outcome in outcomes.items() if outcome.finding is not None}


def test_a_camera_in_order_raises_no_alarm() -> None:
    assert found(look()) == set()


@pytest.mark.parametrize("name", SEEN)
def test_a_fault_at_work_is_the_one_that_its_test_finds(name: str) -> None:
    assert (SEEN[name].test, SEEN[name].finding) in found(look(SEEN[name]))
