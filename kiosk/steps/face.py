"""The face: a challenge of the central service, a capture before the camera, evidence for the service to decide."""

from __future__ import annotations

import statistics
from collections.abc import Callable, Iterable

from devices.liveness import Action as LivenessAction
from devices.liveness import Captured, FaceCapture, Failed, Progress, Setback
from devices.observations import Encoded, FaceSeen, Observation
from kiosk.audit.events import Kind
from kiosk.client import CentralClient
from kiosk.contract import DLIB, SFACE, Action, ActionRecord, Challenge, FaceEvidence, FaceTemplate, StepResult
from kiosk.eyes import Eyes
from kiosk.flow import Event, State
from kiosk.steps.floor import Floor
from kiosk.view import FaceView


class Face:
    """Follows one attempt at a time. Its templates are dropped as soon as they are handed in."""

    def __init__(
        self,
        floor: Floor,
        central: CentralClient,
        eyes: Eyes,
        new_capture: Callable[[tuple[LivenessAction, ...], float], FaceCapture],
    ) -> None:
        self._floor, self._central, self._eyes, self._new_capture = floor, central, eyes, new_capture
        self._capture: FaceCapture | None = None
        self._captured: Captured | None = None
        self._encoding: tuple[float, ...] | None = None
        self._asked: int | None = None
        self._captured_at = 0.0
        self._restarts = 0
        self._began = 0.0
        self.view: FaceView | None = None
        self.enters = {
            State.FACE_PREPARE: self._prepare,
            State.FACE: self._begin,
            State.FACE_CHECK: self._check,
        }

    def _prepare(self) -> None:
        self.view = None
        session_id = self._floor.session_id
        self._floor.call(lambda: self._central.challenge(session_id), self._challenged)

    def _challenged(self, challenge: Challenge) -> None:
        self._floor.visit.challenge = challenge
        self._floor.happened(Event.CHALLENGED)

    def _begin(self) -> None:
        actions = tuple(LivenessAction(action) for action in self._current().actions)
        self._began = self._floor.now()
        self._capture = self._new_capture(actions, self._began)
        self._captured, self._encoding, self._asked = None, None, None
        self._eyes.watch(self._capture.task)
        self._floor.changed()

    def observe(self, state: State, observation: Observation) -> None:
        """Faces in view while the capture runs, and the encoding that was asked for."""
        if state is not State.FACE or self._capture is None:
            return
        if isinstance(observation, FaceSeen) and self._captured is None:
            if observation.observation.faces:
                self._floor.touched()
            self._follow(self._capture.feed(observation), observation.at)
        elif isinstance(observation, Encoded) and observation.frame_number == self._asked:
            if observation.encoding is None:  # the process that kept the frame is gone, and the frame with it
                self._begin()
            else:
                self._encoding = observation.encoding
        self._finish()

    def tick(self, state: State) -> None:
        """The limits of the capture hold without frames too."""
        if state is State.FACE and self._capture is not None and self._captured is None:
            self._follow(self._capture.tick(self._floor.now()), self._floor.now())

    def _follow(self, progress: Progress, at: float) -> None:
        failure = progress.outcome.reason if isinstance(progress.outcome, Failed) else None
        self.view = FaceView(
            prompt=progress.prompt,
            hint=progress.hint,
            fraction=progress.fraction,
            actions=self._current().actions,
            done=progress.actions_done,
            failure=failure,
        )
        if progress.best_frame is not None and progress.best_frame != self._asked:
            self._asked, self._encoding = progress.best_frame, None
            self._eyes.encode(progress.best_frame)
        if isinstance(progress.outcome, Captured):
            self._captured, self._captured_at = progress.outcome, at
            self._restarts = len(progress.setbacks)
        if failure is not None:
            self._capture = None
            setbacks = {str(one): progress.setbacks.count(one) for one in Setback}
            self._floor.note(Kind.CAPTURE_FAILED, reason=failure, **setbacks)
            self._floor.happened(Event.CAPTURE_FAILED)
        self._floor.changed()

    def _finish(self) -> None:
        if self._captured is not None and self._encoding is not None:
            self._capture, now = None, self._floor.now()
            self._floor.note(
                Kind.CAPTURED,
                after_ms=round(1000 * (now - self._captured_at)),
                after_action_ms=round(1000 * (now - self._captured.actions[-1].finished)),
            )
            self._floor.happened(Event.CAPTURED)

    def _check(self) -> None:
        evidence, session_id = self._evidence(), self._floor.session_id
        self._captured = self._encoding = None
        self._floor.call(lambda: self._central.face(session_id, evidence), self._proven)

    def _proven(self, result: StepResult) -> None:
        self._floor.happened(Event.PROVEN, result.steps)

    def _evidence(self) -> FaceEvidence:
        captured, encoding = self._captured, self._encoding
        if captured is None or encoding is None:
            raise ValueError("a face check began before the capture was complete")
        return FaceEvidence(
            nonce=self._current().nonce,
            templates=(*_templates(SFACE, captured.templates), *_templates(DLIB, (encoding,))),
            actions=tuple(
                ActionRecord(
                    action=Action(record.action),
                    started=record.started - self._began,
                    finished=record.finished - self._began,
                )
                for record in captured.actions
            ),
            passive=statistics.median(captured.passive) if captured.passive else None,
            restarts=self._restarts,
        )

    def _current(self) -> Challenge:
        if self._floor.visit.challenge is None:
            raise ValueError("a face capture began without a challenge")
        return self._floor.visit.challenge


def _templates(engine: str, vectors: Iterable[tuple[float, ...]]) -> Iterable[FaceTemplate]:
    return (FaceTemplate(engine=engine, vector=vector) for vector in vectors)
