"""Fits central/calibration.json: `python -m benchmarks.fit_calibration DATA --write`.

People are sorted by folder name and dealt out in turn: the odd ones fit, the even ones evaluate; nobody is in both.
The weights are those of a logistic regression on comparisons of one picture with the mean of several, in which each
set, and in it owners and strangers, weigh the same. The threshold lies midway between the highest score that 1 stranger
in 10,000 of any set exceeds and the lowest that all but 2 owners in 100 of every set reach. The minimum of an engine,
below which nobody matches whatever the other says, lies a tenth under its least similar owner. The passive minimum lies
three quarters of the way, in log odds, from the liveliest printed photo to the least lively person: other attacks, from
screens, score higher than prints.
"""

from __future__ import annotations

import argparse
import json
import math
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import cv2
import numpy as np
from numpy.typing import NDArray

from central import matching
from central.matching import Calibration, Engine, Figures, Provenance
from devices.face.dlib_encoding import DlibEncoder
from devices.face.engine import FaceEngine
from devices.face.gate import GateLimits
from devices.models import load_paths
from kiosk.contract import DLIB, SFACE
from kiosk.evaluation import faces, liveness
from kiosk.evaluation.faces import Sample, Taken
from kiosk.evaluation.liveness import Presentation
from kiosk.evaluation.report import shown
from kiosk.evaluation.statistics import Rate

VERSION = "2"
SETS: Mapping[str, str] = {"casia": "faces/casia", "nuaa": "faces/nuaa/live", "lfw": "faces/lfw"}
"""Folders by name, the Chinese ones first."""
UNFITTED = Calibration(
    version="unfitted",
    engines={
        SFACE: Engine(measure="cosine", weight=1.0, minimum=-1.0),
        DLIB: Engine(measure="euclidean", weight=0.0, minimum=-1.0),
    },
    bias=0.0,
    threshold=0.0,
    passive_minimum=0.5,
)
RIDGE = 1e-4
STRANGERS, OWNERS = 0.0001, 0.02
TOWARDS_LIVE = 0.75
MARGIN = 0.1

Floats = NDArray[np.float64]


@dataclass(frozen=True, eq=False)
class Data:
    """Everything that is measured once."""

    taken: Mapping[str, Taken]
    live: Sequence[Presentation]
    printed: Sequence[Presentation]


@dataclass(frozen=True, eq=False)
class Scores:
    """Comparisons of one set."""

    similarity: Floats
    """(n, engines) in the order of the calibration."""
    genuine: NDArray[np.bool_]


def measure(data: Path) -> Data:
    """Runs the engines over all sets: two minutes."""
    engine = FaceEngine(load_paths(data / "models"), GateLimits())
    encoder = DlibEncoder()
    taken = {name: faces.take(data / folder, engine, encoder) for name, folder in SETS.items()}
    nuaa = data / "faces" / "nuaa"
    return Data(
        taken,
        list(liveness.presentations(nuaa / "live", engine)),
        list(liveness.presentations(nuaa / "printed", engine)),
    )


def fitting(people: Iterable[str]) -> set[str]:
    """Those who fit; the others evaluate."""
    return set(sorted(set(people))[::2])


def fold(samples: Sequence[Sample], *, fits: bool) -> list[Sample]:
    chosen = fitting(sample.person for sample in samples)
    return [sample for sample in samples if (sample.person in chosen) is fits]


def shown_fold(presentations: Sequence[Presentation], *, fits: bool) -> list[Presentation]:
    chosen = fitting(one.person for one in presentations)
    return [one for one in presentations if (one.person in chosen) is fits]


def scores(samples: Sequence[Sample], frames: int) -> Scores:
    """All comparisons within a set."""
    compared = list(faces.trials(samples, frames, UNFITTED))
    return Scores(
        np.array([[trial.similarity[name] for name in UNFITTED.engines] for trial in compared]),
        np.array([trial.genuine for trial in compared]),
    )


def weights(sets: Sequence[Scores]) -> Floats:
    """(1 + engines,): bias and weights of a logistic regression, by Newton's method."""
    inputs = np.vstack([one.similarity for one in sets])
    inputs = np.column_stack([np.ones(len(inputs)), inputs])
    genuine = np.concatenate([one.genuine for one in sets]).astype(float)
    shares = np.concatenate([np.where(one.genuine, 1 / one.genuine.sum(), 1 / (~one.genuine).sum()) for one in sets])
    shares /= shares.sum()
    ridge = RIDGE * np.diag([0.0, *np.ones(inputs.shape[1] - 1)])
    found = np.zeros(inputs.shape[1])
    for _ in range(100):
        likely = 1 / (1 + np.exp(-inputs @ found))
        slope = inputs.T @ (shares * (genuine - likely)) - ridge @ found
        curvature = (inputs * (shares * likely * (1 - likely))[:, None]).T @ inputs + ridge
        step = np.linalg.solve(curvature, slope)
        found = found + step
        if np.abs(step).max() < 1e-9:
            break
    return np.asarray(found)


