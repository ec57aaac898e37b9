"""The vision process: looks at one frame at a time and tells what it saw in it."""

from __future__ import annotations

import contextlib
import math
import os
import signal
from collections.abc import Iterator, Mapping
from ctypes import Array, c_uint8
from dataclasses import dataclass, field
from multiprocessing.connection import Connection
from pathlib import Path

import cv2
import numpy as np
from numpy.typing import NDArray

from devices.codes import CodeReader, CodeReaderConfig
from devices.face.dlib_encoding import DlibEncoder
from devices.face.engine import FaceEngine
from devices.face.gate import GateLimits
from devices.face.kept import KeptFaces
from devices.observations import IDLE, CodesSeen, Encoded, FaceSeen, Observation, Task, TaskKind
from devices.status import DeviceFault, Health

NICENESS = 5  # the screen comes first
LEISURE_S = 0.5  # nobody asked for anything for so long: time for what takes long
NO_PASSIVE = "liveness is judged without a passive score: supply the MiniFASNet models"


@dataclass(frozen=True)
class VisionConfig:
    """What the vision process works with. It travels to the process by pickle."""

    models: Mapping[str, Path]
    """As `devices.models.load_paths` gives them."""
    codes: CodeReaderConfig = field(default_factory=CodeReaderConfig)
    gate: GateLimits = field(default_factory=GateLimits)
    max_frame_bytes: int = 1920 * 1080 * 3


@dataclass(frozen=True)
class Watch:
    """Look for this from now on. The epoch comes back with all that is seen."""

    task: Task
    epoch: int


@dataclass(frozen=True)
class Look:
    """A frame lies in the shared memory, and stays there until it is answered with Looked."""

    number: int
    at: float
    shape: tuple[int, ...]


@dataclass(frozen=True)
class Encode:
    """Encode the face of a frame that was looked at before; answered with Encoded."""

    number: int


@dataclass(frozen=True)
class Ready:
    """The networks are loaded and warm."""

    notes: tuple[str, ...]
    """What works less well than it could, with the remedy."""


@dataclass(frozen=True)
class Looked:
    """The shared memory is free for the next frame."""


@dataclass(frozen=True)
class Seen:
    epoch: int
    observation: Observation


@dataclass(frozen=True)
class Failed:
    """A part cannot do its work; the others go on."""

    health: Health


Request = Watch | Look | Encode
Reply = Ready | Looked | Seen | Failed


class VisionWorker:
    """Answers requests one by one. `memory` is where the frames lie."""

    def __init__(self, config: VisionConfig, memory: NDArray[np.uint8]) -> None:
        self._memory = memory
        self._codes = CodeReader(config.codes)
        self._engine = FaceEngine(config.models, config.gate)
        self._encoder: DlibEncoder | None = None
        self._encoder_tried = False
        self._kept = KeptFaces()
        self._watch = Watch(IDLE, 0)
        self._engine.warm_up()

    @property
    def notes(self) -> tuple[str, ...]:
        passive = "" if self._engine.judges_passively else NO_PASSIVE
        return tuple(note for note in (self._codes.health.detail, passive) if note)

    @property
    def wants_leisure(self) -> bool:
        """There is something slow to do, and nothing else."""
        return not self._encoder_tried and self._watch.task.kind is TaskKind.IDLE

    def use_leisure(self) -> Iterator[Reply]:
        """Load dlib, which takes two seconds."""
        self._encoder_tried = True
        try:
            self._encoder = DlibEncoder()
        except DeviceFault as fault:
            yield Failed(fault.health)

    def answer(self, request: Request) -> Iterator[Reply]:
        match request:
            case Watch():
                if request.task.kind is not self._watch.task.kind:
                    self._kept.wipe()
                self._codes.forget()
                self._watch = request
            case Look():
                yield from self._look(request)
                yield Looked()
            case Encode():
                yield from self._encode(request.number)

    def _look(self, look: Look) -> Iterator[Reply]:
        task, epoch = self._watch.task, self._watch.epoch
        image = self._memory[: math.prod(look.shape)].reshape(look.shape)
        if task.kind is TaskKind.CODES:
            yield Seen(epoch, CodesSeen(look.number, look.at, self._codes.read(image)))
        elif task.kind is TaskKind.FACE:
            observed = self._engine.observe(image, task.want_mouth, task.want_templates)
            if observed.template is not None and observed.box is not None:
                self._kept.keep(look.number, image, observed.box)
            yield Seen(epoch, FaceSeen(look.number, look.at, observed))

    def _encode(self, number: int) -> Iterator[Reply]:
        kept = self._kept.get(number)
        if kept and not self._encoder_tried:
            yield from self.use_leisure()
        encoding = self._encoder.encode(*kept) if kept and self._encoder else None
        yield Seen(self._watch.epoch, Encoded(number, encoding))


def main(connection: Connection, config: VisionConfig, memory: Array[c_uint8]) -> None:
    """Serve requests until the other end of the connection is gone."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl-C is for the parent to answer
    os.nice(NICENESS)
    cv2.setNumThreads(1)
    with contextlib.suppress(EOFError, ConnectionError):
        serve(connection, VisionWorker(config, np.ctypeslib.as_array(memory)))


def serve(connection: Connection, worker: VisionWorker) -> None:
    connection.send(Ready(worker.notes))
    while True:
        if worker.wants_leisure and not connection.poll(LEISURE_S):
            replies = worker.use_leisure()
        else:
            replies = worker.answer(connection.recv())
        for reply in replies:
            connection.send(reply)
