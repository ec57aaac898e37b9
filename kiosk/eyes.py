"""The camera and the vision process as one pair of eyes, open only while a state of the visit looks at something."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

from devices.camera import Camera
from devices.frames import Frame
from devices.observations import IDLE, FaceSeen, Observation, Task, TaskKind
from devices.status import DeviceStatus
from devices.vision import Vision
from kiosk.flow import Looks, Part

KIND = {None: TaskKind.IDLE, Looks.CODES: TaskKind.CODES, Looks.FACE: TaskKind.FACE}


class Eyes:
    """Opens and closes camera and vision together, and says which of them is lost.

    `grace` is how long (s) a camera that is on may show nothing new, or the vision process be starting again,
    before it counts as lost; until then its own thread is getting it back.
    """

    def __init__(self, camera: Camera[Any], vision: Vision, grace: float) -> None:
        self._camera, self._vision, self._grace = camera, vision, grace
        self._looks: Looks | None = None
        self._told: Callable[[FaceSeen], None] | None = None
        self._camera_well_at = 0.0
        self._vision_well_at: float | None = None

    def look(self, looks: Looks | None, now: float) -> None:
        """What to look for from now on; None closes the eyes and forgets what they saw."""
        if looks is self._looks:
            return
        if looks is None:
            self._camera.switch_off()
        elif self._looks is None:
            self._camera_well_at = now
            self._camera.switch_on()
        self._looks, self._told = looks, None
        self._vision.watch(Task(KIND[looks]))

    def lend(self, wanted: bool) -> None:
        """Opens the camera for the technician's tests, or closes it, while no visit looks through it."""
        if self._looks is None and wanted:
            self._camera.switch_on()
        elif self._looks is None:
            self._camera.switch_off()

    def study(self, told: Callable[[FaceSeen], None] | None) -> None:
        """Tells the technician of every face in the lent camera's pictures, as it is measured; None ends it."""
        if self._looks is None:
            self._told = told
            self._vision.watch(Task(TaskKind.FACE) if told else IDLE)

    def watch(self, task: Task) -> None:
        """What exactly to look for, in the state that looks."""
        self._vision.watch(task)

    def encode(self, frame_number: int) -> None:
        """Asks for the second engine's encoding of a frame."""
        self._vision.encode(frame_number)

    def seen(self) -> Sequence[Observation]:
        """What was seen since the last question."""
        seen = self._vision.poll()
        if self._told is None:
            return seen
        for one in seen:
            if isinstance(one, FaceSeen):
                self._told(one)
        return ()

    def frame(self) -> Frame | None:
        """The newest picture, for the preview."""
        return self._camera.newest()

    def stale(self, now: float) -> bool:
        """Whether the picture stands still though the camera should be on."""
        return self._looks is not None and self._camera.health(now).status is not DeviceStatus.ONLINE

    def lost(self, now: float) -> frozenset[Part]:
        """The parts that a visit cannot count on now."""
        if not self.stale(now):
            self._camera_well_at = now
        if self._vision.health().status is DeviceStatus.ONLINE:
            self._vision_well_at = now
        if self._looks is None:
            camera_lost = not self._camera.present()
        else:
            camera_lost = now - self._camera_well_at > self._grace
        vision_lost = self._vision_well_at is None or now - self._vision_well_at > self._grace
        parts = ((Part.CAMERA, camera_lost), (Part.VISION, vision_lost))
        return frozenset(part for part, lost in parts if lost)
