"""The eyes lent to a technician: faces are told to whoever studies them, and to no visit."""

from __future__ import annotations

import time
from collections.abc import Iterator, Mapping
from pathlib import Path

import pytest

from devices.camera import SceneCamera
from devices.face.gate import GateHint
from devices.frames import Image
from devices.observations import FaceSeen
from devices.vision import Vision
from devices.vision_worker import VisionConfig
from kiosk.eyes import Eyes
from kiosk.flow import Looks
from tests.devices.device_bench import eventually


@pytest.fixture
def eyes(model_paths: Mapping[str, Path], hopper: Image) -> Iterator[Eyes]:
    """Real ones, before a face that looks at them."""
    vision = Vision(VisionConfig(model_paths), time.monotonic)
    camera = SceneCamera(lambda _: hopper.copy(), time.monotonic, vision.offer, fps=15)
    vision.start()
    assert eventually(lambda: vision.ready, 30)
    yield Eyes(camera, vision, grace=5.0)
    camera.switch_off()
    assert vision.stop(5)


def test_a_technician_is_told_of_faces_without_templates_until_the_study_ends(eyes: Eyes) -> None:
    told: list[FaceSeen] = []
    eyes.lend(True)
    eyes.study(told.append)
    assert eventually(lambda: not eyes.seen() and len(told) >= 3, 10)
    face = told[-1].observation
    assert face.hint is None or face.hint is GateHint.OFF_CENTRE
    assert 0.2 < face.size < 0.75
    assert face.template is None, "nobody's likeness is taken"
    eyes.study(None)
    count = len(told)
    assert not eventually(lambda: bool(eyes.seen()) or len(told) > count, 0.5)


def test_a_visit_takes_the_eyes_back(eyes: Eyes) -> None:
    told: list[FaceSeen] = []
    eyes.lend(True)
    eyes.study(told.append)
    eyes.look(Looks.FACE, time.monotonic())
    assert eventually(lambda: any(isinstance(one, FaceSeen) for one in eyes.seen()), 10)
    count = len(told)
    eyes.study(told.append)
    assert not eventually(lambda: len(told) > count, 0.3)
    eyes.look(None, time.monotonic())