def threshold(sets: Sequence[Scores], weigh: Callable[[Floats], Floats]) -> float:
    """Midway between strangers and owners; `weigh` makes one score (n,) of similarities (n, engines)."""
    stranger = max(float(np.quantile(weigh(one.similarity[~one.genuine]), 1 - STRANGERS)) for one in sets)
    owner = min(float(np.quantile(weigh(one.similarity[one.genuine]), OWNERS)) for one in sets)
    return (stranger + owner) / 2


def passive_minimum(live: Sequence[Presentation], printed: Sequence[Presentation]) -> float:
    """Between the two, nearer to live."""
    lowest = min(one.passive for one in live if one.passive is not None)
    highest = max(one.passive for one in printed if one.passive is not None)
    odds = (1 - TOWARDS_LIVE) * _log_odds(highest) + TOWARDS_LIVE * _log_odds(lowest)
    return round(1 / (1 + math.exp(-odds)), 2)


def _log_odds(share: float) -> float:
    share = min(max(share, 1e-6), 1 - 1e-6)
    return math.log(share / (1 - share))


def fit(data: Data) -> Calibration:
    """The calibration, with what it is worth on the people whom it was not fitted on."""
    sets = [scores(fold(taken.samples, fits=True), faces.FRAMES) for taken in data.taken.values()]
    _, *found = weights(sets)
    relative = np.round(np.array(found) / found[0], 3)  # SFace counts once
    bar = round(threshold(sets, lambda similarity: similarity @ relative), 3)
    lowest = np.min([one.similarity[one.genuine].min(axis=0) for one in sets], axis=0)
    engines = {
        name: engine.model_copy(update={"weight": float(weight), "minimum": round(float(least) - MARGIN, 2)})
        for (name, engine), weight, least in zip(UNFITTED.engines.items(), relative, lowest, strict=True)
    }
    passive = passive_minimum(shown_fold(data.live, fits=True), shown_fold(data.printed, fits=True))
    fitted = Calibration(
        version=VERSION, engines=engines, bias=-bar, threshold=0.0, passive_minimum=passive, provenance=None
    )
    figures = tuple(
        told(name, fold(taken.samples, fits=False), frames, fitted)
        for name, taken in data.taken.items()
        for frames in (1, faces.FRAMES)
    )
    judged = liveness.report(shown_fold(data.live, fits=False), shown_fold(data.printed, fits=False), fitted)
    provenance = Provenance(
        program="benchmarks/fit_calibration.py",
        data="CASIA-FaceV5 (20 people), NUAA imposter database (9 people), LFW (150 people): public, research only",
        folds="people sorted by folder name, dealt out in turn: the odd ones fitted, the figures are of the even ones",
        rule=" ".join((__doc__ or "").split("\n\n")[1].split()),
        figures=figures,
        passive=f"NUAA, windows of {liveness.WINDOW} frames: APCER {shown(judged.apcer)}; BPCER {shown(judged.bpcer)}",
    )
    return fitted.model_copy(update={"provenance": provenance})


def told(name: str, samples: Sequence[Sample], frames: int, calibration: Calibration) -> Figures:
    """What a calibration decides on people."""
    found, _ = faces.decisions(samples, frames, calibration)
    return Figures(
        data=name,
        people=len({sample.person for sample in samples}),
        frames=frames,
        own_refused=(found.false_non_match.events, found.false_non_match.trials),
        fnmr=_rate(found.false_non_match),
        strangers_accepted=(found.false_match.events, found.false_match.trials),
        fmr=_rate(found.false_match),
    )


def _rate(rate: Rate) -> tuple[float, float, float]:
    low, high = rate.interval()
    return round(rate.value, 6), round(low, 6), round(high, 6)


def main() -> None:
    parser = argparse.ArgumentParser(description="Fit central/calibration.json.")
    parser.add_argument("data", type=Path, help="folder with faces/ and models/")
    parser.add_argument("--write", action="store_true", help="write the file, not only print it")
    arguments = parser.parse_args()
    cv2.setNumThreads(1)
    text = json.dumps(fit(measure(arguments.data)).model_dump(), indent=2) + "\n"
    print(text)
    if arguments.write:
        Path(matching.__file__).with_name("calibration.json").write_text(text, encoding="utf-8")


if __name__ == "__main__":
    main()
