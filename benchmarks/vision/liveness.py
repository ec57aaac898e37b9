"""Liveness: printed photos against live people before the same camera, rendered attacks, faces that act."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from benchmarks.fit_calibration import shown_fold
from benchmarks.section import Section
from benchmarks.vision import acting, attacks
from central.matching import load as load_calibration
from devices.face.engine import FaceEngine
from devices.face.gate import GateLimits
from devices.models import load_paths
from kiosk.evaluation.liveness import WINDOW, LivenessReport, Presentation, presentations, report

NAME = "liveness"


@dataclass(frozen=True)
class Figures:
    everybody: LivenessReport
    evaluation_fold: LivenessReport
    highest_printed: float
    lowest_live: float
    attacks: Sequence[attacks.Summary]
    acting: acting.Acting


def section(data: Path) -> Section:
    """Measures the NUAA windows of `data`, the rendered attacks and turned faces: a quarter of an hour."""
    engine, calibration = FaceEngine(load_paths(data / "models"), GateLimits()), load_calibration()
    nuaa = data / "faces" / "nuaa"
    live, printed = (list(presentations(nuaa / kind, engine)) for kind in ("live", "printed"))
    figures = Figures(
        everybody=report(live, printed, calibration),
        evaluation_fold=report(shown_fold(live, fits=False), shown_fold(printed, fits=False), calibration),
        highest_printed=max(_passive(printed)),
        lowest_live=min(_passive(live)),
        attacks=attacks.measure(engine, calibration),
        acting=acting.measure(data, engine),
    )
    return Section(
        name=NAME,
        title="Liveness (ISO/IEC 30107-3)",
        tables={
            f"Printed photos: NUAA, windows of {WINDOW} frames": [
                {"people": who, **{str(row["measured"]): row["result"] for row in one.rows()[:-1]}}
                for who, one in (("all", figures.everybody), ("evaluation fold", figures.evaluation_fold))
            ],
            "Rendered attacks, each with every pair of actions": attacks.rows(figures.attacks),
            f"The same face while it acts: cosine {figures.acting.installed:.2f}, evaluation fold": [
                {
                    "set": f"{one.data}, {one.people} people with a turned face",
                    "own turned face refused": one.own_refused,
                    "stranger's accepted": one.strangers_accepted,
                }
                for one in figures.acting.sets
            ],
        },
        figures=figures,
        notes=(
            f"Accepted from {calibration.passive_minimum}. The highest score of a printed window was"
            f" {figures.highest_printed:.4f}, the lowest of a live one {figures.lowest_live:.3f}.",
            "Rendered: one portrait for a victim, another for an attacker, so the last two columns of films tell of the"
            " passive score on one rendered screen, and nothing of screens as such. A film in a loop does what is asked"
            " when the draw is what it shows; then the passive score alone stands against it. Not covered: films that"
            " answer the terminal, masks, pictures fed in behind the camera.",
            "A turned face is compared with the mean frontal one, mostly of another day; an action is judged by the"
            f" mean of its frames. The rule of the calibration gives {figures.acting.fitted:.3f} on the fitting fold.",
            "Not certified: no accredited laboratory has tested it.",
        ),
    )


def _passive(shown: Sequence[Presentation]) -> list[float]:
    return [one.passive for one in shown if one.passive is not None]
