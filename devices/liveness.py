"""The face step: good frontal frames, then two random actions, by one and the same living face. Pure.

Against a picture held up: the actions are drawn anew for every visit; a turn counts only by a measure that a flat
picture, however held, does not change (`devices.face.measure.yaw`); and the face that acts must match the one at the
beginning, with no jump in between. Against a film of a person doing the right things it proves little: for that there
is the passive score, which is collected here and judged elsewhere.

The face that acts is compared while it acts. So nobody has to turn back to the front after the last action; between two
actions they do, for the second one begins there.
"""

from __future__ import annotations

import math
from dataclasses import dataclass, field
from enum import StrEnum

import numpy as np

from devices.face.gate import ACTING, GateHint, HintFilter
from devices.face.observation import FaceObservation
from devices.face.sface import Template, cosine
from devices.observations import FaceSeen, Task, TaskKind


class Action(StrEnum):
    """Left and right are the visitor's own."""

    TURN_LEFT = "turn_left"
    TURN_RIGHT = "turn_right"
    OPEN_MOUTH = "open_mouth"


class Prompt(StrEnum):
    """What the visitor is to do now."""

    LOOK_STRAIGHT = "look_straight"
    TURN_LEFT = "turn_left"
    TURN_RIGHT = "turn_right"
    OPEN_MOUTH = "open_mouth"
    HOLD = "hold"


class Setback(StrEnum):
    """Why the step began again, or failed."""

    TIMED_OUT = "timed_out"
    FACE_LOST = "face_lost"
    FACE_CHANGED = "face_changed"
    SEVERAL_FACES = "several_faces"


LACKS = {GateHint.NO_FACE: Setback.FACE_LOST, GateHint.SEVERAL_FACES: Setback.SEVERAL_FACES}


@dataclass(frozen=True)
class CaptureLimits:
    """Times in seconds, angles in degrees."""

    frames_wanted: int = 5
    """Good frontal frames to begin with."""
    frontal_frames: int = 2
    """Matching frontal frames between two actions."""
    hold_frames: int = 4
    """An action counts when it is seen in so many frames without a break ..."""
    hold_s: float = 0.25
    """... over at least this time."""
    action_s: float = 8.0
    """From the prompt to the end of an action, and from there back to the front for the next."""
    lost_s: float = 1.0
    """Frames without a face, or with several, for longer than this are a setback ..."""
    unseen_s: float = 3.0
    """... and so is no frame at all for longer than this: more, for a busy machine is not the visitor's doing."""
    overall_s: float = 30.0
    max_setbacks: int = 3
    min_turn: float = 18.0
    """A turn is at least this, both from the camera and from the visitor's own straight look. Printed photos held,
    tilted and bent reach 13, 1 % of their frames 8 (NUAA: 90 clips of 8 frames)."""
    max_frontal_yaw: float = 10.0
    """From the visitor's own straight look."""
    min_mouth_open: float = 0.20
    """Beyond the opening in the straight look. No printed photo holds even half of it for an action (NUAA)."""
    min_same_face: float = 0.40
    """SFace cosine of a frontal frame with the mean of those at the beginning."""
    min_same_face_acting: float = 0.5
    """The same of the mean of an action's frames. Fitted on turned faces (benchmarks/vision/acting.py)."""
    max_jump: float = 0.6
    """Between the face's centres in consecutive frames, in its widths."""
    max_growth: float = 1.5
    """Ratio of the face's widths in consecutive frames, either way."""
    usual_frame_s: float = 0.1
    """The two hold for frames no further apart than this, and for so many times as much in as many times as long:
    on a busy machine a head moves further from one frame to the next."""


@dataclass(frozen=True)
class ActionRecord:
    """When an action was first seen and when it had been held long enough, on the camera's clock."""

    action: Action
    started: float
    finished: float


@dataclass(frozen=True)
class Captured:
    """All that was asked for was seen of one face."""

    templates: tuple[Template, ...] = field(repr=False)
    best_frame: int
    """Number of the best frontal frame: the one to encode."""
    quality: float
    """Of the best frame, 0..1; see `quality`."""
    passive: tuple[float, ...]
    """Passive scores of the frontal frames from beginning to end; empty without the models."""
    actions: tuple[ActionRecord, ...]


