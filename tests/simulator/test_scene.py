"""The scene as a camera and an actor know it."""

from __future__ import annotations

import threading
import time
from statistics import median

import cv2
import numpy as np
import pytest

from devices.camera import SceneCamera
from devices.face.engine import FaceEngine
from devices.face.gate import GateHint
from devices.liveness import Action, Captured, CaptureLimits, FaceCapture, Prompt
from devices.observations import FaceSeen
from devices.status import DeviceStatus
from simulator.relief import Image
from simulator.scene import ACTS, NOD_TAKES, WALK_TAKES, Scene

SMALL = (640, 480)
FPS = 15
TOKEN = "7GK2Q9ZD4WX1M8RB5TNV3HJ6CPF0SAEYLU7GK2Q9ZD4WX"


def shot(scene: Scene, t: float) -> Image:
    frame = scene(t)
    assert frame is not None
    return frame


def story(scene: Scene) -> list[Image]:
    """A visit in fast motion."""
    frames = []
    scene.visitor_enters("hopper")
    for number, step in enumerate(
        (lambda: None, lambda: scene.act("turn_left"), lambda: scene.show_phone(TOKEN, "示范公司"), scene.hide)
    ):
        step()
        frames += [shot(scene, number + tenth / 10) for tenth in range(0, 10, 3)]
    return frames


def test_the_same_seed_and_story_give_the_same_frames() -> None:
    first, second = story(Scene(SMALL, seed=7)), story(Scene(SMALL, seed=7))
    np.testing.assert_array_equal(first, second)
    assert np.any(np.asarray(first) != story(Scene(SMALL, seed=8)))


def test_a_frame_that_was_handed_out_does_not_change_any_more() -> None:
    scene = Scene(SMALL)
    scene.visitor_enters("hopper")
    frame = shot(scene, 0.0)
    kept = frame.copy()
    later = [shot(scene, t) for t in (0.5, 1.0, 1.5)]
    np.testing.assert_array_equal(frame, kept)
    assert not any(np.shares_memory(frame, other) for other in later)


def test_frames_are_what_a_camera_gives() -> None:
    for size in (SMALL, (1280, 720)):
        frame = shot(Scene(size), 0.0)
        assert frame.shape == (size[1], size[0], 3)
        assert frame.dtype == np.uint8
        assert frame.flags.c_contiguous


def test_no_two_frames_are_equal_even_when_nothing_moves() -> None:
    scene = Scene(SMALL)
    assert np.any(shot(scene, 0.0) != shot(scene, 1 / 30))


def test_no_picture_while_unplugged() -> None:
    scene = Scene(SMALL)
    scene.unplug()
    assert scene(0.0) is None
    assert scene(1.0) is None
    scene.plug()
    assert scene(2.0) is not None


def test_an_unknown_act_names_those_that_are_known() -> None:
    with pytest.raises(ValueError, match=r"dance.*turn_left"):
        Scene(SMALL).act("dance")


def test_the_visitor_comes_and_goes(engine: FaceEngine) -> None:
    scene = Scene(SMALL)
    assert faces(engine, shot(scene, 0.0)) == 0
    scene.visitor_enters("hopper")
    shot(scene, 0.0)
    assert faces(engine, shot(scene, WALK_TAKES)) == 1
    scene.visitor_leaves()
    shot(scene, WALK_TAKES)
    assert faces(engine, shot(scene, 2 * WALK_TAKES)) == 0


def test_two_people_are_two_faces_and_the_next_who_comes_is_alone(engine: FaceEngine) -> None:
    scene = Scene(SMALL)
    scene.visitor_enters("hopper")
    scene.companion_enters("collins")
    shot(scene, 0.0)
    both = engine.observe(shot(scene, WALK_TAKES), want_mouth=False, want_template=False)
    assert (both.faces, both.hint) == (2, GateHint.SEVERAL_FACES)
    scene.visitor_enters("hopper")
    shot(scene, 2.0)
    assert faces(engine, shot(scene, 2.0 + WALK_TAKES)) == 1


def test_before_a_bright_window_the_face_is_too_dark(engine: FaceEngine) -> None:
    scene = Scene(SMALL)
    scene.visitor_enters("hopper")
    shot(scene, 0.0)
    scene.backlit = True
    seen = engine.observe(shot(scene, WALK_TAKES), want_mouth=False, want_template=False)
    assert seen.hint is GateHint.TOO_DARK


