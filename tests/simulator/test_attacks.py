"""Small versions of the rendered attacks of the liveness benchmark, before the terminal's own engines."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from statistics import median

import pytest

from benchmarks.vision.attacks import Judge
from central.matching import load as calibration
from devices import models
from devices.face.engine import FaceEngine
from devices.face.gate import GateLimits
from devices.liveness import Action, CaptureLimits, Setback
from simulator import attacks
from simulator.attacks import REACTING, SETTLED, SMALL, React
from simulator.scene import Scene

ASKED = (Action.TURN_LEFT, Action.OPEN_MOUTH)
SHORT = CaptureLimits(overall_s=7.0, max_setbacks=0)


@pytest.fixture(scope="module")
def judge(engine: FaceEngine) -> Judge:
    return Judge(engine, calibration(), SHORT)


def test_without_an_attack_the_person_is_captured(judge: Judge) -> None:
    attempt = judge.reacting("none", attacks.genuine, ASKED)
    assert (attempt.captured, attempt.as_victim, attempt.reason) == (True, True, None)


@pytest.mark.parametrize("attack", REACTING.values(), ids=REACTING)
def test_who_swaps_the_face_for_an_action_does_none(judge: Judge, attack: Callable[[Scene], React]) -> None:
    attempt = judge.reacting("swap", attack, ASKED)
    assert (attempt.actions_done, attempt.captured) == (0, False)
    assert attempt.reason in (Setback.FACE_CHANGED, Setback.SEVERAL_FACES, Setback.FACE_LOST)


def test_a_film_of_one_action_completes_no_pair(judge: Judge) -> None:
    attempts = judge.unseeing("film", lambda scene: attacks.replay(scene, [Action.TURN_LEFT]))
    assert max(one.actions_done for one in attempts) == 1, "the film shows an action, as a person would"
    assert not any(one.captured for one in attempts)


def test_a_film_on_a_screen_does_not_score_live(shared_data: Path) -> None:
    engine = FaceEngine(models.load_paths(shared_data / "models"), GateLimits())
    scene = Scene(SMALL, 3)
    attacks.replay(scene, [])
    frames = [scene(SETTLED + number / 15) for number in range(12)]
    scores = [engine.observe(frame, False, True).passive for frame in frames if frame is not None]
    assert median(one for one in scores if one is not None) < calibration().passive_minimum
