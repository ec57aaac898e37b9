"""Liveness: printed photos against live people before the same camera."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from benchmarks.fit_calibration import shown_fold
from benchmarks.vision.section import Section
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


def section(data: Path) -> Section:
    """Measures the NUAA windows of `data`."""
    engine, calibration = FaceEngine(load_paths(data / "models"), GateLimits()), load_calibration()
    nuaa = data / "faces" / "nuaa"
    live, printed = (list(presentations(nuaa / kind, engine)) for kind in ("live", "printed"))
    figures = Figures(
        everybody=report(live, printed, calibration),
        evaluation_fold=report(shown_fold(live, fits=False), shown_fold(printed, fits=False), calibration),
        highest_printed=max(_passive(printed)),
        lowest_live=min(_passive(live)),
    )
    return Section(
        name=NAME,
        title="Liveness: printed photos (ISO/IEC 30107-3)",
        tables={
            f"NUAA, windows of {WINDOW} frames": [
                {"people": who, **{str(row["measured"]): row["result"] for row in one.rows()[:-1]}}
                for who, one in (("all", figures.everybody), ("evaluation fold", figures.evaluation_fold))
            ]
        },
        figures=figures,
        notes=(
            f"Accepted from {calibration.passive_minimum}. The highest score of a printed window was"
            f" {figures.highest_printed:.4f}, the lowest of a live one {figures.lowest_live:.3f}.",
            "Not certified: no accredited laboratory has tested it.",
        ),
    )


def _passive(shown: Sequence[Presentation]) -> list[float]:
    return [one.passive for one in shown if one.passive is not None]
