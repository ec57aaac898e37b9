from __future__ import annotations

import itertools
import math
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from devices import models
from devices.face.engine import FaceEngine
from devices.face.gate import GateHint, GateLimits
from devices.face.observation import FaceObservation
from devices.face.sface import Template
from devices.liveness import (
    Action,
    Captured,
    CaptureLimits,
    FaceCapture,
    Failed,
    Progress,
    Prompt,
    Setback,
)
from devices.observations import FaceSeen
from tests.devices.device_bench import photo

PERIOD = 0.05
LIMITS = CaptureLimits()


def face_of(person: int) -> Template:
    vector = np.random.default_rng(person).normal(size=128)
    return tuple((vector / np.linalg.norm(vector)).tolist())


@dataclass(frozen=True)
class Look:
    """What one person does for a while."""

    seconds: float
    yaw: float = 0.0
    mouth: float = 0.03
    person: int = 1
    x: float = 500.0
    faces: int = 1
    size: float = 200.0


def observed(look: Look) -> FaceObservation:
    if look.faces == 0:
        return FaceObservation(faces=0)
    hint = GateHint.SEVERAL_FACES if look.faces > 1 else GateHint.TURNED_AWAY if abs(look.yaw) > 15 else None
    return FaceObservation(
        faces=look.faces,
        box=(look.x, 200.0, look.size, look.size * 1.25),
        score=0.93,
        yaw=look.yaw,
        size=0.35,
        brightness=120.0,
        sharpness=200.0,
        hint=hint,
        mouth_open=look.mouth,
        template=face_of(look.person) if hint is None else None,
        acting_template=face_of(look.person) if hint is GateHint.TURNED_AWAY else None,
        passive=0.9 if hint is None else None,
    )


def film(looks: Iterable[Look]) -> Iterator[FaceSeen]:
    """Twenty frames a second of one look after another."""
    frames = itertools.chain.from_iterable([look] * max(1, round(look.seconds / PERIOD)) for look in looks)
    return (FaceSeen(number, number * PERIOD, noisy(observed(look), number)) for number, look in enumerate(frames))


def noisy(observation: FaceObservation, number: int) -> FaceObservation:
    """As from a sensor, which makes no two pictures alike."""
    return replace(observation, brightness=observation.brightness + number / 1000)


def outcome(actions: tuple[Action, ...], looks: Iterable[Look], limits: CaptureLimits = LIMITS) -> Progress:
    """The last progress: that of the outcome, or of the last frame."""
    capture = FaceCapture(actions, limits, 0.0)
    for seen in film(looks):
        progress = capture.feed(seen)
        if progress.outcome is not None:
            return progress
    return progress


FRONT = Look(1.0)
LEFT, RIGHT, OPEN = Look(0.5, yaw=28), Look(0.5, yaw=-28), Look(0.5, mouth=0.6)
DOES = {Action.TURN_LEFT: LEFT, Action.TURN_RIGHT: RIGHT, Action.OPEN_MOUTH: OPEN}
PAIRS = list(itertools.permutations(Action, 2))


@pytest.mark.parametrize("actions", PAIRS)
def test_who_does_what_is_asked_is_captured(actions: tuple[Action, Action]) -> None:
    looks = [FRONT, DOES[actions[0]], FRONT, DOES[actions[1]]]
    progress = outcome(actions, looks)
    captured = progress.outcome
    assert isinstance(captured, Captured)
    assert captured.templates == (face_of(1),) * 5
    assert captured.best_frame == progress.best_frame
    assert captured.best_frame in range(5)
    assert [record.action for record in captured.actions] == list(actions)
    assert all(record.finished - record.started >= LIMITS.hold_s for record in captured.actions)
    assert len(captured.passive) >= 8
    assert 0 < captured.quality <= 1
    assert (progress.prompt, progress.fraction, progress.actions_done) == (Prompt.HOLD, 1.0, 2)
    assert progress.setbacks == ()


@pytest.mark.parametrize("actions", PAIRS)
def test_few_frames_of_a_busy_machine_are_enough(actions: tuple[Action, Action]) -> None:
    looks = [FRONT] * 5 + [DOES[actions[0]]] * 4 + [FRONT] * 2 + [DOES[actions[1]]] * 4
    capture = FaceCapture(actions, LIMITS, 0.0)
    for number, look in enumerate(looks):
        progress = capture.feed(FaceSeen(number, number * 1.2, noisy(observed(look), number)))
    assert isinstance(progress.outcome, Captured)
    assert progress.setbacks == ()


