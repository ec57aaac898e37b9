"""A small folder of people, and the arithmetic on made-up faces."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

import cv2
import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from central.matching import load as calibration
from devices.face.dlib_encoding import DlibEncoder
from devices.face.engine import FaceEngine
from devices.face.gate import GateLimits
from devices.face.stills import observe_still
from devices.frames import Image, as_image
from kiosk.contract import DLIB, SFACE, FaceTemplate
from kiosk.evaluation.faces import FRAMES, FacesReport, Sample, Trial, evaluate, trials

CALIBRATION = calibration()


@pytest.fixture(scope="module")
def engine(model_paths: Mapping[str, Path]) -> FaceEngine:
    return FaceEngine(model_paths, GateLimits())


def lit(portrait: Image, light: float) -> Image:
    return np.clip(portrait * light, 0, 255).astype(np.uint8)


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory, hopper: Image, collins: Image) -> Path:
    """Three pictures of either person, one of them too dark; one of Collins' lies with Hopper's."""
    folder = tmp_path_factory.mktemp("people")
    pictures = {
        "hopper/1.png": hopper,
        "hopper/2.png": lit(hopper, 0.8),
        "hopper/dark.png": lit(hopper, 0.1),
        "hopper/wrong.png": collins,
        "collins/1.png": lit(collins, 0.9),
        "collins/2.png": lit(collins, 0.75),
    }
    for name, picture in pictures.items():
        (folder / name).parent.mkdir(exist_ok=True)
        assert cv2.imwrite(str(folder / name), picture)
    return folder


@pytest.fixture(scope="module")
def found(folder: Path, engine: FaceEngine) -> FacesReport:
    return evaluate(folder, engine, DlibEncoder(), CALIBRATION)


def test_what_the_gate_refuses_is_counted_by_its_hint(found: FacesReport) -> None:
    assert (found.failure_to_acquire.events, found.failure_to_acquire.trials) == (1, 6)
    assert found.refused == {"too_dark": 1}


def test_each_pair_is_compared_once_and_a_picture_in_the_wrong_folder_shows(found: FacesReport) -> None:
    single = found.figures[0]
    assert (single.frames, single.false_non_match.trials, single.false_match.trials) == (1, 4, 6)
    assert single.false_non_match.events == 2, "hopper/wrong against Hopper's own"
    assert single.false_match.events == 2, "hopper/wrong against Collins'"
    assert all("hopper/wrong.png" in case for case in found.failed)
    assert any("hopper/wrong.png refused" in case for case in found.failed)


def test_the_encoder_gets_what_a_terminal_would_keep_of_the_face(found: FacesReport) -> None:
    assert 0 < found.observe_ms.median < 2000
    assert 0 < found.encode_ms.median < 5000


def test_a_crop_that_the_face_fills_is_taken_as_it_would_be_in_a_frame(engine: FaceEngine, hopper: Image) -> None:
    whole = engine.observe(hopper, want_mouth=False, want_template=True)
    assert whole.box is not None
    assert whole.template is not None
    x, y, width, height = (round(value) for value in whole.box)
    _, seen = observe_still(engine, as_image(np.ascontiguousarray(hopper[y : y + height, x : x + width])))
    assert seen.hint is None
    assert seen.template is not None
    assert np.dot(whole.template, seen.template) > 0.8


def sample(person: int, session: int, number: int, noise: float) -> Sample:
    """A made-up face: everybody has an axis of their own."""
    vector = np.zeros(128)
    vector[person] = 1.0
    vector += np.random.default_rng(1000 * person + 10 * session + number).normal(0, noise, 128)
    vector /= np.linalg.norm(vector)
    templates = {
        engine: FaceTemplate(engine=engine, vector=tuple((vector * scale).tolist()))
        for engine, scale in ((SFACE, 1.0), (DLIB, 0.6))
    }
    take = f"{person}/{session}_0"
    return Sample(f"{take}/{number}.png", str(person), f"{person}/{session}", take, 1 / (1 + number), templates)


people_sessions_frames = st.tuples(st.integers(1, 4), st.integers(1, 3), st.integers(1, 7))


def made(shape: tuple[int, int, int]) -> list[Sample]:
    people, sessions, frames = shape
    return [
        sample(person, session, number, 0.02)
        for person in range(people)
        for session in range(sessions)
        for number in range(frames)
    ]


@given(people_sessions_frames)
def test_pictures_of_one_session_never_meet(shape: tuple[int, int, int]) -> None:
    for frames in (1, FRAMES):
        for trial in trials(made(shape), frames, CALIBRATION):
            assert all(one.session != trial.reference.session for one in trial.probe)
            assert 1 <= len(trial.probe) <= frames


@given(people_sessions_frames)
def test_every_comparison_there_is_is_made(shape: tuple[int, int, int]) -> None:
    people, sessions, frames = shape
    each = sessions * frames
    single = list(trials(made(shape), 1, CALIBRATION))
    assert count(single, genuine=True) == people * sessions * (sessions - 1) // 2 * frames**2
    assert count(single, genuine=False) == people * (people - 1) // 2 * each**2
    means = list(trials(made(shape), FRAMES, CALIBRATION))
    assert count(means, genuine=True) == people * each * (sessions - 1)
    assert count(means, genuine=False) == people * each * (people - 1) * sessions


def count(compared: list[Trial], *, genuine: bool) -> int:
    return sum(trial.genuine is genuine for trial in compared)


def test_a_mean_of_frames_is_more_alike_than_one_of_them() -> None:
    samples = [sample(0, session, number, 0.08) for session in range(2) for number in range(5)]
    one, mean = (
        np.mean([trial.similarity[SFACE] for trial in trials(samples, frames, CALIBRATION)]) for frames in (1, FRAMES)
    )
    assert mean > one
