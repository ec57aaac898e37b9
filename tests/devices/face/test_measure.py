from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

import cv2
import numpy as np
import pytest
from hypothesis import assume, given
from hypothesis import strategies as st
from numpy.typing import NDArray

from devices.face.detect import FaceDetector
from devices.face.landmarks import FaceMesh
from devices.face.measure import measure, yaw
from devices.frames import Image

HEAD = np.array(
    # millimetres: x to the person's left, y down, z out of the face; an average adult's
    [[-32, 0, 0], [32, 0, 0], [0, 36, 35], [-25, 70, 2], [25, 70, 2]],
    dtype=float,
)
FLAT = HEAD * (1, 1, 0)
DISTANCE = 500.0
FOCAL = 900.0


def turned(points: NDArray[np.float64], yaw_deg: float, pitch_deg: float, roll_deg: float) -> NDArray[np.float32]:
    """The points photographed from half a metre; yaw to the person's left, who is at the right of the picture."""
    y, p, r = np.radians([yaw_deg, pitch_deg, roll_deg])
    about_y = np.array([[np.cos(y), 0, np.sin(y)], [0, 1, 0], [-np.sin(y), 0, np.cos(y)]])
    about_x = np.array([[1, 0, 0], [0, np.cos(p), -np.sin(p)], [0, np.sin(p), np.cos(p)]])
    about_z = np.array([[np.cos(r), -np.sin(r), 0], [np.sin(r), np.cos(r), 0], [0, 0, 1]])
    x, y_, z = (points @ (about_z @ about_x @ about_y).T).T
    depth = DISTANCE - z
    return np.column_stack((640 + FOCAL * x / depth, 360 + FOCAL * y_ / depth)).astype(np.float32)


@given(st.floats(-35, 35), st.floats(-15, 15), st.floats(-20, 20))
def test_a_head_is_measured_to_within_six_degrees(yaw_deg: float, pitch_deg: float, roll_deg: float) -> None:
    assert yaw(turned(HEAD, yaw_deg, pitch_deg, roll_deg)) == pytest.approx(yaw_deg, abs=6)


@given(st.floats(-55, 55), st.floats(-30, 30), st.floats(-30, 30))
def test_a_flat_picture_does_not_turn_however_it_is_held(yaw_deg: float, pitch_deg: float, roll_deg: float) -> None:
    assert abs(yaw(turned(FLAT, yaw_deg, pitch_deg, roll_deg))) < 9


@given(st.floats(60, 400), st.floats(-45, 45))
def test_a_bent_picture_turns_much_less_than_it_seems_to(radius_mm: float, yaw_deg: float) -> None:
    angle = FLAT[:, 0] / radius_mm
    bent = np.column_stack((radius_mm * np.sin(angle), FLAT[:, 1], radius_mm * (np.cos(angle) - 1)))
    assert abs(yaw(turned(bent, yaw_deg, 0, 0))) < 18


@given(st.lists(st.floats(-1000, 1000, width=32), min_size=10, max_size=10))
def test_any_five_points_have_a_yaw(points: list[float]) -> None:
    assume(len(set(points)) > 1)
    assert -90 <= yaw(np.array(points, dtype=np.float32).reshape(5, 2)) <= 90


def test_mirrored_faces_turn_the_other_way() -> None:
    points = turned(HEAD, 25, 0, 0)
    mirrored = (points * (-1, 1))[[1, 0, 2, 4, 3]]
    assert yaw(mirrored.astype(np.float32)) == pytest.approx(-yaw(points), abs=0.1)


@pytest.mark.parametrize("angle", [-45, -30, 30, 45])
def test_a_photo_turned_before_the_detector_does_not_turn(
    hopper: Image, model_paths: Mapping[str, Path], angle: float
) -> None:
    detector, mesh = FaceDetector(model_paths["yunet"]), FaceMesh(model_paths["landmarks"])
    straight = mesh.read(hopper, detector.detect(hopper)[0])
    # A sheet of paper rotated about its upright middle, photographed from about three times its width.
    width, turn = 1280.0, np.radians(angle)
    sheet = np.array([[0, 0], [width, 0], [width, 720], [0, 720]], dtype=np.float32)
    x, depth = (sheet[:, 0] - 640) * np.cos(turn), 1 + (sheet[:, 0] - 640) * np.sin(turn) / (3 * width)
    seen = np.column_stack((640 + x / depth, 360 + (sheet[:, 1] - 360) / depth)).astype(np.float32)
    photo = cv2.warpPerspective(hopper, cv2.getPerspectiveTransform(sheet, seen), (1280, 720)).astype(np.uint8)
    face = mesh.read(photo, detector.detect(photo)[0])
    assert abs(yaw(face.landmarks) - yaw(straight.landmarks)) < 13


def test_dark_blurred_and_cut_faces_measure_so(hopper: Image, model_paths: Mapping[str, Path]) -> None:
    detector = FaceDetector(model_paths["yunet"])
    (face,) = detector.detect(hopper)
    good = measure(hopper, face, 1)
    dark = measure((hopper * 0.2).astype(np.uint8), face, 1)
    blurred = measure(cv2.GaussianBlur(hopper, (0, 0), 8).astype(np.uint8), face, 1)
    assert good.size == pytest.approx(face.box[3] / 720)
    assert dark.brightness == pytest.approx(good.brightness * 0.2, rel=0.05)
    assert blurred.sharpness < good.sharpness / 20
    assert not good.cut
    left = int(face.box[0] + face.box[2] / 2)
    cut = hopper[:, left:]
    assert all(measure(cut, found, 1).cut for found in detector.detect(cut)[:1])
    assert measure(hopper, face, 1).off_centre < 0.15
