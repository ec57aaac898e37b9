"""What a part of the benchmark comes to."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from kiosk.evaluation.report import Row


@dataclass(frozen=True)
class Section:
    """Tables by their titles, the same figures for machines, and what must be known to read them."""

    name: str
    title: str
    tables: Mapping[str, Sequence[Row]]
    figures: object
    notes: Sequence[str] = ()
