"""The rendered visitor, seen by the terminal's own engines."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

import numpy as np
import pytest

from devices.face.detect import FaceDetector
from devices.face.engine import FaceEngine
from devices.face.observation import FaceObservation
from devices.face.sface import SFace, Template, cosine
from simulator.hall import draw_hall
from simulator.people import PORTRAITS, reference_picture
from simulator.portrait import Portrait, Pose
from simulator.relief import Image

SIZES = ((1280, 720), (640, 480))
YAWS = (-28, -18, -9, 0, 9, 18, 28)


@pytest.fixture(scope="module", params=SIZES, ids=str)
def size(request: pytest.FixtureRequest) -> tuple[int, int]:
    return tuple(request.param)


@pytest.fixture(scope="module")
def hall(size: tuple[int, int]) -> Image:
    return draw_hall(size, seed=0)


@pytest.fixture(scope="module")
def portraits(size: tuple[int, int]) -> Mapping[str, Portrait]:
    return {name: Portrait(name, size) for name in PORTRAITS}


@pytest.fixture(scope="module")
def references(model_paths: Mapping[str, Path]) -> Mapping[str, Template]:
    detector, sface = FaceDetector(model_paths["yunet"]), SFace(model_paths["sface"])
    pictures = {name: reference_picture(name) for name in PORTRAITS}
    return {name: sface.template(picture, detector.detect(picture)[0]) for name, picture in pictures.items()}


def look(engine: FaceEngine, portrait: Portrait, hall: Image, pose: Pose) -> FaceObservation:
    frame = hall.copy()
    portrait.draw(frame, pose)
    return engine.observe(frame, want_mouth=True, want_template=True)


@pytest.mark.parametrize("name", PORTRAITS)
def test_one_face_is_found_however_the_head_is_held(
    engine: FaceEngine, portraits: Mapping[str, Portrait], hall: Image, name: str
) -> None:
    for pose in (
        *(Pose(yaw=yaw) for yaw in YAWS),
        Pose(pitch=13),
        Pose(pitch=-13),
        Pose(roll=8),
        Pose(mouth=1),
        Pose(distance=0.43),
        Pose(distance=0.8),
        Pose(x=0.1, y=0.05),
    ):
        seen = look(engine, portraits[name], hall, pose)
        assert seen.faces == 1, pose
        assert seen.score >= 0.8, pose


@pytest.mark.parametrize("name", PORTRAITS)
def test_the_head_is_seen_turning_to_the_side_to_which_it_turns(
    engine: FaceEngine, portraits: Mapping[str, Portrait], hall: Image, name: str
) -> None:
    seen = [look(engine, portraits[name], hall, Pose(yaw=yaw)).yaw for yaw in YAWS]
    assert np.all(np.diff(seen) > 3)
    assert seen[0] < -18
    assert abs(seen[len(YAWS) // 2]) < 6
    assert seen[-1] > 18


def test_the_main_visitor_is_seen_opening_the_mouth(
    engine: FaceEngine, portraits: Mapping[str, Portrait], hall: Image
) -> None:
    opening = [look(engine, portraits["hopper"], hall, Pose(mouth=mouth)).mouth_open for mouth in (0, 0.5, 1)]
    assert opening[0] is not None
    assert opening[0] < 0.1
    assert opening[1] > opening[0] + 0.1
    assert opening[2] > opening[1]
    assert opening[2] > opening[0] + 0.25


@pytest.mark.parametrize("name", PORTRAITS)
def test_the_face_is_the_enrolled_persons_and_not_the_other_ones(
    engine: FaceEngine,
    portraits: Mapping[str, Portrait],
    references: Mapping[str, Template],
    hall: Image,
    name: str,
) -> None:
    (other,) = set(PORTRAITS) - {name}
    for pose in (Pose(), Pose(yaw=3, pitch=2), Pose(yaw=-3, roll=2), Pose(distance=0.5, x=0.02), Pose(pitch=-2)):
        seen = look(engine, portraits[name], hall, pose)
        assert seen.hint is None, pose
        assert seen.template is not None
        assert cosine(seen.template, references[name]) >= 0.6, pose
        assert cosine(seen.template, references[other]) < 0.3, pose


def test_the_face_has_the_size_of_one_before_a_kiosk(
    engine: FaceEngine, portraits: Mapping[str, Portrait], hall: Image
) -> None:
    for portrait in portraits.values():
        box = look(engine, portrait, hall, Pose()).box
        assert box is not None
        assert 220 / 720 < box[2] / hall.shape[0] < 300 / 720
