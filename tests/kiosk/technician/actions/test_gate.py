"""The limits of a site: from what is measured at its marks, and never looser than the face check needs."""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from devices.face.gate import GateLimits
from devices.face.observation import FaceObservation
from devices.observations import FaceSeen
from kiosk.audit.events import Kind
from kiosk.site import LOOSEST, Gate, SiteFile
from kiosk.technician.actions.gate import MEASURING_S, WALK_S, GateAction, Mark, Measured, Unfit, limits
from tests.kiosk.technician.actions.hands import AtOnce, Noted, Seconds

FACES = st.builds(Measured, st.floats(0, 1.2), st.floats(0, 255))
PAIRS = (("min_size", 1), ("max_size", -1), ("min_brightness", 1), ("max_brightness", -1))


@given(FACES, FACES)
def test_no_site_is_ever_looser_than_shipped_and_each_takes_who_stands_at_its_marks(
    far: Measured, near: Measured
) -> None:
    gate = limits(far, near)
    if isinstance(gate, Unfit):
        return
    for name, sign in PAIRS:
        assert sign * getattr(gate, name) >= sign * getattr(LOOSEST, name), name
    for face in (far, near):
        assert gate.min_size <= face.size <= gate.max_size
        assert gate.min_brightness <= face.brightness <= gate.max_brightness


def test_the_limits_follow_the_marks() -> None:
    gate = limits(Measured(0.33, 120.0), Measured(0.55, 130.0))
    assert gate == Gate(min_size=0.3, max_size=0.605, min_brightness=40.0, max_brightness=208.0)


@pytest.mark.parametrize(
    ("far", "near", "unfit"),
    [
        (Measured(0.15, 120), Measured(0.5, 120), Unfit.TOO_FAR),
        (Measured(0.3, 120), Measured(0.8, 120), Unfit.TOO_NEAR),
        (Measured(0.3, 120), Measured(0.35, 120), Unfit.MARKS_ALIKE),
        (Measured(0.5, 120), Measured(0.3, 120), Unfit.MARKS_ALIKE),
        (Measured(0.3, 45), Measured(0.5, 120), Unfit.TOO_DARK),
        (Measured(0.3, 120), Measured(0.5, 210), Unfit.TOO_BRIGHT),
    ],
)
def test_marks_and_light_that_will_not_do_are_named(far: Measured, near: Measured, unfit: Unfit) -> None:
    assert limits(far, near) is unfit


@dataclass
class Site:
    """A site with a technician who stands somewhere."""

    folder: Path
    clock: Seconds = field(default_factory=Seconds)
    noted: Noted = field(default_factory=Noted)
    lent: list[bool] = field(default_factory=list)
    applied: list[GateLimits] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.told = lambda _: None
        self.file = SiteFile(self.folder / "site.json")
        self.action = GateAction(
            self.file,
            self.lent.append,
            lambda told: setattr(self, "told", told or (lambda _: None)),
            lambda gate: self.applied.append(gate.limits()),
            AtOnce(),
            self.clock,
            self.noted,
        )

    def stand(self, mark: Mark, size: float, *, brightness: float = 120.0, faces: int = 1) -> None:
        """Presses the button, walks, and is measured at 20 pictures a second. On the way the face is large."""
        self.action.measure(mark)
        for picture in range(round((WALK_S + MEASURING_S) * 20) + 2):
            walking = picture < WALK_S * 20
            seen = FaceObservation(
                faces=faces, score=0.95, yaw=3.0, size=0.9 if walking else size, brightness=brightness
            )
            self.told(FaceSeen(picture, self.clock(), seen))
            self.action.tick()
            self.clock.now += 0.05


@pytest.fixture
def site(tmp_path: Path) -> Site:
    site = Site(tmp_path)
    site.action.enter()
    return site


def test_two_marks_give_limits_that_hold_at_once_and_after_a_restart(site: Site) -> None:
    site.stand(Mark.FAR, 0.33)
    assert site.action.view.far == Measured(0.33, 120.0), "the way to the mark is not measured"
    assert site.action.view.proposed is None
    site.stand(Mark.NEAR, 0.55)
    proposed = site.action.view.proposed
    assert proposed is not None
    assert (proposed.min_size, proposed.max_size) == (0.3, 0.605)
    assert site.file.now.gate == Gate(), "nothing holds before the technician has seen it"
    site.action.keep()
    assert SiteFile(site.folder / "site.json").now.gate == proposed
    assert [one.min_size for one in site.applied] == [0.3]
    assert site.noted.events == [(Kind.GATE_SET, proposed.model_dump())]
    site.action.reset()
    assert SiteFile(site.folder / "site.json").now.gate == Gate()
    assert site.applied[-1] == GateLimits()


def test_an_empty_place_and_a_crowd_are_not_measured(site: Site) -> None:
    site.stand(Mark.FAR, 0.33, faces=0)
    assert site.action.view.unfit is Unfit.TOO_FEW
    site.stand(Mark.FAR, 0.33, faces=2)
    assert site.action.view.unfit is Unfit.TOO_FEW
    assert site.action.view.far is None


def test_who_goes_away_leaves_nothing_behind(site: Site) -> None:
    site.stand(Mark.FAR, 0.33)
    site.action.leave()
    assert site.lent == [True, False]
    assert site.action.view.far is None
    site.told(FaceSeen(1, 0.0, FaceObservation(faces=1, score=0.9, size=0.4)))
    assert site.action.view.live is None
