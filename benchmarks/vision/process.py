"""The terminal at work: the preview, the vision process beside it, what a kill costs, how much memory all of it takes.

Measured on the parts of a real terminal (window, camera thread, vision process) with a film in the camera's place. Its
few pictures were rendered before: the rendering is no part of a terminal.
"""

from __future__ import annotations

import gc
import multiprocessing
import os
import signal
import statistics
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import psutil

from benchmarks.section import Section
from devices.camera import SceneCamera
from devices.frames import Frame, Image
from devices.models import load_paths
from devices.observations import IDLE, CodesSeen, Encoded, FaceSeen, Task, TaskKind
from devices.vision import Vision
from devices.vision_worker import VisionConfig
from kiosk.audit.events import Kind
from kiosk.audit.store import last
from kiosk.evaluation.report import Row
from kiosk.evaluation.statistics import Times
from kiosk.frame_times import p99
from simulator.display import Display

NAME = "process"
ROOT = Path(__file__).resolve().parents[2]
FPS = 30
SECONDS = 60.0
TICKS = 60
KILLS = 10
VISITS = 7
RECORDS = 10_000
"""More than a visit leaves."""
MINIATURES = 2000
PICTURES = 10
"""Of a film, 28 MB."""
FACE = Task(TaskKind.FACE, want_mouth=True, want_templates=True)
CODES = Task(TaskKind.CODES)


def film(seconds: float, *, phone: bool = False) -> list[Image]:
    """The last rendered frames of a visitor before the camera, or of one with a phone; (720, 1280, 3) each.

    Rendered in a process of its own, which takes what that needs of memory with it.
    """
    with ProcessPoolExecutor(1, mp_context=multiprocessing.get_context("spawn")) as pool:
        return pool.submit(_render, seconds, phone).result()


def _render(seconds: float, phone: bool) -> list[Image]:
    from simulator.scene import Scene  # here, because only the process that renders is to carry it

    scene = Scene(seed=7)
    scene.visitor_enters("hopper")
    frames = []
    for number in range(round(seconds * FPS)):
        if number == FPS and phone:
            scene.show_phone("0A1B2C3D4E5F6G7H8J9KALBMCNDPEQFRGSHTJUKVLW", "示范商贸有限公司")
        image = scene(number / FPS)
        assert image is not None
        frames.append(image)
    return frames[-PICTURES:]


class Film:
    """Plays frames over and over, there and back, as `SceneCamera` wants a scene."""

    def __init__(self, frames: list[Image]) -> None:
        self._frames = [*frames, *reversed(frames)]
        self._number = 0

    def __call__(self, _: float) -> Image:
        self._number += 1
        return self._frames[self._number % len(self._frames)]


@dataclass(frozen=True)
class PreviewFigures:
    """Of `seconds` of one screen. `missed` counts the camera's pictures that never came to the preview."""

    screen: str
    seconds: float
    pictures: int
    missed: int
    looked_at: int
    frame_median_ms: float
    frame_p99_ms: float
    window_mib: float
    vision_mib: float


def memory_mib(*processes: int | None) -> float:
    """Of the processes together; what they share counts once (PSS)."""
    return float(sum(psutil.Process(pid).memory_full_info().pss for pid in processes if pid is not None) / 2**20)


