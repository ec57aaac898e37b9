"""A device that lives in a thread of its own and comes back by itself after a fault."""

from __future__ import annotations

import logging
import threading
from abc import ABC, abstractmethod
from collections.abc import Iterator
from typing import Generic, TypeVar

from devices.status import DeviceFault, DeviceStatus, Health, PermanentFault

Resource = TypeVar("Resource")
log = logging.getLogger(__name__)


def back_off(first_s: float, longest_s: float) -> Iterator[float]:
    """Waiting times in seconds: each twice the one before, up to the longest."""
    delay = first_s
    while True:
        yield delay
        delay = min(delay * 2, longest_s)


class ResilientDevice(ABC, Generic[Resource]):
    """`setup`, then `run` over and over, then `teardown`, in a thread.

    `PermanentFault` ends the thread; any other exception tears the resource down and tries again after a
    back-off, which starts afresh once `run` has succeeded. The resource belongs to its thread alone: one that
    hangs in a driver can be left behind and a new one started beside it.
    """

    def __init__(self, name: str, *, first_retry_s: float = 0.1, longest_retry_s: float = 2.0) -> None:
        self._name = name
        self._retries_s = (first_retry_s, longest_retry_s)
        self._thread: threading.Thread | None = None
        self._stopping = threading.Event()
        self._fault: Health | None = None

    @abstractmethod
    def setup(self, stopping: threading.Event) -> Resource:
        """Acquire what `run` needs."""

    @abstractmethod
    def run(self, resource: Resource, stopping: threading.Event) -> None:
        """One unit of work; wait on `stopping`, never sleep."""

    @abstractmethod
    def teardown(self, resource: Resource) -> None:
        """Release what `setup` acquired."""

    @property
    def fault(self) -> Health | None:
        """What went wrong last, until work succeeds again."""
        return self._fault

    @property
    def running(self) -> bool:
        return self._thread is not None

    def start(self) -> None:
        """Start the thread; nothing happens when it was started already."""
        if self._thread is not None:
            return
        self._fault = None
        self._stopping = threading.Event()
        self._thread = threading.Thread(target=self._live, args=(self._stopping,), name=self._name, daemon=True)
        self._thread.start()

    def stop(self, timeout: float) -> bool:
        """End the thread; False when it hangs for longer than `timeout` seconds and was left behind."""
        self._stopping.set()
        thread, self._thread = self._thread, None
        if thread is None:
            return True
        thread.join(timeout)
        return not thread.is_alive()

    def _live(self, stopping: threading.Event) -> None:
        delays = back_off(*self._retries_s)
        while not stopping.is_set():
            try:
                resource = self.setup(stopping)
                try:
                    while not stopping.is_set():
                        self.run(resource, stopping)
                        if self._fault is not None:
                            self._fault, delays = None, back_off(*self._retries_s)
                finally:
                    self.teardown(resource)
            except PermanentFault as fault:
                self._note(stopping, fault.health)
                return
            except DeviceFault as fault:
                self._note(stopping, fault.health)
            except Exception as error:  # noqa: BLE001 - a fault is a state: whatever a driver throws is one
                # Only the kind: a message might carry what the camera saw.
                detail = f"{self._name} failed with {type(error).__name__} and is being tried again"
                self._note(stopping, Health(DeviceStatus.HARDWARE_ERROR, detail))
            stopping.wait(next(delays))

    def _note(self, stopping: threading.Event, health: Health) -> None:
        if not stopping.is_set():
            if health != self._fault:
                log.warning("%s: %s: %s", self._name, health.status, health.detail)
            self._fault = health