def test_who_nods_moves_and_then_stands_as_before() -> None:
    nodding, still = Scene(SMALL), Scene(SMALL)
    for scene in (nodding, still):
        scene.visitor_enters("hopper")
        shot(scene, 0.0)
    nodding.nod()
    times = [WALK_TAKES + share * 3 * NOD_TAKES for share in (0, 0.3, 0.7, 1.01)]
    differs = [bool(np.any(shot(nodding, t) != shot(still, t))) for t in times]
    assert differs == [False, True, True, False]


def test_the_actor_may_call_from_another_thread() -> None:
    scene = Scene(SMALL)
    scene.visitor_enters("hopper")
    done = threading.Event()

    def act() -> None:
        for _ in range(200):
            for action in ACTS:
                scene.act(action)
        done.set()

    actor = threading.Thread(target=act)
    actor.start()
    number = 0
    while not done.is_set() or number < 10:
        shot(scene, number / 30)
        number += 1
    actor.join()


def test_the_camera_delivers_the_scene_and_misses_it_when_unplugged() -> None:
    scene, arrived = Scene(SMALL), threading.Event()
    camera = SceneCamera(scene, time.monotonic, lambda _frame: arrived.set())
    camera.start()
    camera.switch_on()
    try:
        assert arrived.wait(5)
        scene.unplug()
        while camera.health(time.monotonic()).status is DeviceStatus.ONLINE:
            assert camera.newest() is None or time.monotonic() - camera.newest().at < 5
        arrived.clear()
        scene.plug()
        assert arrived.wait(5)
    finally:
        camera.stop(2)


def faces(engine: FaceEngine, frame: Image) -> int:
    return engine.observe(frame, want_mouth=False, want_template=False).faces


def perform(scene: Scene, engine: FaceEngine, actions: tuple[Action, ...], begin: float, follow: bool) -> FaceCapture:
    """Feed a liveness check with the scene; the visitor does what it asks for, if `follow`."""
    capture = FaceCapture(actions, CaptureLimits(), started_at=begin)
    prompt: Prompt | None = None
    for number in range(20 * FPS):
        t = begin + number / FPS
        seen = engine.observe(shot(scene, t), want_mouth=True, want_template=True)
        progress = capture.feed(FaceSeen(number, t, seen))
        if progress.outcome is not None:
            break
        if follow and progress.prompt != prompt:
            prompt = progress.prompt
            if str(prompt) in ACTS:
                scene.act(str(prompt))
        elif not follow and number % (4 * FPS) == 0:
            scene.wiggle_photo()
    return capture


@pytest.mark.parametrize(
    "actions", [(Action.TURN_LEFT, Action.OPEN_MOUTH), (Action.TURN_RIGHT, Action.TURN_LEFT)], ids=str
)
def test_the_visitor_passes_the_terminals_liveness_check(engine: FaceEngine, actions: tuple[Action, ...]) -> None:
    scene = Scene(seed=1)
    scene.visitor_enters("hopper")
    shot(scene, 0.0)
    capture = perform(scene, engine, actions, WALK_TAKES, follow=True)
    assert isinstance(capture.tick(WALK_TAKES + 20).outcome, Captured)


def test_a_wiggled_photo_neither_turns_nor_opens_its_mouth(engine: FaceEngine) -> None:
    scene = Scene(seed=1)
    scene.hold_photo("hopper")
    shot(scene, 0.0)
    at_rest = engine.observe(shot(scene, 1.5), want_mouth=True, want_template=True)
    assert at_rest.faces == 1
    assert at_rest.hint is None
    scene.wiggle_photo()
    seen = [engine.observe(shot(scene, 1.5 + n / FPS), want_mouth=True, want_template=False) for n in range(5 * FPS)]
    assert max(abs(each.yaw) for each in seen) < 12
    assert max(each.mouth_open or 0 for each in seen) < (at_rest.mouth_open or 0) + 0.1


def test_a_wiggled_photo_fails_the_terminals_liveness_check(engine: FaceEngine) -> None:
    scene = Scene(seed=1)
    scene.hold_photo("hopper")
    shot(scene, 0.0)
    capture = perform(scene, engine, (Action.TURN_LEFT, Action.OPEN_MOUTH), 1.0, follow=False)
    assert not isinstance(capture.tick(40.0).outcome, Captured)


def test_a_frame_costs_little() -> None:
    """Well under the 33 ms between frames, of one core; the loose bound allows for a busy machine."""
    threads = cv2.getNumThreads()
    cv2.setNumThreads(1)
    try:
        scene = Scene(seed=1)
        scene.visitor_enters("hopper")
        scene.show_phone(TOKEN, "示范公司")
        costs = []
        for number in range(90):
            begin = time.thread_time()
            scene(number / 30)
            costs.append(time.thread_time() - begin)
        assert median(costs[45:]) < 0.025
    finally:
        cv2.setNumThreads(threads)
