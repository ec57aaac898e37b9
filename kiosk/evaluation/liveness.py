"""How the installed passive score and the actions tell people from pictures of them, in the terms of ISO/IEC 30107-3.

A folder holds films, or folders with the frames of a take in order, at any depth. Either is looked at in windows of 8
frames, one decision each. An attack is also shown to the capture of the face step, over and over, as if somebody held
it before the camera, for every pair of actions that the central service may ask for.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from itertools import cycle, permutations
from pathlib import Path
from statistics import median
from time import perf_counter

from central.matching import Calibration
from devices.face.engine import FaceEngine
from devices.face.observation import FaceObservation
from devices.liveness import Action, Captured, CaptureLimits, FaceCapture
from devices.observations import FaceSeen
from kiosk.evaluation.folders import windows
from kiosk.evaluation.progress import Progress, silent
from kiosk.evaluation.report import Row
from kiosk.evaluation.statistics import Rate, Times

WINDOW = 8
MOST_FAILED = 100
FPS = 20
"""At which the frames of a take are shown to the capture."""
NOISE = 1e-6
"""Grey levels a frame: a picture shown again is never seen quite the same, as the capture knows."""
PAIRS = tuple(permutations(Action, 2))
"""Of which the central service draws one."""


@dataclass(frozen=True)
class Presentation:
    """What was seen in consecutive frames of one take."""

    name: str
    """As in `folders.Window`."""
    person: str
    seen: tuple[FaceObservation, ...] = field(repr=False)
    took_ms: tuple[float, ...] = field(repr=False)
    """For each frame."""

    @property
    def passive(self) -> float | None:
        """The median that a terminal would send; None when no frame could be used."""
        scores = [seen.passive for seen in self.seen if seen.passive is not None]
        return median(scores) if scores else None

    def accepted(self, calibration: Calibration) -> bool:
        return self.passive is not None and self.passive >= calibration.passive_minimum


@dataclass(frozen=True)
class LivenessReport:
    """What was found in a folder of live people and one of attacks."""

    calibration: str
    apcer: Rate
    """Windows of attacks that were taken for live, of all."""
    bpcer: Rate
    """Windows of live people that were not, of all; those without a usable frame count."""
    attacks_unusable: int
    """Windows of attacks without a usable frame: refused by the gate, not by the score."""
    acted: Rate
    """Attacks, each with every pair of actions, that did at least one action."""
    completed: Rate
    """... that completed the capture."""
    observe_ms: Times
    """Of one frame."""
    failed: tuple[str, ...]
    """Wrong decisions by relative path."""

    def rows(self) -> Sequence[Row]:
        """What was measured, and what came out."""
        return [
            {"measured": f"APCER, passive score, windows of {WINDOW} frames", "result": self.apcer},
            {"measured": f"BPCER, passive score, windows of {WINDOW} frames", "result": self.bpcer},
            {"measured": "attack windows without a usable frame", "result": self.attacks_unusable},
            {"measured": "attacks that did an action", "result": self.acted},
            {"measured": "attacks that completed both actions", "result": self.completed},
            {"measured": "frame, ms", "result": self.observe_ms},
            {"measured": "calibration", "result": self.calibration},
        ]


def evaluate(
    live: Path, attacks: Path, engine: FaceEngine, calibration: Calibration, progress: Progress = silent
) -> LivenessReport:
    """Measure both folders. Raises FolderFault when one holds no window, or a file that is no picture."""
    people, pictures = (list(presentations(folder, engine, progress)) for folder in (live, attacks))
    return report(people, pictures, calibration)


def report(live: Sequence[Presentation], attacks: Sequence[Presentation], calibration: Calibration) -> LivenessReport:
    """The decisions of a calibration on what was seen."""
    refused = [one.name for one in live if not one.accepted(calibration)]
    accepted = [one.name for one in attacks if one.accepted(calibration)]
    shown = [(one, pair, *act_out(one.seen, pair)) for one in attacks for pair in PAIRS]
    completed = [f"{one.name} completed {' and '.join(pair)}" for one, pair, _, done in shown if done]
    failed = [*(f"{name} refused" for name in refused), *(f"{name} accepted" for name in accepted), *completed]
    return LivenessReport(
        calibration=calibration.version,
        apcer=Rate(len(accepted), len(attacks)),
        bpcer=Rate(len(refused), len(live)),
        attacks_unusable=sum(one.passive is None for one in attacks),
        acted=Rate(sum(actions > 0 for _, _, actions, _ in shown), len(shown)),
        completed=Rate(len(completed), len(shown)),
        observe_ms=Times.of([ms for one in (*live, *attacks) for ms in one.took_ms]),
        failed=tuple(failed[:MOST_FAILED]),
    )


def presentations(folder: Path, engine: FaceEngine, progress: Progress = silent) -> Iterator[Presentation]:
    """Every window of the folder, in order. Raises FolderFault as `folders.windows`."""
    for window in progress(windows(folder, WINDOW)):
        seen: list[FaceObservation] = []
        took_ms: list[float] = []
        for image in window.frames:
            begun = perf_counter()
            seen.append(engine.observe(image, want_mouth=True, want_template=True))
            took_ms.append(1000 * (perf_counter() - begun))
        yield Presentation(window.name, window.person, tuple(seen), tuple(took_ms))


def act_out(
    seen: Sequence[FaceObservation], actions: tuple[Action, ...], limits: CaptureLimits | None = None
) -> tuple[int, bool]:
    """Show a take to the capture forth and back for one attempt: most actions done, and whether it completed."""
    limits = limits or CaptureLimits()
    capture = FaceCapture(actions, limits, 0.0)
    most, loop = 0, cycle([*seen, *seen[-2:0:-1]])
    for number in range(round(FPS * (limits.action_s * len(actions) + 2))):
        seen_now = next(loop)
        noisy = replace(seen_now, brightness=seen_now.brightness + NOISE * number)
        progress = capture.feed(FaceSeen(number, number / FPS, noisy))
        most = max(most, progress.actions_done)
        if progress.outcome is not None:
            return most, isinstance(progress.outcome, Captured)
    return most, False
