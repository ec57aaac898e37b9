"""Whether a face that acts is still the same: turned faces beside the mean frontal one of the person and of others.

The pictures are those of which the gate says nothing but that the face is turned away, by as much as a turn takes at
least. They are harder than a visit: most were taken on another day by another camera, and an action is judged by the
mean of several frames. The threshold follows the rule of `benchmarks.fit_calibration` on the fitting fold.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from benchmarks import fit_calibration as fitting
from benchmarks.fit_calibration import SETS, Scores
from devices.face.engine import FaceEngine
from devices.face.gate import GateHint
from devices.face.sface import Template, cosine
from devices.face.stills import observe_still
from devices.liveness import CaptureLimits
from kiosk.evaluation.folders import load, people
from kiosk.evaluation.statistics import Rate, accepted, rejected

LIMITS = CaptureLimits()


@dataclass(frozen=True)
class ActingFigures:
    """How the installed threshold does on the evaluation fold of a set."""

    data: str
    people: int
    """With at least one turned picture."""
    own_refused: Rate
    strangers_accepted: Rate


@dataclass(frozen=True)
class Acting:
    installed: float
    fitted: float
    """What the rule gives on the fitting fold."""
    sets: Sequence[ActingFigures]


@dataclass(frozen=True, eq=False)
class Seen:
    """A set's templates by person."""

    frontal: Mapping[str, Sequence[Template]]
    turned: Mapping[str, Sequence[Template]]

    def scores(self, *, fits: bool) -> Scores:
        """Each turned face of a fold with the mean frontal one of each person in it."""
        chosen = fitting.fitting(self.frontal)
        mean = {
            who: np.mean(own[: LIMITS.frames_wanted], axis=0)
            for who, own in self.frontal.items()
            if (who in chosen) is fits
        }
        compared = [
            (cosine(np.array(one), average), who == other)
            for who, own in self.turned.items()
            if (who in chosen) is fits
            for one in own
            for other, average in mean.items()
        ]
        values = np.array([value for value, _ in compared], dtype=np.float64)
        return Scores(values.reshape(-1, 1), np.array([genuine for _, genuine in compared], dtype=bool))

    def turned_people(self, *, fits: bool) -> int:
        chosen = fitting.fitting(self.frontal)
        return sum((who in chosen) is fits for who in self.turned)


def measure(data: Path, engine: FaceEngine) -> Acting:
    """All sets: two minutes."""
    seen = {name: _look(data / folder, engine) for name, folder in SETS.items()}
    folds = [one.scores(fits=True) for one in seen.values()]
    usable = [one for one in folds if one.genuine.any() and not one.genuine.all()]
    return Acting(
        installed=LIMITS.min_same_face_acting,
        fitted=fitting.threshold(usable, lambda similarity: similarity[:, 0]),
        sets=[_figures(name, one) for name, one in seen.items()],
    )


def _look(folder: Path, engine: FaceEngine) -> Seen:
    frontal: defaultdict[str, list[Template]] = defaultdict(list)
    turned: defaultdict[str, list[Template]] = defaultdict(list)
    for person, paths in people(folder):
        for path in paths:
            _, one = observe_still(engine, load(path))
            if one.template is not None:
                frontal[person].append(one.template)
            elif one.hint is GateHint.TURNED_AWAY and abs(one.yaw) >= LIMITS.min_turn and one.acting_template:
                turned[person].append(one.acting_template)
    return Seen(frontal, turned)


def _figures(name: str, seen: Seen) -> ActingFigures:
    scores = seen.scores(fits=False)
    own, strangers = scores.similarity[scores.genuine], scores.similarity[~scores.genuine]
    return ActingFigures(
        data=name,
        people=seen.turned_people(fits=False),
        own_refused=rejected(own, LIMITS.min_same_face_acting),
        strangers_accepted=accepted(strangers, LIMITS.min_same_face_acting),
    )