@dataclass(frozen=True)
class Failed:
    """The step is over without a result."""

    reason: Setback


@dataclass(frozen=True)
class Progress:
    """What to show, and how it ended."""

    prompt: Prompt
    hint: GateHint | None
    fraction: float
    """0..1"""
    actions_done: int
    setbacks: tuple[Setback, ...]
    """Why the step began again, each time that it did."""
    best_frame: int | None
    """Known as soon as the frontal frames are complete: encoded now, nobody waits for it at the end."""
    outcome: Captured | Failed | None = None


class Stage(StrEnum):
    COLLECT = "collect"
    ACT = "act"
    RETURN = "return"


@dataclass
class Attempt:
    """What was gathered since the step began, or began again."""

    stage: Stage = Stage.COLLECT
    since: float = 0.0
    """When the stage began."""
    frontal: list[FaceSeen] = field(default_factory=list)
    """With templates, up to `frames_wanted`."""
    passive: list[float] = field(default_factory=list)
    actions: list[ActionRecord] = field(default_factory=list)
    run: list[FaceSeen] = field(default_factory=list)
    """The consecutive frames that show what the stage waits for."""

    def enter(self, stage: Stage, now: float) -> None:
        self.stage, self.since = stage, now
        self.run.clear()

    @property
    def templates(self) -> tuple[Template, ...]:
        return tuple(seen.observation.template for seen in self.frontal if seen.observation.template is not None)

    @property
    def mean(self) -> Template:
        return _mean(self.frontal)

    @property
    def yaw(self) -> float:
        """The visitor's own straight look."""
        return float(np.mean([seen.observation.yaw for seen in self.frontal]))

    @property
    def mouth(self) -> float:
        return float(np.mean([seen.observation.mouth_open or 0.0 for seen in self.frontal]))

    @property
    def best(self) -> FaceSeen:
        return max(self.frontal, key=lambda seen: quality(seen.observation))


def _template(observation: FaceObservation) -> Template | None:
    return observation.template or observation.acting_template


def _mean(frames: list[FaceSeen]) -> Template:
    """Of the templates; not of length 1."""
    templates = [_template(seen.observation) for seen in frames]
    return tuple(np.mean([one for one in templates if one is not None], axis=0).tolist())


def _is_sound(observation: FaceObservation) -> bool:
    """Whether all that was measured are numbers: comparisons with what is none decide nothing."""
    measured = (observation.yaw, observation.mouth_open or 0.0, observation.passive or 0.0)
    return all(map(math.isfinite, (*measured, *(_template(observation) or ()))))


def quality(observation: FaceObservation) -> float:
    """0..1: certain, straight and sharp."""
    sharp = observation.sharpness / (observation.sharpness + 100.0)
    return observation.score * math.cos(math.radians(observation.yaw)) * sharp


