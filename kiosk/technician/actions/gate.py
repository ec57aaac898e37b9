"""Measures, at the site's own marks and in its own light, from where and in what light a face is taken."""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from enum import StrEnum
from statistics import median
from typing import NamedTuple

from devices.observations import FaceSeen
from kiosk.audit.events import Kind
from kiosk.background import Background, unexpected
from kiosk.site import LEAST_SPAN, LOOSEST, Gate, SiteFile
from kiosk.technician.actions.service_action import ServiceAction

WALK_S = 6.0
"""From the screen to the mark."""
MEASURING_S = 4.0
LEAST_FACES = 20
"""At one mark, or its figures are not believed."""
ROOM = 1.1
"""Who stands a little before or behind a mark is taken too."""
DARKER, LIGHTER = 3.0, 1.6
"""How much darker or lighter than the technician's any visitor's face may be in the same light: one person's skin
stands for nobody else's, so these limits keep out a lamp that failed and the sun, and nobody's face."""


class Mark(StrEnum):
    """Where the technician stands: messages `technician.gate.<mark>`."""

    FAR = "far"
    NEAR = "near"


class Unfit(StrEnum):
    """Why no limits follow from what was measured: messages `technician.gate.unfit.<unfit>`."""

    TOO_FEW = "too_few"
    """No face, or several, in most of the pictures."""
    TOO_FAR = "too_far"
    TOO_NEAR = "too_near"
    MARKS_ALIKE = "marks_alike"
    """The near mark is not nearer by enough."""
    TOO_DARK = "too_dark"
    TOO_BRIGHT = "too_bright"


class Measured(NamedTuple):
    """A face as it was measured at a mark: share of the frame's height, and grey value 0..255."""

    size: float
    brightness: float


def usable(seen: FaceSeen) -> bool:
    """Whether a picture tells of the technician: one whole face that looks straight at the camera."""
    face = seen.observation
    return face.faces == 1 and face.score >= LOOSEST.min_score and abs(face.yaw) <= LOOSEST.max_yaw


def middle(faces: Sequence[Measured]) -> Measured | Unfit:
    """What was measured at one mark."""
    if len(faces) < LEAST_FACES:
        return Unfit.TOO_FEW
    return Measured(median(one.size for one in faces), median(one.brightness for one in faces))


def limits(far: Measured, near: Measured) -> Gate | Unfit:
    """The limits of a site with these marks: as wide as the marks ask for, and never looser than `LOOSEST`."""
    darkest, lightest = sorted((far.brightness, near.brightness))
    problems = (
        (far.size < LOOSEST.min_size, Unfit.TOO_FAR),
        (near.size > LOOSEST.max_size, Unfit.TOO_NEAR),
        (near.size < LEAST_SPAN * far.size, Unfit.MARKS_ALIKE),
        (darkest < LOOSEST.min_brightness * LEAST_SPAN, Unfit.TOO_DARK),
        (lightest > LOOSEST.max_brightness / LEAST_SPAN, Unfit.TOO_BRIGHT),
    )
    for holds, problem in problems:
        if holds:
            return problem
    return Gate(
        min_size=max(LOOSEST.min_size, round(far.size / ROOM, 3)),
        max_size=min(LOOSEST.max_size, round(near.size * ROOM, 3)),
        min_brightness=max(LOOSEST.min_brightness, float(round(darkest / DARKER))),
        max_brightness=min(LOOSEST.max_brightness, float(round(lightest * LIGHTER))),
    )


@dataclass(frozen=True)
class GateView:
    """How the calibration stands."""

    now: Gate
    """the limits that hold"""
    live: Measured | None = None
    """the face in the picture; None: no single face"""
    measuring: Mark | None = None
    begins_in: int = 0
    """whole seconds that the technician has to get to the mark"""
    fraction: float = 0.0
    """of the measuring at this mark"""
    far: Measured | None = None
    near: Measured | None = None
    proposed: Gate | None = None
    unfit: Unfit | None = None
    failed: str = ""
    """why they could not be kept, in the system's words"""


class GateAction(ServiceAction):
    """Lives on the main loop. `lend` opens and closes the camera, `study` has its faces told, `apply` puts limits in
    force, which blocks.
    """

    def __init__(
        self,
        site: SiteFile,
        lend: Callable[[bool], None],
        study: Callable[[Callable[[FaceSeen], None] | None], None],
        apply: Callable[[Gate], None],
        background: Background,
        clock: Callable[[], float],
        note: Callable[..., None],
    ) -> None:
        self._site, self._lend, self._study, self._apply = site, lend, study, apply
        self._background, self._clock, self._note = background, clock, note
        self._faces: list[Measured] = []
        self._begins = 0.0
        self.view = GateView(site.now.gate)

    def enter(self) -> None:
        """The technician comes before the camera."""
        self._lend(True)
        self._study(self._seen)
        self.view = GateView(self._site.now.gate)

    def leave(self) -> None:
        """And goes; what was measured and not kept is forgotten."""
        self._study(None)
        self._lend(False)
        self.view = GateView(self._site.now.gate)

    def measure(self, mark: Mark) -> None:
        """The technician goes to `mark`, and is measured there."""
        self._faces, self._begins = [], self._clock() + WALK_S
        self.view = replace(self.view, measuring=mark, fraction=0.0, unfit=None, proposed=None, failed="")

    def tick(self) -> None:
        """Ends the measuring at a mark when its time is over."""
        if self.view.measuring is None:
            return
        past = self._clock() - self._begins
        self.view = replace(
            self.view, begins_in=max(0, math.ceil(-past)), fraction=min(max(past, 0.0) / MEASURING_S, 1.0)
        )
        if self.view.fraction >= 1:
            self._measured(self.view.measuring, middle(self._faces))

    def keep(self) -> None:
        """Puts the proposed limits in force and into the site's file."""
        if self.view.proposed is not None:
            self._keep(self.view.proposed)

    def reset(self) -> None:
        """The limits as they were shipped."""
        self._keep(Gate())

    def _seen(self, seen: FaceSeen) -> None:
        face = seen.observation
        live = Measured(face.size, face.brightness) if usable(seen) else None
        self.view = replace(self.view, live=live)
        if live is not None and self.view.measuring is not None and self._clock() >= self._begins:
            self._faces.append(live)

    def _measured(self, mark: Mark, came: Measured | Unfit) -> None:
        self.view = replace(self.view, measuring=None)
        if isinstance(came, Unfit):
            self.view = replace(self.view, unfit=came)
            return
        self.view = replace(self.view, far=came) if mark is Mark.FAR else replace(self.view, near=came)
        if self.view.far is None or self.view.near is None:
            return
        follows = limits(self.view.far, self.view.near)
        if isinstance(follows, Unfit):
            self.view = replace(self.view, unfit=follows)
        else:
            self.view = replace(self.view, proposed=follows)

    def _keep(self, gate: Gate) -> None:
        try:
            self._site.keep(gate=gate)
        except OSError as error:
            self.view = replace(self.view, failed=str(error))
            return
        self._note(Kind.GATE_SET, **gate.model_dump())
        self._background.run(lambda: self._apply(gate), lambda _: None, unexpected)
        self.view = GateView(gate, live=self.view.live)
