"""The parent's side of the vision process."""

from __future__ import annotations

import contextlib
import logging
import multiprocessing
import threading
from collections import deque
from collections.abc import Callable
from ctypes import c_uint8
from dataclasses import dataclass, replace
from multiprocessing.connection import Connection
from multiprocessing.context import SpawnProcess

import numpy as np

from devices.face.gate import GateLimits
from devices.frames import Frame
from devices.observations import IDLE, Encoded, Observation, Task, TaskKind
from devices.resilient import ResilientDevice
from devices.status import DeviceFault, DeviceStatus, Health
from devices.vision_worker import (
    Encode,
    Failed,
    Look,
    Looked,
    Ready,
    Reply,
    Request,
    Seen,
    VisionConfig,
    Watch,
    main,
)

__all__ = ["Vision", "VisionConfig"]

log = logging.getLogger(__name__)

LISTEN_S = 0.1  # how soon the thread notices that it is to stop
WARM_UP_S = 30.0  # what loading the networks may take on a slow disk
STUCK_S = 8.0  # a frame takes 40 ms, behind the loading of dlib 2 s
END_S = 2.0
MOST_OBSERVATIONS = 100


@dataclass(frozen=True)
class Worker:
    process: SpawnProcess
    connection: Connection


class Vision(ResilientDevice[Worker]):
    """Runs the vision process, starts it again when it dies, and hands it the newest frame when it is free.

    One frame at a time lies in anonymous shared memory: it belongs to the process from `Look` to `Looked` and to
    this object otherwise, so that no lock is shared that a dying process could take with it. All methods may be
    called from any thread and return at once, but for `stop`.
    """

    def __init__(self, config: VisionConfig, clock: Callable[[], float]) -> None:
        super().__init__("vision process", first_retry_s=0.05, longest_retry_s=5.0)
        self._config = config
        self._clock = clock
        self._context = multiprocessing.get_context("spawn")
        self._shared = self._context.RawArray(c_uint8, config.max_frame_bytes)
        self._memory = np.ctypeslib.as_array(self._shared)
        self._lock = threading.Lock()
        self._worker: Worker | None = None
        self._watch = Watch(IDLE, 0)
        self._pending: Frame | None = None
        self._looking_since: float | None = None
        self._encoding: set[int] = set()
        self._observations: deque[Observation] = deque(maxlen=MOST_OBSERVATIONS)
        self._notes: tuple[str, ...] = ()
        self._failure: Health | None = None

    @property
    def ready(self) -> bool:
        """The process runs and its networks are warm."""
        return self._worker is not None

    @property
    def pid(self) -> int | None:
        """The process's number, for the technician."""
        worker = self._worker
        return worker.process.pid if worker else None

    def watch(self, task: Task) -> None:
        """Look for this from now on. With a change of kind, nothing that was seen before is told any more."""
        with self._lock:
            if task == self._watch.task:
                return
            epoch = self._watch.epoch
            if task.kind is not self._watch.task.kind:
                epoch += 1
                self._forget()
            self._watch = Watch(task, epoch)
            self._send(self._watch)

    def offer(self, frame: Frame) -> None:
        """Have a frame looked at, unless a newer one comes before its turn does.

        Raises ValueError for a frame larger than the shared memory.
        """
        if frame.image.nbytes > self._config.max_frame_bytes:
            raise ValueError(
                f"a frame of {frame.image.nbytes} bytes does not fit into max_frame_bytes = "
                f"{self._config.max_frame_bytes}: set that higher or the camera's resolution lower"
            )
        with self._lock:
            if self._worker is not None and self._watch.task.kind is not TaskKind.IDLE:
                self._pending = frame
                self._hand_over()

    def encode(self, frame_number: int) -> None:
        """Ask for face_recognition's encoding of a frame that was seen with a template; answered by Encoded."""
        with self._lock:
            if self._worker is None:
                self._observations.append(Encoded(frame_number, None))
            else:
                self._encoding.add(frame_number)
                self._send(Encode(frame_number))

    def gate(self, limits: GateLimits) -> None:
        """Judge faces by these limits. The process is started anew with them; waits END_S at most."""
        self._config = replace(self._config, gate=limits)
        if self.running:
            self.stop(END_S)
            self.start()

    def poll(self) -> list[Observation]:
        """What was seen since the last call, oldest first."""
        with self._lock:
            observations = list(self._observations)
            self._observations.clear()
            return observations

    def health(self) -> Health:
        if not self.running:
            return Health(DeviceStatus.POWER_OFF, "vision process is not started")
        if self.fault is not None:
            return self.fault
        if not self.ready:
            return Health(DeviceStatus.DEVICE_BUSY, "vision process is warming up")
        return self._failure or Health(DeviceStatus.ONLINE, "; ".join(self._notes))

    def setup(self, stopping: threading.Event) -> Worker:
        ours, theirs = self._context.Pipe()
        process = self._context.Process(
            target=main, args=(theirs, self._config, self._shared), name="vision", daemon=True
        )
        process.start()
        theirs.close()
        worker = Worker(process, ours)
        try:
            self._welcome(worker, stopping)
        except BaseException:
            end(worker)
            raise
        return worker

    def run(self, resource: Worker, stopping: threading.Event) -> None:
        if resource.connection.poll(LISTEN_S):
            self._take(receive(resource))
        elif self._looking_since is not None and self._clock() - self._looking_since > STUCK_S:
            raise DeviceFault(DeviceStatus.OFFLINE, "vision process hangs and is being started again")

    def teardown(self, resource: Worker) -> None:
        with self._lock:
            self._worker = None
            self._pending = self._looking_since = None
            self._observations.extend(Encoded(number, None) for number in sorted(self._encoding))
            self._encoding.clear()
        end(resource)
        self._memory.fill(0)

    def _welcome(self, worker: Worker, stopping: threading.Event) -> None:
        """Wait until the process is warm and tell it what to look for."""
        deadline = self._clock() + WARM_UP_S
        while not worker.connection.poll(LISTEN_S):
            if stopping.is_set() or self._clock() > deadline:
                raise DeviceFault(DeviceStatus.OFFLINE, f"vision process did not start within {WARM_UP_S:.0f} s")
        ready = receive(worker)
        notes = ready.notes if isinstance(ready, Ready) else ()
        for note in notes:
            log.warning("vision process: %s", note)
        with self._lock:
            self._notes = notes
            self._failure = None
            self._worker = worker
            self._send(self._watch)

    def _take(self, reply: Reply) -> None:
        with self._lock:
            match reply:
                case Looked():
                    self._looking_since = None
                    self._hand_over()
                case Seen(epoch, observation) if epoch == self._watch.epoch:
                    if isinstance(observation, Encoded):
                        self._encoding.discard(observation.frame_number)
                    self._observations.append(observation)
                case Failed(health):
                    self._failure = health

    def _hand_over(self) -> None:
        if self._pending is None or self._looking_since is not None:
            return
        frame, self._pending = self._pending, None
        self._memory[: frame.image.size] = frame.image.reshape(-1)
        self._looking_since = self._clock()
        self._send(Look(frame.number, frame.at, frame.image.shape))

    def _forget(self) -> None:
        """Drop what was seen, and the pixels with it. The process wipes its own on the change of task."""
        self._pending = None
        self._observations.clear()
        self._encoding.clear()
        self._memory.fill(0)

    def _send(self, request: Request) -> None:
        if self._worker is not None:
            with contextlib.suppress(OSError):  # it died: the thread is about to notice
                self._worker.connection.send(request)


def receive(worker: Worker) -> Reply:
    try:
        reply: Reply = worker.connection.recv()
    except (EOFError, OSError) as error:
        worker.process.join(END_S)
        raise DeviceFault(
            DeviceStatus.OFFLINE,
            f"vision process ended with code {worker.process.exitcode} and is being started again",
        ) from error
    return reply


def end(worker: Worker) -> None:
    worker.process.kill()  # it holds nothing that would need an orderly end
    worker.process.join(END_S)
    worker.connection.close()