class FaceCapture:
    """Fed with what the vision process sees, says what the visitor should do until it has succeeded or failed.

    Needs observations with templates and, where an action is OPEN_MOUTH, with the mouth: see `task`.
    """

    def __init__(self, actions: tuple[Action, ...], limits: CaptureLimits, started_at: float) -> None:
        self._actions = actions
        self._limits = limits
        self._started_at = started_at
        self._attempt = Attempt(since=started_at)
        self._setbacks: list[Setback] = []
        self._last: FaceSeen | None = None
        """The last frame with exactly one face."""
        self._fed_at = started_at
        """When the newest frame was taken."""
        self._marks: set[int] = set()
        """Hashes of all observations."""
        self._lack = Setback.FACE_LOST
        self._lacking_since: float | None = None
        """What was wrong with the frames since the last one with exactly one face, and since when."""
        self._hints = HintFilter()
        self._hint: GateHint | None = None
        self._outcome: Captured | Failed | None = None

    @property
    def task(self) -> Task:
        """What the vision process should watch."""
        return Task(TaskKind.FACE, want_mouth=Action.OPEN_MOUTH in self._actions, want_templates=True)

    def feed(self, seen: FaceSeen) -> Progress:
        """Take one frame's observation."""
        repeated = self._repeats(seen.observation)
        if not repeated:
            self._fed_at = seen.at
        self._expire(seen.at)
        if self._outcome is None and not repeated:
            self._hint = self._hints.update(seen.observation.hint, seen.at)
            setback = self._follow(seen) or self._judge(seen)
            if setback is not None:
                self._begin_again(setback, seen.at)
        return self._progress()

    def tick(self, now: float) -> Progress:
        """Let time pass: limits end the step even when no frames come any more."""
        self._expire(now)
        return self._progress()

    def _expire(self, now: float) -> None:
        if self._outcome is not None:
            return
        lacking_s = 0.0 if self._lacking_since is None else self._fed_at - self._lacking_since
        lost = self._last is not None and (
            lacking_s > self._limits.lost_s or now - self._fed_at > self._limits.unseen_s
        )
        if now - self._started_at > self._limits.overall_s:
            self._outcome = Failed(self._lack if lost else Setback.TIMED_OUT)
        elif lost:
            self._begin_again(self._lack, now)
        elif self._attempt.stage is not Stage.COLLECT and now - self._attempt.since > self._limits.action_s:
            self._begin_again(Setback.TIMED_OUT, now)

    def _repeats(self, observation: FaceObservation) -> bool:
        """Whether this very picture was shown before: a sensor's noise makes no two alike, so it is from no camera.

        It counts as no frame at all. Frames without a face tell too little to be known again, and count for nothing.
        """
        if observation.box is None:
            return False
        known, mark = self._marks, hash(observation)
        repeated = mark in known
        known.add(mark)
        return repeated

    def _follow(self, seen: FaceSeen) -> Setback | None:
        """Keep sight of the one face: FACE_CHANGED when it is suddenly somewhere else."""
        if seen.observation.hint in LACKS:
            self._lack = LACKS[seen.observation.hint]
            self._lacking_since = self._lacking_since or seen.at
            self._attempt.run.clear()
            return None
        last, self._last = self._last, seen
        self._lack, self._lacking_since = Setback.FACE_LOST, None
        moved_on = last is not None and not _continuous(last, seen, self._limits)
        return Setback.FACE_CHANGED if moved_on else None

    def _judge(self, seen: FaceSeen) -> Setback | None:
        """Bring the attempt on by one frame: FACE_CHANGED when a frontal face is somebody else's."""
        attempt, limits = self._attempt, self._limits
        if seen.observation.hint in LACKS:
            return None
        if not _is_sound(seen.observation):
            attempt.run.clear()
            return None
        frontal = self._is_frontal(seen.observation)
        if frontal and attempt.frontal and not self._is_same(seen.observation):
            return Setback.FACE_CHANGED
        if frontal and seen.observation.passive is not None:
            attempt.passive.append(seen.observation.passive)
        awaited = self._shows_action(seen.observation) if attempt.stage is Stage.ACT else frontal
        if not awaited:
            attempt.run.clear()
            return None
        attempt.run.append(seen)
        match attempt.stage:
            case Stage.COLLECT:
                attempt.frontal.append(seen)
                if len(attempt.frontal) == limits.frames_wanted:
                    attempt.enter(Stage.ACT, seen.at)
            case Stage.ACT:
                if len(attempt.run) >= limits.hold_frames and seen.at - attempt.run[0].at >= limits.hold_s:
                    return self._acted(seen.at)
            case Stage.RETURN:
                if len(attempt.run) >= limits.frontal_frames:
                    attempt.enter(Stage.ACT, seen.at)
        return None

    def _acted(self, now: float) -> Setback | None:
        """An action has been held: it counts if it was by the same face."""
        attempt = self._attempt
        same = cosine(_mean(attempt.run), attempt.mean) >= self._limits.min_same_face_acting
        if not same:
            return Setback.FACE_CHANGED
        attempt.actions.append(ActionRecord(self._action, attempt.run[0].at, now))
        attempt.enter(Stage.RETURN, now)
        if len(attempt.actions) == len(self._actions):
            self._outcome = self._captured()
        return None

    def _captured(self) -> Captured:
        attempt = self._attempt
        return Captured(
            templates=attempt.templates,
            best_frame=attempt.best.frame_number,
            quality=quality(attempt.best.observation),
            passive=tuple(attempt.passive),
            actions=tuple(attempt.actions),
        )

    def _begin_again(self, setback: Setback, now: float) -> None:
        if self._attempt.frontal:  # before the first good frame there is nothing to lose
            self._setbacks.append(setback)
        if len(self._setbacks) > self._limits.max_setbacks:
            self._outcome = Failed(setback)
        self._attempt = Attempt(since=now)
        self._last, self._lack, self._lacking_since = None, Setback.FACE_LOST, None

    @property
    def _action(self) -> Action:
        """The one that is due, or the last one when all are done."""
        return self._actions[min(len(self._attempt.actions), len(self._actions) - 1)]

    def _is_frontal(self, observation: FaceObservation) -> bool:
        """Usable, and not in the middle of an action."""
        if observation.hint is not None or observation.template is None:
            return False
        if not self._attempt.frontal:
            return True
        straight = abs(observation.yaw - self._attempt.yaw) <= self._limits.max_frontal_yaw
        return straight and self._opening(observation) < self._limits.min_mouth_open

    def _is_same(self, observation: FaceObservation) -> bool:
        template = observation.template
        return template is not None and cosine(template, self._attempt.mean) >= self._limits.min_same_face

    def _shows_action(self, observation: FaceObservation) -> bool:
        if _template(observation) is None:
            return False
        turned = observation.yaw, observation.yaw - self._attempt.yaw
        match self._action:
            case Action.TURN_LEFT:
                return min(turned) >= self._limits.min_turn
            case Action.TURN_RIGHT:
                return max(turned) <= -self._limits.min_turn
            case Action.OPEN_MOUTH:
                straight = abs(turned[1]) <= self._limits.max_frontal_yaw
                return straight and self._opening(observation) >= self._limits.min_mouth_open

    def _opening(self, observation: FaceObservation) -> float:
        """How much further the mouth is open than in the straight look."""
        return (observation.mouth_open or 0.0) - self._attempt.mouth

    def _progress(self) -> Progress:
        attempt, limits = self._attempt, self._limits
        each = limits.hold_frames + limits.frontal_frames
        wanted = limits.frames_wanted + each * len(self._actions) - limits.frontal_frames  # nobody returns at the end
        done = len(attempt.frontal) + each * len(attempt.actions)
        captured = isinstance(self._outcome, Captured)
        if captured:
            prompt = Prompt.HOLD
        elif attempt.stage is Stage.ACT:
            done += min(len(attempt.run), limits.hold_frames)
            prompt = Prompt.HOLD if attempt.run else Prompt(self._action)
        else:
            prompt = Prompt.LOOK_STRAIGHT
            done -= limits.frontal_frames - len(attempt.run) if attempt.stage is Stage.RETURN else 0
        return Progress(
            prompt=prompt,
            hint=None if attempt.stage is Stage.ACT and self._hint in ACTING else self._hint,
            fraction=1.0 if captured else done / wanted,
            actions_done=len(attempt.actions),
            setbacks=tuple(self._setbacks),
            best_frame=attempt.best.frame_number if len(attempt.frontal) == limits.frames_wanted else None,
            outcome=self._outcome,
        )


def _continuous(before: FaceSeen, now: FaceSeen, limits: CaptureLimits) -> bool:
    """The face is about where it was in the frame before, and about as large."""
    if before.observation.box is None or now.observation.box is None:
        return False
    (x0, y0, width0, height0), (x1, y1, width1, height1) = before.observation.box, now.observation.box
    jump = math.hypot(x1 + width1 / 2 - x0 - width0 / 2, y1 + height1 / 2 - y0 - height0 / 2) / width0
    growth = max(width0, width1) / max(min(width0, width1), 1e-6)
    frames = max(1.0, (now.at - before.at) / limits.usual_frame_s)
    return jump <= limits.max_jump * frames and growth <= limits.max_growth**frames
