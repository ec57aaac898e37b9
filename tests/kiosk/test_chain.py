"""The chain of hashes: whatever is done to one record is found, and told of that record alone."""

from __future__ import annotations

from dataclasses import dataclass

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kiosk.chain import GENESIS, Break, Fault, Link, breaks, canonical, link

COUNT = 12
numbers = st.integers(1, COUNT)


@dataclass
class Chained:
    """Records that were written one after the other."""

    links: list[Link]

    @classmethod
    def of(cls, count: int) -> Chained:
        links, before = [], GENESIS
        for number in range(1, count + 1):
            record = canonical({"number": number, "what": f"event {number}"})
            before = link(before, record)
            links.append(Link(number, record, before))
        return cls(links)

    def breaks(self, anchor: int = 0, anchor_hash: bytes = GENESIS) -> list[Break]:
        return list(breaks(anchor, anchor_hash, self.links))


def test_what_was_written_is_whole_from_its_beginning_and_from_any_anchor() -> None:
    whole = Chained.of(COUNT)
    assert whole.breaks() == []
    for anchor in whole.links:
        assert Chained(whole.links[anchor.number :]).breaks(anchor.number, anchor.hash) == []


@given(numbers, st.binary(min_size=1, max_size=4))
def test_a_changed_record_is_told_and_no_other(number: int, more: bytes) -> None:
    chained = Chained.of(COUNT)
    old = chained.links[number - 1]
    chained.links[number - 1] = old._replace(record=old.record + more.hex())
    assert chained.breaks() == [Break(Fault.CHANGED, number, number)]


@given(numbers, st.binary(min_size=32, max_size=32))
def test_a_changed_hash_is_told_and_no_other(number: int, other: bytes) -> None:
    chained = Chained.of(COUNT)
    chained.links[number - 1] = chained.links[number - 1]._replace(hash=other)
    assert chained.breaks() == [Break(Fault.CHANGED, number, number)]


@given(numbers.filter(lambda number: number < COUNT), st.integers(1, 5))
def test_removed_records_are_told_by_their_numbers(first: int, count: int) -> None:
    last = min(first + count, COUNT) - 1
    chained = Chained([one for one in Chained.of(COUNT).links if not first <= one.number <= last])
    assert chained.breaks() == ([Break(Fault.MISSING, first, last)] if last >= first else [])


@given(st.lists(numbers, min_size=2, max_size=2, unique=True))
def test_two_records_that_changed_places_are_both_told(pair: list[int]) -> None:
    chained = Chained.of(COUNT)
    one, other = (chained.links[number - 1] for number in pair)
    chained.links[one.number - 1] = one._replace(record=other.record)
    chained.links[other.number - 1] = other._replace(record=one.record)
    assert {found.first for found in chained.breaks()} == set(pair)


def test_a_record_that_stands_twice_is_out_of_place() -> None:
    chained = Chained.of(3)
    chained.links.insert(2, chained.links[0])
    assert chained.breaks() == [Break(Fault.OUT_OF_PLACE, 1, 1)]


def test_another_anchor_is_found_at_the_first_record() -> None:
    assert Chained.of(3).breaks(0, bytes([1]) * 32) == [Break(Fault.CHANGED, 1, 1)]


def test_one_text_stands_for_a_record_whatever_the_order_of_its_fields() -> None:
    assert canonical({"b": 1, "a": "星"}) == canonical({"a": "星", "b": 1}) == '{"a":"\\u661f","b":1}'
    with pytest.raises(ValueError, match="not JSON compliant"):
        canonical({"a": float("nan")})
