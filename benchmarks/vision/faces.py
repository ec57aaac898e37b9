"""Faces: the installed calibration beside face_recognition and SFace alone, on people that it was not fitted on.

A peer's threshold, where it has none of its own, is fitted as the installed one is: on the fitting fold, by the same
rule. All of them decide on the same comparisons.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import matplotlib as mpl
import numpy as np
from numpy.typing import NDArray

from benchmarks import fit_calibration as fitting
from benchmarks.fit_calibration import SETS, Floats, Scores, fold, scores
from benchmarks.section import Section
from central.matching import Calibration, decide
from central.matching import load as load_calibration
from devices.face.dlib_encoding import DlibEncoder
from devices.face.engine import FaceEngine
from devices.face.gate import GateLimits
from devices.models import load_paths
from kiosk.contract import DLIB, SFACE
from kiosk.evaluation import faces
from kiosk.evaluation.faces import FRAMES, Taken
from kiosk.evaluation.report import Row, shown
from kiosk.evaluation.statistics import Rate, Times, det

NAME = "faces"
FACE_RECOGNITION_LIMIT = 1 - 0.6  # its default tolerance is a distance of 0.6
INSTALLED = "fused, as installed"
SFACE_ALONE = "SFace alone"
MOST_FALSE_MATCHES, MOST_REFUSED = 0.0001, 0.02
"""What is wanted after gate and averaging. Where there are too few comparisons to see the first: none."""


@dataclass(frozen=True)
class Matcher:
    """A peer, or the installed decision."""

    name: str
    score: Callable[[Floats], Floats]
    """(n,) of similarities (n, engines): the higher the more alike."""
    matches: Callable[[Floats], NDArray[np.bool_]]


@dataclass(frozen=True)
class Compared:
    """How a matcher does on the evaluation fold of a set."""

    data: str
    people: int
    frames: int
    matcher: str
    false_non_match: Rate
    false_match: Rate
    without_false_match: Rate
    """FNMR at the lowest threshold at which no stranger of the set is accepted: hindsight, the same for all."""

    @property
    def half_total_error(self) -> float:
        return (self.false_match.value + self.false_non_match.value) / 2

    @property
    def reached(self) -> bool:
        """What is wanted of means."""
        return self.false_match.value <= MOST_FALSE_MATCHES and self.false_non_match.value <= MOST_REFUSED


@dataclass(frozen=True)
class SetFigures:
    """What the gate did with a set, and how long the engines took for a picture."""

    data: str
    people: int
    failure_to_acquire: Rate
    observe_ms: Times
    encode_ms: Times


@dataclass(frozen=True)
class Figures:
    sets: Sequence[SetFigures]
    compared: Sequence[Compared]


def section(data: Path, plots: Path) -> Section:
    """Measures all sets of `data`; the curves go into the folder `plots`."""
    engine, encoder = FaceEngine(load_paths(data / "models"), GateLimits()), DlibEncoder()
    taken = {name: faces.take(data / folder, engine, encoder) for name, folder in SETS.items()}
    calibration = load_calibration()
    matchers = _matchers(taken, calibration)
    compared = [
        _compare(name, one, frames, matcher)
        for frames in (1, FRAMES)
        for name, one in taken.items()
        for matcher in matchers
    ]
    _plot(plots / "faces.png", taken, matchers)
    sets = [
        SetFigures(
            name,
            len({sample.person for sample in one.samples}),
            Rate(len(one.refused), len(one.refused) + len(one.samples)),
            Times.of(one.observe_ms),
            Times.of(one.encode_ms),
        )
        for name, one in taken.items()
    ]
    return Section(
        name=NAME,
        title="Faces (ISO/IEC 19795-1)",
        tables={
            "What the gate takes of still pictures, one thread": [
                {
                    "set": one.data,
                    "people": one.people,
                    "failure to acquire": one.failure_to_acquire,
                    "gate and template, ms": one.observe_ms,
                    "encoding, ms": one.encode_ms,
                }
                for one in sets
            ],
            **{
                f"Evaluation fold, one picture against {_frames(frames)}": _rows(compared, frames)
                for frames in (1, FRAMES)
            },
            "Wanted on means: FNMR <= 2 %, FMR <= 0.01 % (no false match where the strangers are fewer)": [
                {
                    "set": f"{one.data}, {one.people} people",
                    "FNMR": one.false_non_match,
                    "FMR": one.false_match,
                    "wanted": "reached" if one.reached else "not reached",
                }
                for one in compared
                if one.matcher == INSTALLED and one.frames == FRAMES
            ],
        },
        figures=Figures(sets, compared),
        notes=(
            f"Calibration {calibration.version}; people are in the fitting or in the evaluation fold, never in both."
            " Thresholds of the peers, but for face_recognition's default, are fitted as ours is, on the fitting fold.",
            *_fusion(compared),
            "Sets: CASIA-FaceV5 and NUAA (Chinese people), LFW. Intervals (95 %) take comparisons for independent,"
            " which those that share a person are not quite: with few people they are too narrow.",
            "![DET curves](plots/faces.png)",
        ),
    )


def _matchers(taken: Mapping[str, Taken], calibration: Calibration) -> list[Matcher]:
    sets = [scores(fold(one.samples, fits=True), FRAMES) for one in taken.values()]
    names = list(fitting.UNFITTED.engines)
    weights = np.array([calibration.engines[name].weight for name in names])

    def at(name: str, engine: str, limit: float | None) -> Matcher:
        column = names.index(engine)
        distance = calibration.engines[engine].measure == "euclidean"  # similarity is 1 - distance

        def score(similarity: Floats) -> Floats:
            return similarity[:, column]

        bar = fitting.threshold(sets, score) if limit is None else limit
        told = f"{name}: distance {1 - bar:.2f}" if distance else f"{name}: cosine {bar:.2f}"
        return Matcher(told, score, lambda similarity: score(similarity) >= bar)

    def installed(similarity: Floats) -> NDArray[np.bool_]:
        return np.array([decide(calibration, dict(zip(names, row, strict=True))).matches for row in similarity])

    return [
        at("face_recognition, default", DLIB, FACE_RECOGNITION_LIMIT),
        at("face_recognition, fitted", DLIB, None),
        at(f"{SFACE_ALONE}, fitted", SFACE, None),
        Matcher(INSTALLED, lambda similarity: similarity @ weights, installed),
    ]


def _compare(name: str, taken: Taken, frames: int, matcher: Matcher) -> Compared:
    samples = fold(taken.samples, fits=False)
    every = scores(samples, frames)
    accepted = matcher.matches(every.similarity)
    right, wrong = _kinds(every, matcher)
    return Compared(
        data=name,
        people=len({sample.person for sample in samples}),
        frames=frames,
        matcher=matcher.name,
        false_non_match=Rate(int((~accepted[every.genuine]).sum()), int(every.genuine.sum())),
        false_match=Rate(int(accepted[~every.genuine].sum()), int((~every.genuine).sum())),
        without_false_match=Rate(int((right <= wrong.max()).sum()), len(right)),
    )


def _kinds(every: Scores, matcher: Matcher) -> tuple[Floats, Floats]:
    weighed = matcher.score(every.similarity)
    return weighed[every.genuine], weighed[~every.genuine]


def _rows(compared: Sequence[Compared], frames: int) -> list[Row]:
    installed = {(one.data, one.frames): one.half_total_error for one in compared if one.matcher == INSTALLED}
    rows: list[Row] = []
    for one in sorted((one for one in compared if one.frames == frames), key=lambda one: one.data):
        ours = installed[one.data, frames]
        rows.append(
            {
                "set": f"{one.data}, {one.people} people",
                "matcher": one.matcher,
                "FNMR": one.false_non_match,
                "FMR": one.false_match,
                "FNMR at no false match": one.without_false_match,
                "half total error, times ours": one.half_total_error / ours if ours else None,
            }
        )
    return rows


def _fusion(compared: Sequence[Compared]) -> tuple[str, str]:
    """Whether fusing is worth it: the same comparisons of means, at the same rate of false matches."""
    alone, fused = (
        [one for one in compared if one.frames == FRAMES and one.matcher.startswith(name)]
        for name in (SFACE_ALONE, INSTALLED)
    )
    hindsight = [_together([one.without_false_match for one in kind]) for kind in (alone, fused)]
    installed = [
        f"{shown(_together([one.false_non_match for one in kind]))} of owners refused,"
        f" {shown(_together([one.false_match for one in kind]))} of strangers accepted"
        for kind in (alone, fused)
    ]
    (low, high), (low_fused, high_fused) = (rate.interval() for rate in hindsight)
    if high_fused < low:
        verdict = "Fusion refuses fewer owners than SFace alone."
    elif high < low_fused:
        verdict = "Fusion refuses more owners than SFace alone: it should be dropped."
    else:
        verdict = (
            "Fusion is not shown to refuse fewer owners than SFace alone, nor more: the intervals overlap. It is kept"
            " for what it adds, a second engine of other makers and data that must agree, not for better rates."
        )
    return (
        f"Does fusion beat SFace alone? Means of all sets, each with the lowest threshold that accepts no stranger of"
        f" the set: SFace alone refuses {shown(hindsight[0])} of owners, the fused score {shown(hindsight[1])}."
        f" {verdict}",
        f"At the fitted thresholds: SFace alone {installed[0]}; fused {installed[1]}.",
    )


def _together(rates: Sequence[Rate]) -> Rate:
    return Rate(sum(rate.events for rate in rates), sum(rate.trials for rate in rates))


def _frames(frames: int) -> str:
    return "one" if frames == 1 else f"the mean of up to {frames}"


def _plot(path: Path, taken: Mapping[str, Taken], matchers: Sequence[Matcher]) -> None:
    """DET curves of the evaluation folds; the rates of no error are drawn at half an error."""
    mpl.use("agg")
    from matplotlib import pyplot

    figure, rows = pyplot.subplots(2, len(taken), figsize=(4 * len(taken), 7), sharex=True, sharey=True)
    for frames, panels in zip((1, FRAMES), rows, strict=True):
        for panel, (name, one) in zip(panels, taken.items(), strict=True):
            every = scores(fold(one.samples, fits=False), frames)
            for matcher, line in zip(matchers[1:], ("-", "-", "--"), strict=True):
                right, wrong = _kinds(every, matcher)
                curve = det(right, wrong)
                panel.loglog(
                    np.maximum(curve.false_accepts, 0.5 / len(wrong)),
                    np.maximum(curve.false_rejects, 0.5 / len(right)),
                    line,
                    label=matcher.name,
                )
            panel.set(title=f"{name}, {_frames(frames)}", xlim=(1e-5, 1), ylim=(1e-3, 1))
            panel.grid(alpha=0.3)
        panels[0].set_ylabel("FNMR")
    for panel in rows[-1]:
        panel.set_xlabel("FMR")
    rows[0][0].legend(fontsize=8, loc="lower left")
    figure.tight_layout()
    path.parent.mkdir(parents=True, exist_ok=True)
    figure.savefig(path, dpi=110)
    pyplot.close(figure)
