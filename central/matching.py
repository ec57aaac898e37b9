"""1:1 comparison of face templates by the fused score of several engines. Pure."""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import Literal

from pydantic import Field

from kiosk.contract import FaceTemplate, Finite, Message

Template = Sequence[float]


class Engine(Message):
    """How the templates of an engine are compared.

    Similarity is the cosine of normalised templates, or 1 - the euclidean distance of plain ones. It counts with
    `weight`, and below `minimum` there is no match whatever the other engines say.
    """

    measure: Literal["cosine", "euclidean"]
    weight: Finite = Field(ge=0)
    minimum: Finite = Field(ge=-1, le=1)


class Figures(Message):
    """How the calibration decided on people whom it was not fitted on: counts, and rates with 95 % intervals."""

    data: str
    people: int
    frames: int = Field(description="whose mean is compared with one picture")
    own_refused: tuple[int, int] = Field(description="false non-matches, of so many")
    fnmr: tuple[Finite, Finite, Finite] = Field(description="rate and interval")
    strangers_accepted: tuple[int, int] = Field(description="false matches, of so many")
    fmr: tuple[Finite, Finite, Finite]


class Provenance(Message):
    """Where the numbers come from."""

    program: str
    data: str
    folds: str
    rule: str
    figures: tuple[Figures, ...]
    passive: str


class Calibration(Message):
    """The decision, as fitted on data: score = bias + sum of weight * similarity, a match from `threshold` on.

    `passive_minimum` is the lowest passive liveness score that counts as live.
    """

    version: str
    engines: dict[str, Engine] = Field(min_length=1)
    bias: Finite
    threshold: Finite
    passive_minimum: Finite = Field(ge=0, le=1)
    provenance: Provenance | None = None


class Comparison(Message):
    """Whether the templates match, and how clearly; the score itself goes nowhere."""

    matches: bool
    band: Literal["far_below", "below", "above", "far_above"]


def load() -> Calibration:
    """Reads and validates calibration.json."""
    return Calibration.model_validate_json(Path(__file__).with_name("calibration.json").read_bytes())


def pool(calibration: Calibration, templates: Iterable[FaceTemplate]) -> dict[str, list[float]]:
    """The mean template of each calibrated engine; empty when one engine gave no usable template."""
    pooled = {}
    every = tuple(templates)
    for name, engine in calibration.engines.items():
        vectors = [_prepared(engine, one.vector) for one in every if one.engine == name]
        if not vectors:
            return {}
        pooled[name] = _prepared(engine, [sum(column) / len(vectors) for column in zip(*vectors, strict=True)])
    finite = all(math.isfinite(x) for vector in pooled.values() for x in vector)
    return pooled if finite else {}


def compare(
    calibration: Calibration, probe: Mapping[str, Template], reference: Mapping[str, Template]
) -> Comparison | None:
    """Compares pooled templates; None when an engine is missing on either side."""
    similarity = similarities(calibration, probe, reference)
    return decide(calibration, similarity) if similarity else None


def similarities(
    calibration: Calibration, probe: Mapping[str, Template], reference: Mapping[str, Template]
) -> dict[str, float]:
    """How like each other the pooled templates are, by engine; empty when an engine is missing on either side."""
    if not calibration.engines.keys() <= probe.keys() & reference.keys():
        return {}
    return {name: _similarity(engine, probe[name], reference[name]) for name, engine in calibration.engines.items()}


def score(calibration: Calibration, similarity: Mapping[str, float]) -> float:
    """The fused score of similarities by engine."""
    return calibration.bias + sum(calibration.engines[name].weight * value for name, value in similarity.items())


def decide(calibration: Calibration, similarity: Mapping[str, float]) -> Comparison:
    """The decision on similarities by engine."""
    margin = score(calibration, similarity) - calibration.threshold
    matches = margin >= 0 and all(value >= calibration.engines[name].minimum for name, value in similarity.items())
    if matches:
        return Comparison(matches=True, band="far_above" if margin >= 0.2 else "above")
    return Comparison(matches=False, band="far_below" if margin < -0.2 else "below")


def _prepared(engine: Engine, vector: Template) -> list[float]:
    length = math.hypot(*vector) if engine.measure == "cosine" else 1.0
    return [x / length if length else math.nan for x in vector]


def _similarity(engine: Engine, one: Template, other: Template) -> float:
    if engine.measure == "cosine":
        return sum(a * b for a, b in zip(one, other, strict=True))
    return 1 - math.dist(one, other)
