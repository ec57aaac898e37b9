"""The real vision process on real pictures."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path

import cv2
import numpy as np
import psutil
import pytest
import segno

from devices.face.gate import GateHint, GateLimits
from devices.frames import Frame, Image
from devices.observations import IDLE, CodesSeen, Encoded, FaceSeen, Observation, Task, TaskKind
from devices.status import DeviceStatus
from devices.vision import Vision
from devices.vision_worker import VisionConfig
from tests.devices.device_bench import eventually

CODES = Task(TaskKind.CODES)
FACE = Task(TaskKind.FACE, want_mouth=True, want_templates=True)
TOKEN = "A1" * 22


class Eyes:
    """Offers one picture over and over, like a camera, and collects what is seen."""

    def __init__(self, vision: Vision) -> None:
        self.vision = vision
        self.number = 0

    def until(self, image: Image, wanted: Callable[[Observation], bool], within_s: float = 10.0) -> Observation:
        found: list[Observation] = []

        def look() -> bool:
            self.number += 1
            self.vision.offer(Frame(image, time.monotonic(), self.number))
            found.extend(filter(wanted, self.vision.poll()))
            return bool(found)

        assert eventually(look, within_s)
        return found[0]


@pytest.fixture(scope="module")
def vision(model_paths: Mapping[str, Path]) -> Iterator[Vision]:
    process = Vision(VisionConfig(model_paths), time.monotonic)
    process.start()
    assert eventually(lambda: process.ready, 30)
    yield process
    assert process.stop(5)


@pytest.fixture
def eyes(vision: Vision) -> Iterator[Eyes]:
    yield Eyes(vision)
    vision.watch(IDLE)


@pytest.fixture(scope="session")
def code() -> Image:
    matrix = segno.make(TOKEN, error="m", micro=False).matrix_iter(scale=6, border=4)
    grey = np.array([[0 if dark else 255 for dark in row] for row in matrix], dtype=np.uint8)
    return cv2.copyMakeBorder(cv2.cvtColor(grey, cv2.COLOR_GRAY2BGR), 100, 100, 300, 300, 0).astype(np.uint8)


def saw_code(observation: Observation) -> bool:
    return isinstance(observation, CodesSeen) and any(code.text == TOKEN for code in observation.codes)


def saw_template(observation: Observation) -> bool:
    return isinstance(observation, FaceSeen) and observation.observation.template is not None


def test_codes_are_read(eyes: Eyes, code: Image) -> None:
    eyes.vision.watch(CODES)
    seen = eyes.until(code, saw_code)
    assert isinstance(seen, CodesSeen)
    assert 1 <= seen.frame_number <= eyes.number
    assert time.monotonic() - seen.at < 5


def test_faces_are_seen_and_encoded_by_their_frame_number(eyes: Eyes, hopper: Image) -> None:
    eyes.vision.watch(FACE)
    seen = eyes.until(hopper, saw_template)
    assert isinstance(seen, FaceSeen)
    eyes.vision.encode(seen.frame_number)
    encoded = eyes.until(hopper, lambda observation: isinstance(observation, Encoded))
    assert isinstance(encoded, Encoded)
    assert encoded.frame_number == seen.frame_number
    assert encoded.encoding is not None
    assert len(encoded.encoding) == 128
    assert str(encoded.encoding[0]) not in repr(encoded)


def test_after_a_change_of_task_nothing_of_before_is_told_or_kept(eyes: Eyes, hopper: Image) -> None:
    eyes.vision.watch(FACE)
    seen = eyes.until(hopper, saw_template)
    assert isinstance(seen, FaceSeen)
    eyes.vision.watch(IDLE)
    assert eyes.vision.poll() == []
    eyes.vision.offer(Frame(hopper, time.monotonic(), 10**6))
    assert not eventually(lambda: bool(eyes.vision.poll()), within_s=0.3), "idle looks at nothing"
    eyes.vision.watch(FACE)
    eyes.vision.encode(seen.frame_number)
    encoded = eyes.until(np.zeros_like(hopper), lambda observation: isinstance(observation, Encoded))
    assert encoded == Encoded(seen.frame_number, None)


def test_no_pixels_are_left_in_shared_memory(vision: Vision, eyes: Eyes) -> None:
    marked = np.tile(np.array([[[211, 17, 149]]], dtype=np.uint8), (720, 1280, 1))
    mark = bytes([211, 17, 149]) * 40
    vision.watch(CODES)
    eyes.until(marked, lambda observation: isinstance(observation, CodesSeen))
    assert shared_memory_holds(os.getpid(), mark), "the search finds a frame that is there"
    assert not list(Path("/dev/shm").glob("pym-*")), "the memory has no name to be found by"  # noqa: S108
    vision.watch(IDLE)
    assert eventually(lambda: not shared_memory_holds(os.getpid(), mark))


def shared_memory_holds(pid: int, mark: bytes) -> bool:
    """Whether shared, writable memory of a process holds some bytes."""
    regions = [line.split() for line in Path(f"/proc/{pid}/maps").read_text().splitlines()]
    with Path(f"/proc/{pid}/mem").open("rb", buffering=0) as memory:
        for region in regions:
            if region[1] != "rw-s":
                continue
            start, end = (int(part, 16) for part in region[0].split("-"))
            memory.seek(start)
            if mark in memory.read(end - start):
                return True
    return False


def test_killed_at_work_it_comes_back_to_the_same_task(eyes: Eyes, hopper: Image) -> None:
    vision = eyes.vision
    vision.watch(FACE)
    eyes.until(hopper, saw_template)
    first = vision.pid
    assert first is not None
    os.kill(first, signal.SIGKILL)
    assert eventually(lambda: not vision.ready)
    assert vision.health().status is not DeviceStatus.ONLINE
    eyes.until(hopper, saw_template)
    assert vision.pid != first
    assert eventually(lambda: vision.health().status is DeviceStatus.ONLINE)


def test_an_encoding_asked_of_a_process_that_dies_is_answered_with_none(eyes: Eyes, hopper: Image) -> None:
    vision = eyes.vision
    vision.watch(FACE)
    seen = eyes.until(hopper, saw_template)
    assert isinstance(seen, FaceSeen)
    assert vision.pid is not None
    os.kill(vision.pid, signal.SIGSTOP)
    vision.encode(seen.frame_number)
    os.kill(vision.pid, signal.SIGKILL)
    answer = eyes.until(hopper, lambda observation: isinstance(observation, Encoded))
    assert answer == Encoded(seen.frame_number, None)
    assert eventually(lambda: vision.ready, 30)


def test_other_limits_hold_for_the_frames_after_them(vision: Vision, eyes: Eyes, hopper: Image) -> None:
    vision.watch(FACE)
    eyes.until(hopper, saw_template)
    vision.gate(GateLimits(min_size=0.74))
    try:
        eyes.until(hopper, lambda seen: isinstance(seen, FaceSeen) and seen.observation.hint is GateHint.TOO_FAR, 30)
    finally:
        vision.gate(GateLimits())
    eyes.until(hopper, saw_template, 30)


def test_ctrl_c_does_not_end_it(vision: Vision, eyes: Eyes, code: Image) -> None:
    pid = vision.pid
    assert pid is not None
    os.kill(pid, signal.SIGINT)
    vision.watch(CODES)
    eyes.until(code, saw_code)
    assert vision.pid == pid


def test_it_gives_way_to_the_screen(vision: Vision) -> None:
    assert psutil.Process(vision.pid).nice() > psutil.Process().nice()


def test_a_frame_that_is_too_large_is_named(vision: Vision) -> None:
    vision.watch(CODES)
    with pytest.raises(ValueError, match="max_frame_bytes"):
        vision.offer(Frame(np.zeros((3000, 3000, 3), dtype=np.uint8), 0.0, 1))
    vision.watch(IDLE)


def test_health_tells_the_technician_what_is_missing(vision: Vision) -> None:
    assert "MiniFASNet" in vision.health().detail


PARENT = """
import sys, time
from pathlib import Path
from devices import models
from devices.vision import Vision
from devices.vision_worker import VisionConfig

if __name__ == "__main__":
    vision = Vision(VisionConfig(models.load_paths(Path("."))), time.monotonic)
    vision.start()
    while not vision.ready:
        time.sleep(0.01)
    print(vision.pid, flush=True)
    if sys.argv[1] == "stop":
        vision.stop(5)
    else:
        time.sleep(60)
"""


@pytest.mark.parametrize("way", ["stop", "kill"])
def test_no_process_outlives_its_parent(tmp_path: Path, way: str) -> None:
    script = tmp_path / "parent.py"
    script.write_text(PARENT)
    root = Path(__file__).resolve().parents[2]
    parent = subprocess.Popen(
        [sys.executable, script, way],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        env={**os.environ, "PYTHONPATH": str(root)},
        cwd=tmp_path,
    )
    assert parent.stdout is not None
    child = int(parent.stdout.readline())
    if way == "kill":
        parent.kill()
    _, errors = parent.communicate(timeout=20)
    assert eventually(lambda: not psutil.pid_exists(child))
    assert "resource_tracker" not in errors
    assert "Traceback" not in errors