def preview(models_folder: Path, seconds: float = SECONDS) -> Iterator[PreviewFigures]:
    """The licence and the face screen, each for `seconds`; needs a display, and is run in a process of its own."""
    from screens.environment import prepare

    pictures = film(2.0)
    with tempfile.TemporaryDirectory() as folder:
        prepare((1080, 1920), fullscreen=False, kivy_home=Path(folder))
        from kivy.base import EventLoop
        from kivy.clock import Clock
        from kivy.core.window import Window

        from kiosk.i18n import Catalogues
        from papers.fonts import chinese_fonts
        from screens.gallery import LOCALE, Nobody
        from screens.root import Root, load
        from screens.samples import SAMPLES

        vision = Vision(VisionConfig(load_paths(models_folder)), time.monotonic)
        vision.start()
        shown: list[int] = []
        camera: SceneCamera | None = None

        def newest() -> Frame | None:
            frame = camera.newest() if camera is not None else None
            if frame is not None and (not shown or shown[-1] != frame.number):
                shown.append(frame.number)
            return frame

        load(chinese_fonts(Path(folder)))
        root = Root(Nobody(), Catalogues(LOCALE), newest)
        Window.add_widget(root)
        EventLoop.status = "started"
        times: list[float] = []

        def flip(window: Any) -> bool:
            window.flip()
            times.append(Clock.time() - Clock.get_time())
            return True

        Window.bind(on_flip=flip)
        gc.collect()
        gc.freeze()  # as `kiosk.window` does
        while not vision.ready:
            EventLoop.idle()
        for name, task in (("licence", CODES), ("face_turn", FACE)):
            camera = SceneCamera(Film(pictures), time.monotonic, vision.offer, fps=FPS)
            looked_at = 0
            view = SAMPLES[name]
            root.show(view)
            vision.watch(task)
            camera.switch_on()
            settled = time.monotonic() + 3
            while time.monotonic() < settled:
                EventLoop.idle()
            vision.poll()
            shown.clear()
            times.clear()
            end, tick_at = time.monotonic() + seconds, 0.0
            while time.monotonic() < end:
                now = time.monotonic()
                if now >= tick_at:
                    tick_at = now + 1 / TICKS
                    seen = vision.poll()
                    looked_at += len(seen)
                    if seen and view.face is not None:  # what the visitor sees changes while the step goes on
                        view = replace(view, face=replace(view.face, fraction=looked_at % 100 / 100))
                    root.show(replace(view, remaining=round(end - now)))
                EventLoop.idle()
            delivered = shown[-1] - shown[0] + 1
            yield PreviewFigures(
                screen=name,
                seconds=seconds,
                pictures=delivered,
                missed=delivered - len(shown),
                looked_at=looked_at,
                frame_median_ms=1000 * statistics.median(times),
                frame_p99_ms=1000 * p99(times),
                window_mib=memory_mib(os.getpid()),
                vision_mib=memory_mib(vision.pid),
            )
            camera.switch_off()
            vision.watch(IDLE)
        vision.stop(2)


@dataclass(frozen=True)
class Latencies:
    """Of whole visits through the real window; see `kiosk.audit.events.Kind`."""

    visits: int
    code: Times
    """From the first frame that shows the code to what it says, as the visit's step gets it."""
    evidence: Times
    """From the last frame that the face step needed to the evidence being sent."""
    after_action: Times
    """From the last action, held, to the evidence being sent."""
    frame_p99_ms: float
    """Of the window's frames; the demo takes its pictures meanwhile. The median of the visits."""


def latencies(models_folder: Path, visits: int = VISITS) -> Latencies:
    """Plays so many visits."""
    found: dict[str, list[float]] = {"code": [], "evidence": [], "after_action": [], "frame_p99": []}
    for _ in range(visits):
        with tempfile.TemporaryDirectory() as name:
            folder = Path(name)
            config = (ROOT / "config.toml").read_text("utf-8")
            (folder / "config.toml").write_text(
                config.replace('folder = "models"', f'folder = "{models_folder.resolve()}"'), "utf-8"
            )
            command = [sys.executable, "-m", "kiosk", "demo", "--out", name, "--config", name + "/config.toml"]
            subprocess.run(command, check=True, capture_output=True, timeout=300)  # noqa: S603 - our own program
            records = last(folder / "journal.sqlite3", RECORDS)
        for record in records:
            facts = record.facts
            match record.kind:
                case Kind.CODE_READ:
                    found["code"].append(facts["after_ms"])
                case Kind.CAPTURED:
                    found["evidence"].append(facts["after_ms"])
                    found["after_action"].append(facts["after_action_ms"])
                case Kind.VISIT_ENDED:
                    found["frame_p99"].append(facts["frame_p99_ms"])
    return Latencies(
        visits=visits,
        code=Times.of(found["code"]),
        evidence=Times.of(found["evidence"]),
        after_action=Times.of(found["after_action"]),
        frame_p99_ms=statistics.median(found["frame_p99"]),
    )


