"""A terminal without a window before the real central service, for visits that read like a script.

Only the eyes are played: what a real camera and vision process would report is handed in. The whole with real
eyes is played by `test_demo.py`.
"""

from __future__ import annotations

import queue
import secrets
import time
from collections.abc import Callable, Sequence
from datetime import UTC, datetime
from pathlib import Path

import numpy as np
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey
from pydantic import SecretBytes, SecretStr

from devices.codes import Code
from devices.face.observation import FaceObservation
from devices.liveness import CaptureLimits, FaceCapture
from devices.observations import CodesSeen, Encoded, FaceSeen, Observation, Task
from devices.printer import FilePrinter
from devices.simulated_speaker import SimulatedSpeaker
from kiosk.app import LOCALE
from kiosk.audit.journal import Journal
from kiosk.audit.store import Record, last
from kiosk.background import Background
from kiosk.client import CentralClient, signer
from kiosk.conductor import Conductor, VisitReport
from kiosk.contract import DLIB, SFACE, FaceTemplate, HolderRole, Language, Service
from kiosk.documents import Documents
from kiosk.flow import Event, Looks, Part, State
from kiosk.frame_times import FrameTimes
from kiosk.i18n import Catalogues
from kiosk.remote_configuration import RemoteConfiguration, Standing
from kiosk.signature import private_half, public_half
from kiosk.steps.face import Face
from kiosk.steps.floor import Floor
from kiosk.steps.id_number import IdNumber
from kiosk.steps.licence import Licence
from kiosk.steps.opening import Opening
from kiosk.steps.paper import Paper
from kiosk.steps.resetting import Resetting
from kiosk.steps.sms import Sms
from kiosk.steps.visit_steps import VisitSteps
from kiosk.view import View
from kiosk.visit import TimeLimits
from kiosk.voice import Voice
from papers.fonts import chinese_fonts
from simulator.service import World

ANSWER_SECONDS = 15.0
LIMITS = TimeLimits(budget=300, extension=120, idle=45, warning=25, help=120, final=60, goodbye=4)
Vector = tuple[float, ...]


def template(seed: int) -> Vector:
    """Somebody's face, as an engine would put it."""
    direction = np.random.default_rng(seed).normal(size=128)
    return tuple((direction / np.linalg.norm(direction)).tolist())


class PlayedEyes:
    """Reports what the test says is seen."""

    def __init__(self) -> None:
        self.looks: Looks | None = None
        self.task: Task | None = None
        self.face: Vector = template(1)
        self.gone: frozenset[Part] = frozenset()
        self._seen: list[Observation] = []

    def look(self, looks: Looks | None, now: float) -> None:
        self.looks = looks
        if looks is None:
            self._seen.clear()

    def watch(self, task: Task) -> None:
        self.task = task

    def encode(self, frame_number: int) -> None:
        self._seen.append(Encoded(frame_number, self.face))

    def seen(self) -> Sequence[Observation]:
        seen, self._seen = self._seen, []
        return seen

    def stale(self, now: float) -> bool:
        return Part.CAMERA in self.gone

    def lost(self, now: float) -> frozenset[Part]:
        return self.gone

    def show(self, observation: Observation) -> None:
        if self.looks is not None:
            self._seen.append(observation)


