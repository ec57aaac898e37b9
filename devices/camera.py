"""Cameras: off until they are needed, judged by what they deliver."""

from __future__ import annotations

import itertools
import os
import threading
import time
import zlib
from abc import abstractmethod
from collections import deque
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import TypeVar

import cv2

from devices.camera_setting import CameraSetting, Lens, steer, upright
from devices.frames import Frame, Image, NewestFrame, as_image
from devices.resilient import ResilientDevice
from devices.status import DeviceFault, DeviceStatus, Health

STALE_S = 1.0  # a camera that shows nothing new for this long is gone
FROZEN_S = 1.0  # a sensor's noise makes no two pictures equal, let alone all of a second
STARTING_S = 3.0  # what a USB camera may take to open and expose its first picture
RATE_WINDOW_S = 1.0
STOP_S = 0.5
GONE = "check its cable and the USB port"

Opened = TypeVar("Opened")
Clock = Callable[[], float]
Listener = Callable[[Frame], None]


def ignore(_frame: Frame) -> None:
    """The listener of a camera to which nobody listens."""


class Arrivals:
    """When frames arrived in the last seconds, and since when they have all been the same."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._times: deque[float] = deque(maxlen=120)
        self._print: int | None = None
        self._changed_at = 0.0

    def note(self, frame: Frame) -> None:
        # Every 8th pixel of every 8th row: 15 microseconds at 1280 x 720, and still full of sensor noise.
        print_ = zlib.crc32(frame.image[::8, ::8].tobytes())
        with self._lock:
            self._times.append(frame.at)
            if print_ != self._print:
                self._print, self._changed_at = print_, frame.at

    def last(self) -> float | None:
        with self._lock:
            return self._times[-1] if self._times else None

    def unchanged_for(self) -> float:
        """Seconds of frames, up to the last one, that showed the very same picture."""
        with self._lock:
            return self._times[-1] - self._changed_at if self._times else 0.0

    def rate(self, now: float) -> float:
        """Frames a second, over the last second."""
        with self._lock:
            return sum(at > now - RATE_WINDOW_S for at in self._times) / RATE_WINDOW_S


class Camera(ResilientDevice[Opened]):
    """A camera that is really closed while it is off.

    `on_frame` is called in the camera's thread with every frame and must return soon.
    """

    def __init__(self, name: str, clock: Clock, on_frame: Listener = ignore) -> None:
        super().__init__(name)
        self._clock = clock
        self._on_frame = on_frame
        self._numbers = itertools.count(1)
        self._slot = NewestFrame()
        self._setting = CameraSetting()
        self._arrivals = Arrivals()
        self._on_since = 0.0

    def switch_on(self) -> None:
        """Open the device, in the background; nothing happens when the camera is on."""
        if not self.running:
            self._arrivals = Arrivals()
            self._on_since = self._clock()
            self.start()

    def switch_off(self) -> None:
        """Close the device and wipe the newest frame; after at most half a second it counts as off."""
        self.stop(STOP_S)
        self._slot.clear()

    @abstractmethod
    def present(self) -> bool:
        """Whether the device is plugged in, as far as can be told without opening it."""

    def allowed(self) -> bool:
        """Whether this user may open the device."""
        return True

    def adjust(self, setting: CameraSetting) -> None:
        """Set the camera so, at once where it is on."""
        self._setting = setting

    def steerable(self) -> frozenset[Lens]:
        """What the driver lets be set by hand; known once the device is open."""
        return frozenset()

    def newest(self) -> Frame | None:
        return self._slot.newest()

    def frame_rate(self, now: float) -> float:
        """Frames a second, over the last second."""
        return self._arrivals.rate(now)

    def health(self, now: float) -> Health:
        """The camera's state as its frames tell it: drivers report success long after the plug was pulled."""
        if not self.running:
            return Health(DeviceStatus.POWER_OFF, f"{self._name} is switched off until it is needed")
        last = self._arrivals.last()
        if last is not None and now - last <= STALE_S:
            if self._arrivals.unchanged_for() >= FROZEN_S:
                return Health(
                    DeviceStatus.HARDWARE_ERROR,
                    f"{self._name} repeats one and the same picture: unplug it and plug it in again",
                )
            return Health(DeviceStatus.ONLINE)
        if self.fault is not None:
            return self.fault
        if last is None and now - self._on_since <= STARTING_S:
            return Health(DeviceStatus.DEVICE_BUSY, f"{self._name} is starting")
        silent_s = now - (self._on_since if last is None else last)
        return Health(DeviceStatus.OFFLINE, f"{self._name} has delivered no picture for {silent_s:.1f} s: {GONE}")

    def deliver(self, image: Image, at: float, stopping: threading.Event) -> None:
        """Hand a picture on, unless the camera was switched off while the driver was waiting for it."""
        frame = Frame(upright(image, self._setting), at, next(self._numbers))
        self._slot.put(frame)
        if stopping.is_set():  # asked after the put: whoever switches off later clears the slot himself
            self._slot.clear()
            return
        self._arrivals.note(frame)
        self._on_frame(frame)


