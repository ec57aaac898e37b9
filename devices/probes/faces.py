"""The face engine before pictures whose answers are known, and the files that it runs on."""

from __future__ import annotations

import statistics
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path

import cv2

from devices.face.engine import FaceEngine
from devices.face.gate import GateLimits
from devices.face.observation import FaceObservation
from devices.face.sface import cosine
from devices.face.stills import observe_still
from devices.frames import Image, as_image
from devices.known_faces import known_pictures
from devices.models import ModelFault, ModelState, check, load_paths
from devices.probes.probe import Probe

ROUNDS = 3
MIRRORED = 1
LIVE_SCORES: Mapping[str, float] = {"collins": 0.962, "hopper": 0.933}
"""What the passive models answer to the known pictures."""


@dataclass(frozen=True)
class ModelsReading:
    """The model files, by their checksums; names with commas."""

    files: int
    altered: str = ""
    absent: str = ""
    """Those that the terminal cannot do without."""
    optional_absent: str = ""
    """Those that the operator supplies and has not."""


class Models(Probe[ModelsReading]):
    """Every model file; `folder` holds those that the operator supplies."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    def read(self) -> ModelsReading:
        reports = check(self._folder)
        absent = [one for one in reports if one.state is ModelState.ABSENT]
        return ModelsReading(
            len(reports),
            ", ".join(one.name for one in reports if one.state is ModelState.ALTERED),
            ", ".join(one.name for one in absent if not one.optional),
            ", ".join(one.name for one in absent if one.optional),
        )


@dataclass(frozen=True)
class FacesReading:
    """What the engine said of the known pictures. Similarities are cosines, -1..1."""

    pictures: int
    """How many known pictures are installed."""
    unseen: str = ""
    """Those in which not exactly one usable face was found, with what was found instead."""
    own: float = 1.0
    """The lowest similarity of a picture to itself mirrored."""
    others: float = 0.0
    """The highest similarity of two people."""
    frame_ms: float = 0.0
    """What the engine takes for a frame, in the middle of several."""
    live_off: float | None = None
    """By how much the passive score is off its known answer at most; None without the passive models."""


class Faces(Probe[FacesReading]):
    """Loads the engine anew and shows it the known pictures. `clock` counts seconds."""

    def __init__(
        self,
        folder: Path,
        clock: Callable[[], float],
        pictures: Callable[[], Mapping[str, Image]] = known_pictures,
    ) -> None:
        self._folder, self._clock, self._pictures = folder, clock, pictures

    def read(self) -> FacesReading:
        pictures = self._pictures()
        if len(pictures) < 2:
            return FacesReading(len(pictures))
        try:
            engine = FaceEngine(load_paths(self._folder), GateLimits())
        except ModelFault:  # told by the test of the files
            return FacesReading(0)
        engine.warm_up()
        times: list[float] = []

        def look(picture: Image) -> FaceObservation:
            began = self._clock()
            observation = observe_still(engine, picture)[1]
            times.append(self._clock() - began)
            return observation

        plain = {name: look(picture) for name, picture in pictures.items()}
        mirrored = {name: look(as_image(cv2.flip(picture, MIRRORED))) for name, picture in pictures.items()}
        for _ in range(ROUNDS):
            look(next(iter(pictures.values())))
        frame_ms = 1000 * statistics.median(times)
        unseen = [
            f"{name}: {one.hint}" for seen in (plain, mirrored) for name, one in seen.items() if one.template is None
        ]
        if unseen:
            return FacesReading(len(pictures), ", ".join(unseen), frame_ms=frame_ms)
        first, second, *_ = plain.values()
        offs = [
            abs(one.passive - LIVE_SCORES[name])
            for name, one in plain.items()
            if one.passive is not None and name in LIVE_SCORES
        ]
        return FacesReading(
            len(pictures),
            own=min(_likeness(plain[name], mirrored[name]) for name in pictures),
            others=_likeness(first, second),
            frame_ms=frame_ms,
            live_off=max(offs) if offs else None,
        )


def _likeness(one: FaceObservation, other: FaceObservation) -> float:
    return cosine(one.template or (), other.template or ())