def test_a_camera_that_shows_nothing_any_more_is_a_setback() -> None:
    capture = FaceCapture(PAIRS[0], LIMITS, 0.0)
    for seen in film([FRONT]):
        capture.feed(seen)
    assert capture.tick(1.0 + LIMITS.unseen_s - 0.1).setbacks == ()
    assert capture.tick(1.0 + LIMITS.unseen_s + 0.1).setbacks == (Setback.FACE_LOST,)


@given(st.sampled_from(PAIRS), st.lists(st.sampled_from([FRONT, LEFT, RIGHT, OPEN]), max_size=12))
def test_nobody_is_captured_without_both_actions_in_their_order(
    actions: tuple[Action, Action], looks: list[Look]
) -> None:
    progress = outcome(actions, [FRONT, *looks])
    done = [look for look in looks if look in (DOES[actions[0]], DOES[actions[1]])]
    in_order = any(
        looks[i] == DOES[actions[0]] and looks[j] == DOES[actions[1]] and FRONT in looks[i:j]
        for i, j in itertools.combinations(range(len(looks)), 2)
    )
    assert isinstance(progress.outcome, Captured) <= (len(done) >= 2 and in_order)


@given(
    st.sampled_from(PAIRS),
    st.lists(st.builds(Look, st.just(0.1), st.floats(-13, 13), st.floats(0, 0.15)), min_size=1, max_size=200),
)
def test_what_a_printed_photo_can_show_is_never_captured(actions: tuple[Action, Action], looks: list[Look]) -> None:
    assert not isinstance(outcome(actions, looks).outcome, Captured)


@settings(max_examples=60)
@given(st.sampled_from(PAIRS), st.data())
def test_progress_only_falls_back_with_a_setback(actions: tuple[Action, Action], data: st.DataObject) -> None:
    look = st.builds(
        Look,
        seconds=st.floats(0.05, 1.5),
        yaw=st.sampled_from([0.0, 28.0, -28.0, 12.0]),
        mouth=st.sampled_from([0.03, 0.6]),
        person=st.sampled_from([1, 1, 1, 2]),
        faces=st.sampled_from([1, 1, 1, 1, 0, 2]),
    )
    capture, before = FaceCapture(actions, LIMITS, 0.0), None
    for seen in film(data.draw(st.lists(look, max_size=25))):
        now = capture.feed(seen)
        assert 0 <= now.fraction <= 1
        assert len(now.setbacks) <= LIMITS.max_setbacks + 1
        if before is not None:
            assert now.setbacks[: len(before.setbacks)] == before.setbacks
            if now.actions_done < before.actions_done:
                assert len(now.setbacks) > len(before.setbacks)
            if before.outcome is not None:
                assert now.outcome == before.outcome
        before = now


def test_without_the_passive_models_no_score_is_made_up() -> None:
    capture = FaceCapture((Action.TURN_LEFT,), LIMITS, 0.0)
    for seen in film([FRONT, LEFT]):
        progress = capture.feed(replace(seen, observation=replace(seen.observation, passive=None)))
        if progress.outcome is not None:
            break
    assert isinstance(progress.outcome, Captured)
    assert progress.outcome.passive == ()


def test_the_prompts_lead_through_the_step() -> None:
    capture = FaceCapture((Action.TURN_LEFT, Action.OPEN_MOUTH), LIMITS, 0.0)
    prompts = [capture.feed(seen).prompt for seen in film([Look(0.3), LEFT, Look(0.3), OPEN, FRONT])]
    assert [prompt for prompt, _ in itertools.groupby(prompts)] == [
        Prompt.LOOK_STRAIGHT,
        Prompt.TURN_LEFT,
        Prompt.HOLD,
        Prompt.LOOK_STRAIGHT,
        Prompt.OPEN_MOUTH,
        Prompt.HOLD,
    ]


def test_the_best_frame_is_known_before_the_actions() -> None:
    capture = FaceCapture((Action.TURN_LEFT,), LIMITS, 0.0)
    progress = [capture.feed(seen) for seen in film([FRONT])]
    assert progress[3].best_frame is None
    assert progress[4].best_frame is not None


def test_a_twitch_is_not_an_action() -> None:
    twitches = [Look(0.15, yaw=28), Look(0.1)] * 8
    assert outcome((Action.TURN_LEFT,), [FRONT, *twitches]).actions_done == 0


