"""Made-up presentations through the real decisions, and one real picture through the real engine."""

from __future__ import annotations

from collections.abc import Mapping
from itertools import permutations
from pathlib import Path

import cv2
import numpy as np

import central.faces
from central.matching import load as calibration
from devices.face.engine import FaceEngine
from devices.face.gate import GateHint, GateLimits
from devices.face.observation import FaceObservation
from devices.frames import Image
from devices.liveness import Action
from kiosk import contract
from kiosk.evaluation.liveness import PAIRS, WINDOW, Presentation, act_out, presentations, report

CALIBRATION = calibration()
LIVE, PRINTED = 0.9, 0.001
SOMEBODY = tuple((np.eye(128)[0]).tolist())


def looked(yaw: float = 0.0, passive: float | None = LIVE, mouth: float = 0.03) -> FaceObservation:
    straight = abs(yaw) <= 15
    return FaceObservation(
        faces=1,
        box=(500.0, 200.0, 200.0, 250.0),
        score=0.95,
        yaw=yaw,
        size=200.0,
        brightness=120.0,
        sharpness=300.0,
        hint=None if straight else GateHint.TURNED_AWAY,
        mouth_open=mouth,
        template=SOMEBODY if straight else None,
        acting_template=None if straight else SOMEBODY,
        passive=passive if straight else None,
    )


def shown(name: str, *seen: FaceObservation) -> Presentation:
    return Presentation(name, "", seen, (20.0,) * len(seen))


def test_a_windows_score_is_the_median_of_its_frames() -> None:
    told = report(
        [shown("calm", *[looked()] * 5, *[looked(passive=PRINTED)] * 3), shown("odd", *[looked(passive=PRINTED)] * 8)],
        [shown("print", *[looked(passive=PRINTED)] * 8), shown("good print", *[looked()] * 8)],
        CALIBRATION,
    )
    assert (told.bpcer.events, told.bpcer.trials) == (1, 2)
    assert (told.apcer.events, told.apcer.trials) == (1, 2)
    assert told.failed == ("odd refused", "good print accepted")


def test_a_live_window_without_a_usable_frame_counts_against_the_terminal_and_an_attack_for_it() -> None:
    away = [looked(yaw=40)] * 8
    told = report([shown("live", *away)], [shown("attack", *away)], CALIBRATION)
    assert (told.bpcer.events, told.apcer.events, told.attacks_unusable) == (1, 0, 1)


def test_who_does_the_actions_is_seen_to_complete_and_who_does_not_is_not() -> None:
    left, right, ahead = [looked(yaw=25)] * 12, [looked(yaw=-25)] * 12, [looked()] * 12
    acting = tuple([*ahead, *left, *ahead, *right, *ahead])
    assert act_out(acting, (Action.TURN_LEFT, Action.TURN_RIGHT)) == (2, True)
    assert act_out(tuple(ahead), (Action.TURN_LEFT, Action.TURN_RIGHT)) == (0, False)
    told = report([], [shown("film", *acting)], CALIBRATION)
    assert told.completed.trials == len(PAIRS)
    assert told.completed.events > 0
    assert all("film completed" in case for case in told.failed if "completed" in case)


def test_a_picture_held_still_does_nothing(tmp_path: Path, model_paths: Mapping[str, Path], collins: Image) -> None:
    for number in range(WINDOW):
        assert cv2.imwrite(str(tmp_path / f"{number}.png"), collins)
    (one,) = presentations(tmp_path, FaceEngine(model_paths, GateLimits()))
    assert len(one.seen) == len(one.took_ms) == WINDOW
    assert one.seen[0].template is not None
    assert one.passive is None, "no models for it were supplied"
    for pair in PAIRS:
        assert act_out(one.seen, pair) == (0, False)


def test_every_pair_that_the_central_service_may_draw_is_tried() -> None:
    assert set(PAIRS) == {pair for pair in permutations(contract.Action, 2) if central.faces.TURNS & set(pair)}
