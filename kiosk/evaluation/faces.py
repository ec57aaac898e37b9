"""How well the installed gate, engines and calibration tell people apart, in the terms of ISO/IEC 19795-1.

A folder holds one folder a person: with pictures in it, of which each counts as a session of its own, or with a folder
for each take, named `SESSION_NUMBER`, that holds its frames in order. Pictures of one session are never compared with
each other. As in a visit, a probe is the mean of several gated frames and a reference one gated picture.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import groupby
from pathlib import Path
from time import perf_counter
from typing import Protocol

from central.matching import Calibration, decide, pool, similarities
from devices.face.detect import Box
from devices.face.dlib_encoding import Encoding
from devices.face.engine import FaceEngine
from devices.face.gate import GateHint
from devices.face.kept import cut_out
from devices.face.stills import observe_still
from devices.frames import Image
from devices.liveness import CaptureLimits, quality
from kiosk.contract import DLIB, SFACE, FaceTemplate
from kiosk.evaluation.folders import load, people
from kiosk.evaluation.progress import Progress, silent
from kiosk.evaluation.report import Row
from kiosk.evaluation.statistics import Rate, Times

FRAMES = CaptureLimits().frames_wanted
MOST_FAILED = 100
MOST_STRANGERS = 1000
"""Probes of other people that a reference is compared with, so that large folders take time in proportion."""


class Encoder(Protocol):
    """What DlibEncoder does."""

    def encode(self, image: Image, box: Box) -> Encoding: ...


@dataclass(frozen=True, eq=False)
class Sample:
    """A picture that passed the gate."""

    path: str
    person: str
    session: str
    take: str
    quality: float
    templates: Mapping[str, FaceTemplate] = field(repr=False)


@dataclass(frozen=True)
class Taken:
    """What became of the pictures of a folder."""

    samples: tuple[Sample, ...]
    refused: Mapping[str, GateHint]
    """By path: what the gate had against it."""
    observe_ms: tuple[float, ...]
    encode_ms: tuple[float, ...]


@dataclass(frozen=True, eq=False)
class Trial:
    """One comparison."""

    reference: Sample
    probe: tuple[Sample, ...]
    similarity: Mapping[str, float]
    """By engine."""

    @property
    def genuine(self) -> bool:
        return self.reference.person == self.probe[0].person


@dataclass(frozen=True)
class Figures:
    """Decisions on comparisons of one gated picture with the mean of `frames` others."""

    frames: int
    false_non_match: Rate
    """FNMR: the same person's, refused."""
    false_match: Rate
    """FMR: different people's, accepted."""


@dataclass(frozen=True)
class FacesReport:
    """What was found in a folder."""

    calibration: str
    people: int
    failure_to_acquire: Rate
    """Pictures that the gate refused, of all."""
    refused: Mapping[str, int]
    """How many for each hint."""
    figures: tuple[Figures, ...]
    observe_ms: Times
    encode_ms: Times
    """Of one picture."""
    failed: tuple[str, ...]
    """Wrong decisions on the mean of several frames, by relative paths."""

    def rows(self) -> Sequence[Row]:
        """What was measured, and what came out."""
        measured: list[Row] = [
            {"measured": "people", "result": self.people},
            {"measured": "failure to acquire: refused by the gate", "result": self.failure_to_acquire},
        ]
        measured += [{"measured": f"... {hint}", "result": count} for hint, count in sorted(self.refused.items())]
        for figures in self.figures:
            frames = "one frame" if figures.frames == 1 else f"mean of up to {figures.frames} frames"
            measured += [
                {"measured": f"FNMR, {frames}", "result": figures.false_non_match},
                {"measured": f"FMR, {frames}", "result": figures.false_match},
            ]
        return [
            *measured,
            {"measured": "gate and template, ms", "result": self.observe_ms},
            {"measured": "encoding, ms", "result": self.encode_ms},
            {"measured": "calibration", "result": self.calibration},
        ]


def evaluate(
    folder: Path,
    engine: FaceEngine,
    encoder: Encoder,
    calibration: Calibration,
    progress: Progress = silent,
) -> FacesReport:
    """Measure a folder of people. Raises FolderFault when it holds none, or a file that is no picture."""
    return report(take(folder, engine, encoder, progress), calibration)


def report(taken: Taken, calibration: Calibration) -> FacesReport:
    """The decisions of a calibration on what was taken."""
    told = [decisions(taken.samples, frames, calibration) for frames in (1, FRAMES)]
    return FacesReport(
        calibration=calibration.version,
        people=len({sample.person for sample in taken.samples}),
        failure_to_acquire=Rate(len(taken.refused), len(taken.samples) + len(taken.refused)),
        refused=Counter(taken.refused.values()),
        figures=tuple(figures for figures, _ in told),
        observe_ms=Times.of(taken.observe_ms),
        encode_ms=Times.of(taken.encode_ms),
        failed=tuple(map(_told, told[-1][1][:MOST_FAILED])),
    )