def test_the_wrong_side_is_not_the_right_one() -> None:
    assert outcome((Action.TURN_LEFT,), [FRONT, RIGHT, FRONT]).actions_done == 0


def test_turning_counts_from_the_visitors_own_straight_look_and_from_the_camera() -> None:
    askew = Look(1.0, yaw=-10)
    assert outcome((Action.TURN_LEFT,), [askew, Look(1.0, yaw=14)]).actions_done == 0
    assert outcome((Action.TURN_RIGHT,), [askew, Look(1.0, yaw=-24)]).actions_done == 0
    assert outcome((Action.TURN_RIGHT,), [askew, Look(1.0, yaw=-30)]).actions_done == 1


def test_the_second_action_begins_at_the_front_and_nobody_returns_there_at_the_end() -> None:
    both = (Action.TURN_LEFT, Action.TURN_RIGHT)
    assert outcome(both, [FRONT, LEFT, RIGHT]).actions_done == 1
    capture = FaceCapture(both, LIMITS, 0.0)
    for seen in film([FRONT, LEFT, FRONT, RIGHT]):
        progress = capture.feed(seen)
        if isinstance(progress.outcome, Captured):
            break
    assert isinstance(progress.outcome, Captured)
    assert progress.outcome.actions[-1].finished == seen.at


@pytest.mark.parametrize("actions", PAIRS)
def test_another_face_begins_the_step_again_while_it_acts_and_after(actions: tuple[Action, Action]) -> None:
    first, second = (DOES[action] for action in actions)
    swaps = (
        [FRONT, replace(first, person=2)],
        [FRONT, replace(first, person=2), FRONT, second],
        [FRONT, first, replace(FRONT, person=2)],
        [FRONT, first, FRONT, replace(second, person=2)],
    )
    for looks in swaps:
        swapped = outcome(actions, looks)
        assert set(swapped.setbacks) == {Setback.FACE_CHANGED}
        assert swapped.outcome is None


def test_a_face_that_cannot_be_compared_while_it_acts_does_no_action() -> None:
    capture = FaceCapture((Action.TURN_LEFT,), LIMITS, 0.0)
    for seen in film([FRONT, Look(2.0, yaw=28)]):
        unknown = replace(seen, observation=replace(seen.observation, acting_template=None))
        assert capture.feed(unknown).actions_done == 0


@pytest.mark.parametrize("action", Action)
def test_a_frozen_picture_does_no_action_and_is_lost(action: Action) -> None:
    capture = FaceCapture((action,), LIMITS, 0.0)
    *moving, last = film([FRONT, replace(DOES[action], seconds=0.1)])
    for seen in moving:
        capture.feed(seen)
    for number in range(round(LIMITS.unseen_s / PERIOD) + 2):
        progress = capture.feed(replace(last, frame_number=last.frame_number + number, at=last.at + number * PERIOD))
        assert progress.actions_done == 0
    assert progress.setbacks == (Setback.FACE_LOST,)


def test_a_film_in_a_loop_in_the_cameras_place_is_never_captured() -> None:
    actions = (Action.TURN_LEFT, Action.OPEN_MOUTH)
    loop = [seen.observation for seen in film([FRONT, LEFT])]
    capture = FaceCapture(actions, LIMITS, 0.0)
    for number, observation in enumerate(loop * 10):
        assert capture.feed(FaceSeen(number, number * PERIOD, observation)).actions_done <= 1
    assert capture.tick(LIMITS.overall_s + 1).outcome == Failed(Setback.TIMED_OUT)


@pytest.mark.parametrize("number", [math.nan, math.inf])
@pytest.mark.parametrize("measure", ["yaw", "mouth_open", "passive", "template", "acting_template"])
def test_what_is_no_number_counts_for_nothing(measure: str, number: float) -> None:
    actions = (Action.TURN_LEFT, Action.OPEN_MOUTH)
    capture = FaceCapture(actions, LIMITS, 0.0)
    for seen in film([FRONT, LEFT, FRONT, OPEN]):
        value = getattr(seen.observation, measure)
        wrong = (number, *value[1:]) if isinstance(value, tuple) else number
        if value is not None:
            seen = replace(seen, observation=replace(seen.observation, **{measure: wrong}))
        progress = capture.feed(seen)
        assert progress.outcome is None


