"""The face networks put together."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path

import cv2
import numpy as np

from devices.face.detect import DetectedFace, FaceDetector
from devices.face.gate import ACTING, GateHint, GateLimits, judge
from devices.face.landmarks import FaceMesh
from devices.face.measure import measure
from devices.face.observation import FaceObservation
from devices.face.passive import PassiveLiveness
from devices.face.sface import SFace
from devices.frames import Image


class FaceEngine:
    """Everything that one frame can tell about a face, but for dlib's slow encoding."""

    def __init__(self, models: Mapping[str, Path], limits: GateLimits) -> None:
        """`models` as `devices.models.load_paths` gives them."""
        self._limits = limits
        with _without_warnings():
            self._detector = FaceDetector(models["yunet"])
            self._sface = SFace(models["sface"])
        self._mesh = FaceMesh(models["landmarks"])
        passive = models.get("minifasnet-v2"), models.get("minifasnet-v1se")
        self._passive = PassiveLiveness(passive[0], passive[1]) if passive[0] and passive[1] else None

    @property
    def judges_passively(self) -> bool:
        """The operator supplied the models for passive liveness."""
        return self._passive is not None

    def warm_up(self) -> None:
        """Run every network once: the first run allocates, and no visitor should wait for that."""
        blank = np.zeros((360, 640, 3), dtype=np.uint8)
        points = np.array([[290, 150], [350, 150], [320, 180], [295, 210], [345, 210]], dtype=np.float32)
        face = DetectedFace((250.0, 90.0, 140.0, 180.0), points, 1.0)
        self._detector.detect(blank)
        self._sface.template(blank, face)
        self._mesh.read(blank, face)
        if self._passive:
            self._passive.score(blank, face)

    def observe(self, image: Image, want_mouth: bool, want_template: bool) -> FaceObservation:
        """Look at one BGR frame. Templates and passive scores are made only of faces that pass the gate.

        The one exception is `acting_template`.
        """
        found = self._detector.detect(image)
        if not found:
            return FaceObservation(faces=0)
        mesh = self._mesh.read(image, found[0])
        face = replace(found[0], landmarks=mesh.landmarks)
        rival_height = self._limits.rival_size * face.box[3]
        faces = sum(other.box[3] >= rival_height for other in found)
        measures = measure(image, face, faces, mesh.presence, mesh.evenness)
        hint = judge(measures, self._limits)
        usable = want_template and hint is None
        acting = want_template and hint in ACTING
        return FaceObservation(
            faces=measures.faces,
            box=face.box,
            score=measures.score,
            yaw=measures.yaw,
            size=measures.size,
            brightness=measures.brightness,
            sharpness=measures.sharpness,
            hint=hint,
            mouth_open=mesh.mouth_open if want_mouth and hint is not GateHint.NO_FACE else None,
            template=self._sface.template(image, face) if usable else None,
            acting_template=self._sface.template(image, face) if acting else None,
            passive=self._passive.score(image, face) if usable and self._passive else None,
        )


@contextmanager
def _without_warnings() -> Iterator[None]:
    """OpenCV 5 warns of a choice of target that its own makers of face networks make and that nobody can change."""
    before = cv2.utils.logging.getLogLevel()
    cv2.utils.logging.setLogLevel(cv2.utils.logging.LOG_LEVEL_ERROR)
    try:
        yield
    finally:
        cv2.utils.logging.setLogLevel(before)