class Terminal:
    """The terminal under test, its visitor's hands, and a clock that the test can move on."""

    def __init__(
        self,
        url: str,
        key: bytes,
        world: World,
        folder: Path,
        fonts: Path,
        configuration_key: Ed25519PublicKey | None = None,
    ) -> None:
        self.world, self.eyes = world, PlayedEyes()
        self.views: list[View] = []
        self.reports: list[VisitReport] = []
        self.folder = folder / "print"
        self.folder.mkdir(exist_ok=True)
        self.client = CentralClient(url, signer("BJ-0001", key), patience=5, time_left=lambda: 60.0)
        self.remote = RemoteConfiguration(
            Standing(LIMITS, "test"), configuration_key, folder / "configuration.json", lambda: datetime.now(UTC)
        )
        self._skipped = 0.0
        self._frame = 0
        self._posted: queue.Queue[Callable[[], None]] = queue.Queue()
        self._background = Background(self._posted.put)
        self._journal_path = folder / "journal.sqlite3"
        self._journal = journal = Journal(
            self._journal_path,
            "BJ-0001",
            sign=private_half(SecretBytes(key)),
            verify=public_half(SecretBytes(key)),
            max_bytes=1_000_000,
            clock=lambda: datetime.now(UTC),
        )
        journal.start()
        catalogues = Catalogues(LOCALE)
        self.speaker = SimulatedSpeaker()
        voice = Voice(self.speaker, catalogues)
        documents = Documents(catalogues, chinese_fonts(fonts), "BJ-0001", "大厅", 80)
        printer = FilePrinter(self.folder)

        def steps(floor: Floor) -> VisitSteps:
            return VisitSteps(
                opening=Opening(floor, self.client, self.remote.standing.notice_version),
                licence=Licence(floor, self.client),
                face=Face(
                    floor,
                    self.client,
                    self.eyes,  # type: ignore[arg-type]
                    lambda actions, now: FaceCapture(actions, CaptureLimits(), now),
                ),
                id_number=IdNumber(floor, self.client),
                sms=Sms(floor, self.client),
                resetting=Resetting(
                    floor, self.client, new_key=lambda: secrets.token_urlsafe(24), pause=lambda _: None
                ),
                paper=Paper(floor, printer, documents, journal, lambda: datetime.now(UTC)),
            )

        def seen(view: View) -> None:
            voice.see(view)
            self.views.append(view)

        self.conductor = Conductor(
            central=self.client,
            eyes=self.eyes,  # type: ignore[arg-type]
            background=self._background,
            new_steps=steps,
            journal=journal,
            clock=self._now,
            remote=self.remote,
            language=Language.ZH_CN,
            software="test",
            frame_times=FrameTimes(),
            show=seen,
            over=self.reports.append,
        )

    @property
    def view(self) -> View:
        return self.views[-1]

    def _now(self) -> float:
        return time.monotonic() + self._skipped

    def close(self) -> None:
        self.conductor.wipe()
        self._background.stop()
        self.client.close()
        self._journal.close(ANSWER_SECONDS)

    def journal(self) -> list[Record]:
        """What the journal says, once all that was noted is written; nothing more is written after it."""
        assert self._journal.close(ANSWER_SECONDS), "the journal does not end"
        return last(self._journal_path, 1000)

    def until(self, state: State) -> View:
        """Lets the terminal work until `state` is on the screen."""
        self.come_to_pass(lambda: bool(self.views) and self.view.state is state, state)
        return self.view

    def come_to_pass(self, condition: Callable[[], bool], what: str = "it") -> None:
        """Lets the terminal work until something is so."""
        give_up = time.monotonic() + ANSWER_SECONDS
        while not condition():
            self.turn()
            assert time.monotonic() < give_up, (
                f"{what} did not come to pass, it is at {self.view.state}: {self.view.problem}; {self.journal()}"
            )

    def turn(self) -> None:
        """Lets the terminal work for a moment."""
        self.conductor.tick()
        try:
            self._posted.get(timeout=0.02)()
        except queue.Empty:
            return

    def press(self, event: Event, value: Service | None = None) -> None:
        self.conductor.act(event, value)

    def enter(self, secret: str) -> None:
        self.conductor.act(Event.ENTERED, SecretStr(secret))

    def wait(self, seconds: float, step: float = 0.5) -> None:
        """Time passes, and nothing else."""
        for _ in range(round(seconds / step)):
            self._skipped += step
            self.conductor.tick()

    def show_code(self, text: str) -> None:
        corners = np.zeros((4, 2), dtype=np.float32)
        self.eyes.show(CodesSeen(self._next_frame(), self._now(), (Code(text, text.encode(), corners, "test"),)))
        self.conductor.tick()

    def show_phone(self, name_part: str, role: HolderRole = HolderRole.REPRESENTATIVE) -> None:
        self.show_code(self.world.present(self.world.enterprise(name_part)["credit_code"], role))

    def show_face(self, **measures: object) -> None:
        seen = {"faces": 1, "box": (500.0, 200.0, 240.0, 300.0), "score": 0.95, "size": 0.4, "sharpness": 200.0}
        seen["brightness"] = 120 + self._frame / 1000  # no two pictures of a camera are alike
        observation = FaceObservation(**{**seen, "hint": None, "mouth_open": 0.02, **measures})  # type: ignore[arg-type]
        self.eyes.show(FaceSeen(self._next_frame(), self._now(), observation))
        self.conductor.tick()

    def do_what_is_asked(self, face: Vector) -> None:
        """Before the camera, until the capture is over."""
        self.eyes.face = face
        doing = {"turn_left": {"yaw": 30.0}, "turn_right": {"yaw": -30.0}, "open_mouth": {"mouth_open": 0.7}}
        last: dict[str, float] = {}
        for _ in range(600):
            if self.view.state is not State.FACE:
                return
            prompt = self.view.face.prompt if self.view.face else "look_straight"
            last = last if prompt == "hold" else doing.get(prompt, {})
            turned = "yaw" in last
            self.show_face(template=None if turned else face, acting_template=face if turned else None, **last)
            self.turn()
        raise AssertionError(f"the capture does not end: {self.view.face}")

    def _next_frame(self) -> int:
        self._frame += 1
        return self._frame


def on_file(world: World, name_part: str, role: HolderRole, face: Vector) -> None:
    """Puts a face on file."""
    templates = [FaceTemplate(engine=SFACE, vector=face), FaceTemplate(engine=DLIB, vector=face)]
    world.enrol_face(world.enterprise(name_part)["credit_code"], role, templates)