def test_a_template_of_nothing_is_nobodys() -> None:
    nothing = (0.0,) * 128
    capture = FaceCapture((Action.TURN_LEFT,), LIMITS, 0.0)
    for seen in film([FRONT, LEFT]):
        progress = capture.feed(replace(seen, observation=replace(seen.observation, acting_template=nothing)))
        assert progress.outcome is None


def test_a_face_that_is_suddenly_elsewhere_or_larger_is_another_one() -> None:
    for other in (replace(FRONT, x=800.0), replace(FRONT, size=320.0)):
        assert outcome((Action.TURN_LEFT,), [FRONT, other]).setbacks == (Setback.FACE_CHANGED,)


def test_a_short_loss_is_forgiven_and_a_long_one_is_not() -> None:
    blink, gone = Look(0.5, faces=0), Look(1.5, faces=0)
    assert isinstance(outcome((Action.TURN_LEFT,), [FRONT, blink, LEFT, FRONT]).outcome, Captured)
    assert outcome((Action.TURN_LEFT,), [FRONT, gone, LEFT]).setbacks == (Setback.FACE_LOST,)


def test_a_companion_who_stays_begins_the_step_again() -> None:
    assert outcome((Action.TURN_LEFT,), [FRONT, Look(1.5, faces=2)]).setbacks == (Setback.SEVERAL_FACES,)


def test_what_was_done_before_a_setback_does_not_count() -> None:
    looks = [FRONT, LEFT, FRONT, Look(1.5, faces=0), RIGHT, FRONT]
    assert not isinstance(outcome((Action.TURN_LEFT, Action.TURN_RIGHT), looks).outcome, Captured)


def test_too_many_setbacks_fail_with_the_last_reason() -> None:
    looks = [Look(0.5, person=person) for _ in range(9) for person in (1, 2)]
    assert outcome((Action.TURN_LEFT,), looks).outcome == Failed(Setback.FACE_CHANGED)


def test_time_runs_out_with_and_without_frames() -> None:
    assert outcome((Action.TURN_LEFT,), [Look(40.0)]).outcome == Failed(Setback.TIMED_OUT)
    capture = FaceCapture((Action.TURN_LEFT,), LIMITS, 100.0)
    assert capture.tick(129.0).outcome is None
    assert capture.tick(131.0).outcome == Failed(Setback.TIMED_OUT)


def test_nobody_there_yet_is_a_hint_and_no_setback() -> None:
    progress = outcome((Action.TURN_LEFT,), [Look(5.0, faces=0)])
    assert (progress.hint, progress.setbacks) == (GateHint.NO_FACE, ())


def test_nobody_is_told_off_for_turning_when_asked_to() -> None:
    progress = outcome((Action.TURN_LEFT,), [FRONT, Look(0.3, yaw=16), Look(0.4, yaw=17)])
    assert (progress.prompt, progress.hint) == (Prompt.TURN_LEFT, None)


def test_templates_show_in_no_repr() -> None:
    progress = outcome((Action.TURN_LEFT,), [FRONT, LEFT, FRONT])
    assert isinstance(progress.outcome, Captured)
    assert str(face_of(1)[0]) not in repr(progress)


def test_real_printed_photos_do_no_action_even_without_the_continuity_of_the_face(shared_data: Path) -> None:
    engine = FaceEngine(models.load_paths(shared_data / "models"), GateLimits())
    lenient = CaptureLimits(
        max_jump=math.inf,
        max_growth=math.inf,
        max_setbacks=10**9,
        overall_s=math.inf,
        min_same_face=-1.0,
        min_same_face_acting=-1.0,
    )
    for person in sorted((shared_data / "faces" / "nuaa" / "printed").iterdir()):
        paths = sorted(person.glob("*/*.jpg"))[: 5 * 8]
        seen = [engine.observe(photo(path), want_mouth=True, want_template=False) for path in paths]
        # With templates as they would be: the continuity of the face is not what is tested.
        faces = [replace(face, template=face_of(1) if face.hint is None else None) for face in seen] * 3
        faces = [noisy(face, number) for number, face in enumerate(faces)]
        for action in Action:
            capture = FaceCapture((action,), lenient, 0.0)
            progress = [capture.feed(FaceSeen(i, i * PERIOD, face)) for i, face in enumerate(faces)]
            assert any(step.prompt is not Prompt.LOOK_STRAIGHT for step in progress), "the action was asked for"
            assert all(step.actions_done == 0 for step in progress)
