"""Whether a frame's face can be used, and what the visitor should do about it if not. Pure."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from devices.face.measure import Measures


class GateHint(StrEnum):
    """What keeps a face from being usable."""

    NO_FACE = "no_face"
    SEVERAL_FACES = "several_faces"
    TOO_FAR = "too_far"
    TOO_NEAR = "too_near"
    TOO_DARK = "too_dark"
    TOO_BRIGHT = "too_bright"
    BLURRED = "blurred"
    COVERED = "covered"
    TURNED_AWAY = "turned_away"
    OFF_CENTRE = "off_centre"


ACTING = frozenset({GateHint.TURNED_AWAY, GateHint.BLURRED})
"""What an action does to a face: nothing to complain about while one is asked for."""


@dataclass(frozen=True)
class GateLimits:
    """Bounds within which a face is used; each in the unit of the measure that it bounds."""

    min_score: float = 0.8
    """Detector score, 0..1: below it what was found does not count as a face."""
    min_size: float = 0.2
    """Face height as a share of the frame's height."""
    max_size: float = 0.75
    min_brightness: float = 40.0
    """Mean grey value of the face, 0..255"""
    max_brightness: float = 220.0
    min_sharpness: float = 15.0
    """Variance of the Laplacian of the face at 128 x 128 pixels."""
    max_yaw: float = 15.0
    """Degrees to either side."""
    max_off_centre: float = 0.3
    """Distance between the centres of face and frame, as a share of the frame's longer side."""
    min_presence: float = 18.0
    """Log odds of a whole face."""
    min_evenness: float = 0.36
    """Detail of the faintest of eyes and mouth, as a share of the richest's."""
    rival_size: float = 0.5
    """Another face counts when it is at least this share of the largest one's height: not people behind."""


def judge(measures: Measures, limits: GateLimits) -> GateHint | None:
    """The one thing to tell the visitor, the most basic first; None when the face can be used.

    Each bound is one that must hold: a measure that is no number holds none.
    """
    needed = (
        (measures.faces > 0 and measures.score >= limits.min_score, GateHint.NO_FACE),
        (measures.faces <= 1, GateHint.SEVERAL_FACES),
        (measures.size >= limits.min_size, GateHint.TOO_FAR),
        (measures.size <= limits.max_size, GateHint.TOO_NEAR),
        (not measures.cut and measures.off_centre <= limits.max_off_centre, GateHint.OFF_CENTRE),
        (measures.brightness >= limits.min_brightness, GateHint.TOO_DARK),
        (measures.brightness <= limits.max_brightness, GateHint.TOO_BRIGHT),
        (abs(measures.yaw) <= limits.max_yaw, GateHint.TURNED_AWAY),
        (
            measures.presence >= limits.min_presence and measures.evenness >= limits.min_evenness,
            GateHint.COVERED,
        ),
        (measures.sharpness >= limits.min_sharpness, GateHint.BLURRED),
    )
    return next((hint for holds, hint in needed if not holds), None)


class HintFilter:
    """Keeps the hint on the screen from flickering: a new one must hold before it replaces the shown one."""

    def __init__(self, hold_s: float = 0.4) -> None:
        self._hold_s = hold_s
        self._shown: GateHint | None = None
        self._coming: GateHint | None = None
        self._coming_since = 0.0

    def update(self, hint: GateHint | None, now: float) -> GateHint | None:
        """Take the hint of one frame and return the one to show."""
        if hint != self._coming:
            self._coming, self._coming_since = hint, now
        if now - self._coming_since >= self._hold_s:
            self._shown = self._coming
        return self._shown
