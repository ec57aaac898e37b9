"""What may be noted: what is declared, and nothing that could be about a visitor."""

from __future__ import annotations

from enum import StrEnum
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kiosk.audit.events import FACTS, FactRefused, Kind, Name, checked
from kiosk.contract import Ending, ProblemCode
from kiosk.flow import Event, State

NUMBERS_AND_NAMES: dict[Any, st.SearchStrategy[Any]] = {
    int: st.integers(-(2**53), 2**53),
    float: st.floats(allow_nan=False, allow_infinity=False),
    Name: st.sampled_from(["ValueError", "kiosk.flow"]).map(Name),
}


def value_of(wanted: Any) -> st.SearchStrategy[Any]:
    return NUMBERS_AND_NAMES[wanted] if wanted in NUMBERS_AND_NAMES else st.sampled_from(list(wanted))


def facts_of(kind: Kind) -> st.SearchStrategy[dict[str, Any]]:
    return st.fixed_dictionaries({name: value_of(wanted) for name, wanted in FACTS[kind].items()})


events = st.sampled_from(Kind).flatmap(lambda kind: facts_of(kind).map(lambda facts: (kind, facts)))


def test_every_kind_is_declared_with_numbers_enums_and_names_only() -> None:
    assert set(FACTS) == set(Kind)
    for declared in FACTS.values():
        for wanted in declared.values():
            assert wanted in (int, float, Name) or issubclass(wanted, StrEnum)


@given(events)
def test_what_is_declared_is_taken(event: tuple[Kind, dict[str, Any]]) -> None:
    kind, facts = event
    assert checked(kind, facts) == facts


@given(events, st.data())
def test_text_is_taken_in_no_fact_of_any_kind(event: tuple[Kind, dict[str, Any]], data: st.DataObject) -> None:
    kind, facts = event
    if facts:
        name = data.draw(st.sampled_from(sorted(facts)))
        text = data.draw(st.text() | st.sampled_from(["110101199003071234", "Quartz-58", "张三", str(facts[name])]))
        with pytest.raises(FactRefused) as refused:
            checked(kind, {**facts, name: text})
        assert str(refused.value) == f"{kind}.{name}: must be {FACTS[kind][name].__name__}"


@given(events, st.text(min_size=1))
def test_a_fact_that_is_not_declared_is_refused_and_not_repeated(event: tuple[Kind, dict[str, Any]], name: str) -> None:
    kind, facts = event
    if name not in facts:
        with pytest.raises(FactRefused, match="one that is not declared"):
            checked(kind, {**facts, name: 1})


@pytest.mark.parametrize(
    ("kind", "facts"),
    [
        (Kind.STATE, {}),
        (Kind.STATE, {"state": State.LICENCE}),
        (Kind.STATE, {"state": Event.OPENED, "event": Event.OPENED}),
        (Kind.STARTED, {"state": State.LICENCE}),
        (Kind.CODE_READ, {"after_ms": True}),
        (Kind.CODE_READ, {"after_ms": 1.5}),
        (Kind.CODE_READ, {"after_ms": 2**53 + 1}),
        (Kind.REFUSED, {"code": None}),
        (Kind.REFUSED, {"code": ProblemCode.SESSION_OVER.value}),
    ],
)
def test_another_type_is_refused(kind: Kind, facts: dict[str, Any]) -> None:
    with pytest.raises(FactRefused):
        checked(kind, facts)


@pytest.mark.parametrize("number", [float("nan"), float("inf")])
def test_only_finite_numbers_are_taken(number: float) -> None:
    with pytest.raises(FactRefused, match="frame_p99_ms: must be float"):
        checked(
            Kind.VISIT_ENDED,
            {"ending": Ending.SUCCESS, "seconds": 1, "extensions": 0, "frame_p99_ms": number},
        )


@pytest.mark.parametrize("text", ["", "张三", "110101199003071234", "13800138000", "two words", "a" * 81, "a\n"])
def test_a_name_of_the_program_is_none_of_a_visitors_data(text: str) -> None:
    with pytest.raises(ValueError, match="name of the program") as refused:
        Name(text)
    assert text == "" or text not in str(refused.value)