class OpenCVCamera(Camera[cv2.VideoCapture]):
    """A Video4Linux camera."""

    def __init__(
        self,
        clock: Clock,
        on_frame: Listener = ignore,
        *,
        index: int = 0,
        width: int = 1280,
        height: int = 720,
        fps: int = 30,
    ) -> None:
        super().__init__(f"camera {index}", clock, on_frame)
        self._index = index
        # Motion JPEG first: USB 2 carries 1280 x 720 at 30 frames a second only compressed.
        self._wishes = {
            cv2.CAP_PROP_FOURCC: cv2.VideoWriter.fourcc(*"MJPG"),
            cv2.CAP_PROP_FRAME_WIDTH: width,
            cv2.CAP_PROP_FRAME_HEIGHT: height,
            cv2.CAP_PROP_FPS: fps,
            cv2.CAP_PROP_BUFFERSIZE: 1,
        }
        self._set: CameraSetting | None = None
        self._steerable: frozenset[Lens] = frozenset()

    def present(self) -> bool:
        return Path(f"/dev/video{self._index}").exists()

    def allowed(self) -> bool:
        return os.access(f"/dev/video{self._index}", os.R_OK | os.W_OK)

    def setup(self, stopping: threading.Event) -> cv2.VideoCapture:
        capture = cv2.VideoCapture(self._index, cv2.CAP_V4L2)
        if not capture.isOpened():
            capture.release()
            raise DeviceFault(DeviceStatus.NO_DEVICE, f"{self._name} could not be opened: {GONE}")
        for wish, value in self._wishes.items():
            capture.set(wish, value)
        self._set = None
        return capture

    def run(self, resource: cv2.VideoCapture, stopping: threading.Event) -> None:
        if self._set is not self._setting:
            self._set = self._setting
            self._steerable = steer(resource.set, self._set)
        delivered, image = resource.read()
        if not delivered:
            raise DeviceFault(DeviceStatus.OFFLINE, f"{self._name} stopped delivering pictures: {GONE}")
        self.deliver(as_image(image), self._clock(), stopping)

    def teardown(self, resource: cv2.VideoCapture) -> None:
        resource.release()

    def steerable(self) -> frozenset[Lens]:
        return self._steerable


@dataclass
class Pace:
    due: float
    """When the next picture is due, in seconds on the camera's clock."""


class SceneCamera(Camera[Pace]):
    """The simulated twin: photographs `scene(now)`, which gives None while the camera is unplugged.

    `plugged` answers `present` without the work of taking a picture.
    """

    def __init__(
        self,
        scene: Callable[[float], Image | None],
        clock: Clock = time.monotonic,
        on_frame: Listener = ignore,
        *,
        fps: int = 30,
        plugged: Callable[[], bool] = lambda: True,
    ) -> None:
        super().__init__("simulated camera", clock, on_frame)
        self._scene = scene
        self._period_s = 1 / fps
        self._plugged = plugged

    def present(self) -> bool:
        return self._plugged()

    def setup(self, stopping: threading.Event) -> Pace:
        now = self._clock()
        if self._scene(now) is None:
            raise DeviceFault(DeviceStatus.NO_DEVICE, f"{self._name} could not be opened: {GONE}")
        return Pace(due=now)

    def run(self, resource: Pace, stopping: threading.Event) -> None:
        if stopping.wait(max(0.0, resource.due - self._clock())):
            return
        now = self._clock()
        resource.due = max(resource.due + self._period_s, now)  # a late picture is not caught up
        image = self._scene(now)
        if image is None:
            raise DeviceFault(DeviceStatus.OFFLINE, f"{self._name} stopped delivering pictures: {GONE}")
        self.deliver(image, now, stopping)

    def teardown(self, resource: Pace) -> None:
        """Nothing to release."""
