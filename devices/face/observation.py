"""What one frame told about the face in it: small, and free of pixels."""

from __future__ import annotations

from dataclasses import dataclass, field

from devices.face.detect import Box
from devices.face.gate import GateHint
from devices.face.sface import Template


@dataclass(frozen=True)
class FaceObservation:
    """One frame's face. What was not asked for or could not be measured is None."""

    faces: int
    """How many were counted; see GateLimits.rival_size."""
    box: Box | None = None
    """The largest face's, in frame pixels."""
    score: float = 0.0
    yaw: float = 0.0
    """Degrees; positive when the person turns to their own left."""
    size: float = 0.0
    brightness: float = 0.0
    sharpness: float = 0.0
    hint: GateHint | None = GateHint.NO_FACE
    """None: the face can be used."""
    mouth_open: float | None = None
    """Gap between the inner lips over the width of the mouth."""
    template: Template | None = field(default=None, repr=False)
    """SFace; only of a face that can be used."""
    acting_template: Template | None = field(default=None, repr=False)
    """SFace of a face that only an action may keep from being used (`gate.ACTING`): to follow one face through an
    action by, never evidence."""
    passive: float | None = None
    """0..1, high for live; only of a face that can be used, where the models are supplied."""
