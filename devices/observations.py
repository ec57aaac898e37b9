"""What the vision process is asked to do and what it answers: small messages without pixels."""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import StrEnum

from devices.codes import Code
from devices.face.dlib_encoding import Encoding
from devices.face.observation import FaceObservation


class TaskKind(StrEnum):
    IDLE = "idle"
    CODES = "codes"
    FACE = "face"


@dataclass(frozen=True)
class Task:
    """What to look for. A change of kind wipes all that was seen before it."""

    kind: TaskKind
    want_mouth: bool = False
    want_templates: bool = False


IDLE = Task(TaskKind.IDLE)


@dataclass(frozen=True)
class CodesSeen:
    """One frame's codes; mostly none."""

    frame_number: int
    at: float
    """When the frame was taken, in seconds on the camera's clock."""
    codes: tuple[Code, ...]


@dataclass(frozen=True)
class FaceSeen:
    """One frame's face."""

    frame_number: int
    at: float
    """When the frame was taken, in seconds on the camera's clock."""
    observation: FaceObservation


@dataclass(frozen=True)
class Encoded:
    """face_recognition's encoding of a frame's face; None when the frame was not kept."""

    frame_number: int
    encoding: Encoding | None = field(repr=False)


Observation = CodesSeen | FaceSeen | Encoded
