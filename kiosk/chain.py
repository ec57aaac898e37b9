"""A chain of hashes: each record's hash covers the one before, so that none can be changed, removed or moved unseen.

Pure, and used on both sides: for the terminal's journal and for what the central service keeps.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Iterator, Mapping
from enum import StrEnum
from hashlib import sha256
from typing import NamedTuple

GENESIS = bytes(32)
"""What stands before the first record."""


class Link(NamedTuple):
    """A record as it is kept: its number, counted from 1 without a gap, its canonical text and its hash (32 bytes)."""

    number: int
    record: str
    hash: bytes


class Fault(StrEnum):
    """What can be wrong with records."""

    MISSING = "missing"
    CHANGED = "changed"
    OUT_OF_PLACE = "out_of_place"


class Break(NamedTuple):
    """Records `first` to `last` are not what was written."""

    fault: Fault
    first: int
    last: int


def canonical(fields: Mapping[str, object]) -> str:
    """The one text that stands for `fields`: JSON in ASCII, keys in order, no spaces. Raises ValueError for NaN."""
    return json.dumps(fields, sort_keys=True, separators=(",", ":"), allow_nan=False)


def link(before: bytes, record: str) -> bytes:
    """The hash of `record` after the one whose hash is `before`."""
    return sha256(before + record.encode()).digest()


def breaks(
    anchor: int, anchor_hash: bytes, links: Iterable[Link], link: Callable[[bytes, str], bytes] = link
) -> Iterator[Break]:
    """What is wrong with `links`, which ought to follow each other from the one after record `anchor` on.

    `link` computes the hash that a record ought to have after another. A changed record is told once: those after it
    are judged by the hash that they were written upon.
    """
    expected, before = anchor + 1, {anchor_hash}
    for number, record, kept in links:
        if number < expected:
            yield Break(Fault.OUT_OF_PLACE, number, number)
            continue
        if number > expected:
            yield Break(Fault.MISSING, expected, number - 1)
            before = set()  # what this one was written upon is gone; it is judged by the next
        computed = {link(one, record) for one in before}
        if before and kept not in computed:
            yield Break(Fault.CHANGED, number, number)
        expected, before = number + 1, computed | {kept}
