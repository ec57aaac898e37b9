from __future__ import annotations

import math
from dataclasses import fields, replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from devices.face.gate import GateHint, GateLimits, HintFilter, judge
from devices.face.measure import Measures

LIMITS = GateLimits()
GOOD = Measures(faces=1, score=0.93, yaw=2.0, size=0.4, brightness=120.0, sharpness=200.0, off_centre=0.05)
FAULTS = {
    GateHint.NO_FACE: {"score": 0.7},
    GateHint.SEVERAL_FACES: {"faces": 2},
    GateHint.TOO_FAR: {"size": 0.1},
    GateHint.TOO_NEAR: {"size": 0.9},
    GateHint.OFF_CENTRE: {"cut": True},
    GateHint.TOO_DARK: {"brightness": 10.0},
    GateHint.TOO_BRIGHT: {"brightness": 250.0},
    GateHint.TURNED_AWAY: {"yaw": -30.0},
    GateHint.COVERED: {"evenness": 0.2},
    GateHint.BLURRED: {"sharpness": 3.0},
}


def test_a_good_face_passes() -> None:
    assert judge(GOOD, LIMITS) is None


@pytest.mark.parametrize("hint", GateHint)
def test_each_fault_has_its_hint(hint: GateHint) -> None:
    assert judge(replace(GOOD, **FAULTS[hint]), LIMITS) is hint  # type: ignore[arg-type]


@pytest.mark.parametrize(
    "measure", [one.name for one in fields(Measures) if isinstance(getattr(GOOD, one.name), float)]
)
def test_a_measure_that_is_no_number_lets_no_face_pass(measure: str) -> None:
    assert judge(replace(GOOD, **{measure: math.nan}), LIMITS) is not None  # type: ignore[arg-type]


def test_what_the_mesh_does_not_take_for_a_whole_face_is_covered() -> None:
    assert judge(replace(GOOD, presence=10.0), LIMITS) is GateHint.COVERED


def test_a_turned_face_is_not_called_covered() -> None:
    assert judge(replace(GOOD, yaw=30.0, presence=10.0, evenness=0.2), LIMITS) is GateHint.TURNED_AWAY


def test_an_empty_frame_has_no_face() -> None:
    assert judge(Measures(faces=0), LIMITS) is GateHint.NO_FACE


def test_of_several_faults_the_most_basic_is_told() -> None:
    far_and_dark = replace(GOOD, size=0.1, brightness=10.0, sharpness=1.0)
    assert judge(far_and_dark, LIMITS) is GateHint.TOO_FAR


@given(st.lists(st.tuples(st.sampled_from([None, *GateHint]), st.floats(0.01, 0.2)), max_size=60))
def test_a_hint_is_shown_only_after_it_has_held(frames: list[tuple[GateHint | None, float]]) -> None:
    filter_, now, shown = HintFilter(hold_s=0.4), 0.0, None
    history: list[tuple[float, GateHint | None]] = []
    for hint, pause in frames:
        now += pause
        history.append((now, hint))
        before, shown = shown, filter_.update(hint, now)
        if shown != before:
            held = [seen for at, seen in history if at >= now - 0.4 + 1e-9]
            assert set(held) == {shown}


def test_flicker_between_two_hints_changes_nothing_on_the_screen() -> None:
    filter_ = HintFilter(hold_s=0.4)
    filter_.update(GateHint.TOO_FAR, 0.0)
    assert filter_.update(GateHint.TOO_FAR, 0.5) is GateHint.TOO_FAR
    flicker = [GateHint.TOO_DARK, GateHint.TOO_FAR] * 10
    assert {filter_.update(hint, 0.6 + 0.1 * i) for i, hint in enumerate(flicker)} == {GateHint.TOO_FAR}
