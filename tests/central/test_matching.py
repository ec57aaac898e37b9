"""The fused comparison; synthetic templates with a known cosine and distance."""

from __future__ import annotations

import math

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import ValidationError

from central.matching import Calibration, compare, load, pool
from kiosk.contract import FaceTemplate

CALIBRATION = load()
SFACE, DLIB = CALIBRATION.engines


def template(engine: str, *head: float) -> FaceTemplate:
    return FaceTemplate(engine=engine, vector=(*head, *[0.0] * (128 - len(head))))


def person(cosine: float = 1.0, distance: float = 0.0) -> dict[str, list[float]]:
    """Templates at this cosine and distance from `person()`."""
    sine = math.sqrt(1 - cosine**2)
    return pool(CALIBRATION, [template(SFACE, cosine, sine), template(DLIB, distance)])


def matches(cosine: float, distance: float) -> bool:
    comparison = compare(CALIBRATION, person(cosine, distance), person())
    return comparison is not None and comparison.matches


@given(st.floats(-1, 1), st.floats(0, 2))
def test_no_engine_alone_can_make_a_match(cosine: float, distance: float) -> None:
    if cosine < 0.37 or distance > 0.72:
        assert not matches(cosine, distance)


@given(st.floats(-1, 1), st.floats(0, 2), st.floats(0, 1), st.floats(0, 1))
def test_more_alike_never_means_less_of_a_match(cosine: float, distance: float, more: float, nearer: float) -> None:
    if matches(cosine, distance):
        assert matches(min(1.0, cosine + more), max(0.0, distance - nearer))


@pytest.mark.parametrize(("cosine", "distance"), [(0.483, 0.585), (0.435, 0.383), (0.457, 0.585), (0.410, 0.377)])
def test_the_most_alike_of_the_strangers_that_were_measured_do_not_match(cosine: float, distance: float) -> None:
    """Of LFW, CASIA, LFW, CASIA."""
    assert not matches(cosine, distance)


def test_the_calibration_says_what_it_is_worth_on_people_that_it_was_not_fitted_on() -> None:
    provenance = CALIBRATION.provenance
    assert provenance is not None
    of_means = [figures for figures in provenance.figures if figures.frames > 1]
    assert {figures.data for figures in of_means} == {"casia", "nuaa", "lfw"}
    for figures in of_means:
        assert figures.strangers_accepted[0] == 0, figures.data
        assert figures.fnmr[0] <= 0.02, figures.data


@pytest.mark.parametrize(("cosine", "distance"), [(0.5, 0.6), (0.6, 0.45), (0.7, 0.55), (0.95, 0.2)])
def test_owners_match(cosine: float, distance: float) -> None:
    assert matches(cosine, distance)


def test_pool_is_the_mean_of_normalised_templates() -> None:
    pooled = pool(CALIBRATION, [template(SFACE, 4.0), template(SFACE, 0.0, 1.0), template(DLIB, 1.0)])
    assert pooled[SFACE][:2] == pytest.approx([math.sqrt(0.5)] * 2)
    assert pooled[DLIB][0] == 1.0


def test_numbers_out_of_this_world_never_match() -> None:
    value = 1e308
    wild = [template(engine, *signs) for engine in (SFACE, DLIB) for signs in ((value, -value), (value, value))]
    probe = pool(CALIBRATION, wild)
    comparison = compare(CALIBRATION, probe, person())
    assert comparison is None or not comparison.matches


@pytest.mark.parametrize("value", [math.nan, math.inf, -math.inf])
def test_what_is_no_number_is_no_template(value: float) -> None:
    with pytest.raises(ValidationError):
        template(SFACE, value)


def test_one_engine_alone_is_not_compared() -> None:
    assert pool(CALIBRATION, [template(SFACE, 1.0)]) == {}
    assert compare(CALIBRATION, {}, person()) is None
    assert compare(CALIBRATION, person(), {SFACE: person()[SFACE]}) is None


def test_calibration_must_make_sense() -> None:
    broken = CALIBRATION.model_dump() | {"threshold": math.nan}
    with pytest.raises(ValidationError):
        Calibration.model_validate(broken)


def test_repr_keeps_templates_to_itself() -> None:
    assert "0.123" not in repr(template(SFACE, 0.123))