def decisions(samples: Sequence[Sample], frames: int, calibration: Calibration) -> tuple[Figures, list[Trial]]:
    """How a calibration decides on all comparisons of samples, and those on which it is wrong."""
    wrong: list[Trial] = []
    counts: Counter[bool] = Counter()
    for trial in trials(samples, frames, calibration):
        counts[trial.genuine] += 1
        if decide(calibration, trial.similarity).matches is not trial.genuine:
            wrong.append(trial)
    rejected = sum(trial.genuine for trial in wrong)
    return Figures(frames, Rate(rejected, counts[True]), Rate(len(wrong) - rejected, counts[False])), wrong


def _told(trial: Trial) -> str:
    what = "refused" if trial.genuine else "accepted"
    return f"{trial.reference.path} {what}: {', '.join(sample.path for sample in trial.probe)}"


def take(folder: Path, engine: FaceEngine, encoder: Encoder, progress: Progress = silent) -> Taken:
    """Put every picture of `folder` through the gate and measure the faces that pass."""
    samples: list[Sample] = []
    refused: dict[str, GateHint] = {}
    observe_ms: list[float] = []
    encode_ms: list[float] = []
    paths = [path for _, pictures in people(folder) for path in pictures]
    for path in progress(paths):
        picture = load(path)
        begun = perf_counter()
        framed, seen = observe_still(engine, picture)
        observe_ms.append(1000 * (perf_counter() - begun))
        name = path.relative_to(folder).as_posix()
        if seen.template is None or seen.box is None:
            refused[name] = seen.hint or GateHint.NO_FACE
            continue
        begun = perf_counter()
        encoding = encoder.encode(*cut_out(framed, seen.box))  # as the vision process keeps it
        encode_ms.append(1000 * (perf_counter() - begun))
        vectors = {SFACE: seen.template, DLIB: encoding}
        templates = {engine: FaceTemplate(engine=engine, vector=vector) for engine, vector in vectors.items()}
        samples.append(Sample(name, *_place(name), quality(seen), templates))
    return Taken(tuple(samples), refused, tuple(observe_ms), tuple(encode_ms))


def trials(samples: Sequence[Sample], frames: int, calibration: Calibration) -> Iterator[Trial]:
    """Compare each sample with probes of its own and of every other person.

    A probe is the mean of up to `frames` samples of a take. With one frame each pair is compared once.
    """
    probes = _single(samples) if frames == 1 else _takes(samples)
    pooled: dict[tuple[Sample, ...], dict[str, list[float]]] = {}

    def pooled_of(probe: tuple[Sample, ...]) -> dict[str, list[float]]:
        if probe not in pooled:
            pooled[probe] = pool(calibration, _evidence(probe))
        return pooled[probe]

    for number, reference in enumerate(samples):
        others = [probe for first, probe in probes if frames > 1 or first > number]
        own = [_without_session(probe, reference.session)[:frames] for probe in others if _is_of(probe, reference)]
        strangers = [probe[:frames] for probe in others if not _is_of(probe, reference)]
        for probe in (*filter(None, own), *_thinned(strangers, MOST_STRANGERS)):
            yield Trial(reference, probe, similarities(calibration, pooled_of(probe), pooled_of((reference,))))


def _place(name: str) -> tuple[str, str, str]:
    """Person, session and take of a picture by its relative path."""
    take, _, _ = name.rpartition("/")
    person, *between = take.split("/")
    session = take.rpartition("_")[0] if between else name
    return person, session or take, take


def _evidence(probe: tuple[Sample, ...]) -> Iterator[FaceTemplate]:
    """As a terminal sends it: a template of every frame, and the encoding of the best."""
    yield from (sample.templates[SFACE] for sample in probe)
    yield max(probe, key=lambda sample: sample.quality).templates[DLIB]


def _single(samples: Sequence[Sample]) -> list[tuple[int, tuple[Sample, ...]]]:
    return [(number, (sample,)) for number, sample in enumerate(samples)]


def _takes(samples: Sequence[Sample]) -> list[tuple[int, tuple[Sample, ...]]]:
    return [(0, tuple(group)) for _, group in groupby(samples, key=lambda sample: sample.take)]


def _is_of(probe: tuple[Sample, ...], reference: Sample) -> bool:
    return probe[0].person == reference.person


def _without_session(probe: tuple[Sample, ...], session: str) -> tuple[Sample, ...]:
    return tuple(sample for sample in probe if sample.session != session)


def _thinned(probes: Sequence[tuple[Sample, ...]], most: int) -> Iterable[tuple[Sample, ...]]:
    """At most so many, evenly spread."""
    return probes[:: max(1, -(-len(probes) // most))]