def kills(models_folder: Path, count: int = KILLS) -> list[float]:
    """Seconds from killing the vision process in the middle of the face step to its next answer."""
    frames = film(2.0)
    vision = Vision(VisionConfig(load_paths(models_folder)), time.monotonic)
    vision.start()
    camera = SceneCamera(Film(frames), time.monotonic, vision.offer, fps=FPS)
    vision.watch(FACE)
    camera.switch_on()
    taken = []
    try:
        for _ in range(count):
            _until(lambda: any(isinstance(one, FaceSeen) for one in vision.poll()))
            assert vision.pid is not None
            killed = time.monotonic()
            os.kill(vision.pid, signal.SIGKILL)
            _until(lambda: not vision.ready)
            vision.poll()
            _until(lambda: any(isinstance(one, FaceSeen) for one in vision.poll()))
            taken.append(time.monotonic() - killed)
    finally:
        camera.switch_off()
        vision.stop(2)
    return taken


def flatness(models_folder: Path, visits: int = MINIATURES) -> list[float]:
    """MiB of the vision process after each tenth of so many visits in miniature: codes, face, encoding, nothing."""
    faces, phones = film(2.0), film(4.0, phone=True)
    vision = Vision(VisionConfig(load_paths(models_folder)), time.monotonic)
    vision.start()
    _until(lambda: vision.ready)
    number = 0
    figures = []
    try:
        for visit in range(visits):
            for task, frames in ((CODES, phones), (FACE, faces)):
                vision.watch(task)
                wanted = CodesSeen if task is CODES else FaceSeen
                for image in frames[:3]:
                    number += 1
                    vision.offer(Frame(image, time.monotonic(), number))
                    _until(lambda wanted=wanted: any(isinstance(one, wanted) for one in vision.poll()))
            vision.encode(number)
            _until(lambda: any(isinstance(one, Encoded) for one in vision.poll()))
            vision.watch(IDLE)
            if (visit + 1) % (visits // 10) == 0:
                figures.append(memory_mib(vision.pid))
    finally:
        vision.stop(2)
    return figures


def _until(holds: Any, within: float = 30.0) -> None:
    pause, end = threading.Event(), time.monotonic() + within
    while not holds():
        if time.monotonic() > end:
            raise TimeoutError(f"nothing came within {within:.0f} s")
        pause.wait(0.002)


@dataclass(frozen=True)
class Figures:
    preview: Sequence[PreviewFigures]
    latencies: Latencies
    kills_s: Sequence[float]
    memory_mib: Sequence[float]
    """Of the vision process after each tenth of the visits in miniature."""


def section(models_folder: Path) -> Section:
    """Everything of this module; takes a quarter of an hour."""
    with Display(1080, 1920), ProcessPoolExecutor(1, mp_context=multiprocessing.get_context("spawn")) as pool:
        screens = pool.submit(_previews, models_folder).result()
    figures = Figures(screens, latencies(models_folder), kills(models_folder), flatness(models_folder))
    waits = figures.latencies
    recovery = Times.of([1000 * seconds for seconds in figures.kills_s])
    memory = figures.memory_mib
    rows: list[Row] = [
        {"measured": "first frame with the code to its text, ms", "result": waits.code, "wanted": "median <= 80"},
        {"measured": "last frame needed to evidence sent, ms", "result": waits.evidence, "wanted": ""},
        {"measured": "last action to evidence sent, ms", "result": waits.after_action, "wanted": "median <= 700"},
        {"measured": "SIGKILL to the next answer, ms", "result": recovery, "wanted": f"longest of {KILLS} <= 2000"},
        {"measured": "... longest", "result": recovery.longest, "wanted": ""},
        {
            "measured": f"vision process, MiB after a tenth of {MINIATURES} visits and after all",
            "result": f"{memory[0]:.0f}, {memory[-1]:.0f}",
            "wanted": "flat",
        },
    ]
    return Section(
        name=NAME,
        title="The terminal at work",
        tables={
            "Window 1080x1920, camera 1280x720 at 30 pictures a second, vision process at work": [
                {
                    "screen": one.screen,
                    "seconds": one.seconds,
                    "pictures": one.pictures,
                    "missed by the preview": one.missed,
                    "looked at": one.looked_at,
                    "window's frame, median ms": one.frame_median_ms,
                    "p99 ms (wanted: below 33)": one.frame_p99_ms,
                    "window + vision, MiB (wanted: below 700)": one.window_mib + one.vision_mib,
                }
                for one in figures.preview
            ],
            f"Waiting: {waits.visits} whole visits at human pace, {KILLS} kills in the face step": rows,
        },
        figures=figures,
        notes=("Memory: proportional set size. The display is drawn in software.",),
    )


def _previews(models_folder: Path) -> list[PreviewFigures]:
    return list(preview(models_folder))
