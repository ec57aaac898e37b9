from __future__ import annotations

import threading
import time

import numpy as np
import pytest

from devices.camera import Camera, SceneCamera
from devices.frames import Frame, Image, NewestFrame
from devices.status import DeviceStatus
from tests.devices.device_bench import eventually


def fast() -> float:
    """A clock on which a second takes a tenth of one."""
    return time.monotonic() * 10


class Scene:
    """Noise like a sensor's, unless frozen; nothing while unplugged."""

    def __init__(self) -> None:
        self.plugged = True
        self.frozen = False
        self.taken = 0

    def __call__(self, now: float) -> Image | None:
        self.taken += 1
        random = np.random.default_rng(0 if self.frozen else self.taken)
        return random.integers(1, 255, (72, 128, 3), dtype=np.uint8) if self.plugged else None


class StuckCamera(Camera[None]):
    """Its driver blocks until it is released, then delivers one picture, however late."""

    def __init__(self) -> None:
        self.heard: list[Frame] = []
        super().__init__("stuck camera", time.monotonic, self.heard.append)
        self.reading = threading.Event()
        self.released = threading.Event()
        self.picture = np.full((8, 8, 3), 200, dtype=np.uint8)
        self.closed = threading.Event()

    def present(self) -> bool:
        return True

    def setup(self, stopping: threading.Event) -> None: ...

    def run(self, resource: None, stopping: threading.Event) -> None:
        self.reading.set()
        self.released.wait()
        self.deliver(self.picture, self._clock(), stopping)

    def teardown(self, resource: None) -> None:
        self.closed.set()


def test_the_newest_frame_takes_the_place_of_the_old_one_and_clearing_wipes_it() -> None:
    slot = NewestFrame()
    for number in (1, 2):
        slot.put(Frame(np.full((4, 4, 3), number, dtype=np.uint8), float(number), number))
    newest = slot.newest()
    assert newest is not None
    assert newest.number == 2
    slot.clear()
    assert slot.newest() is None
    assert not newest.image.any()


def test_a_frame_shows_no_pixels_in_its_repr() -> None:
    assert "array" not in repr(Frame(np.zeros((2, 2, 3), dtype=np.uint8), 1.0, 1))


def test_nothing_is_looked_at_before_the_camera_is_switched_on() -> None:
    scene = Scene()
    camera = SceneCamera(scene, fast)
    assert camera.newest() is None
    assert camera.health(fast()).status is DeviceStatus.POWER_OFF
    assert scene.taken == 0


def test_frames_come_at_the_pace_asked_for_and_stop_when_switched_off() -> None:
    heard: list[Frame] = []
    camera = SceneCamera(Scene(), time.monotonic, heard.append, fps=50)
    camera.switch_on()
    assert eventually(lambda: len(heard) >= 30)
    assert camera.health(time.monotonic()).status is DeviceStatus.ONLINE
    span = heard[29].at - heard[0].at
    assert span >= 28 / 50, "no faster than asked"
    newest = camera.newest()
    camera.switch_off()
    count = len(heard)
    assert [frame.number for frame in heard] == list(range(1, count + 1))
    assert camera.newest() is None
    assert newest is not None
    assert not heard[-1].image.any(), "the last picture is overwritten"
    assert not eventually(lambda: len(heard) > count, within_s=0.1)


def test_frame_rate_counts_the_last_second_only() -> None:
    camera = SceneCamera(Scene(), time.monotonic, fps=100)
    camera.switch_on()
    assert eventually(lambda: camera.frame_rate(time.monotonic()) > 20)
    camera.switch_off()
    assert camera.frame_rate(time.monotonic() + 2) == 0


def test_a_camera_that_is_unplugged_is_noticed_and_comes_back() -> None:
    scene = Scene()
    camera = SceneCamera(scene, fast, plugged=lambda: scene.plugged)
    camera.switch_on()
    assert eventually(lambda: camera.health(fast()).status is DeviceStatus.ONLINE)
    scene.plugged = False
    assert not camera.present()
    assert eventually(lambda: camera.health(fast()).status is DeviceStatus.NO_DEVICE)
    assert "cable" in camera.health(fast()).detail
    scene.plugged = True
    assert eventually(lambda: camera.health(fast()).status is DeviceStatus.ONLINE)
    camera.switch_off()


def test_a_camera_that_repeats_one_picture_is_broken_though_it_reports_success() -> None:
    scene = Scene()
    camera = SceneCamera(scene, fast)
    camera.switch_on()
    assert eventually(lambda: camera.health(fast()).status is DeviceStatus.ONLINE)
    scene.frozen = True
    assert eventually(lambda: camera.health(fast()).status is DeviceStatus.HARDWARE_ERROR)
    camera.switch_off()


def test_a_driver_that_blocks_is_called_starting_and_then_offline() -> None:
    camera = StuckCamera()
    camera.switch_on()
    now = time.monotonic()
    assert camera.health(now).status is DeviceStatus.DEVICE_BUSY
    assert camera.health(now + 10).status is DeviceStatus.OFFLINE
    camera.released.set()
    camera.switch_off()


def test_a_picture_that_a_blocked_driver_delivers_after_switching_off_reaches_nobody() -> None:
    camera = StuckCamera()
    camera.switch_on()
    assert camera.reading.wait(5)
    camera.switch_off()
    camera.released.set()
    assert camera.closed.wait(5)
    assert camera.newest() is None
    assert camera.heard == []
    assert not camera.picture.any()


@pytest.mark.parametrize("times", [1, 3])
def test_switching_on_and_off_again_works(times: int) -> None:
    camera = SceneCamera(Scene(), fast)
    for _ in range(times):
        camera.switch_on()
        assert eventually(lambda: camera.newest() is not None)
        camera.switch_off()
        assert camera.newest() is None
