from __future__ import annotations

import itertools
import threading
from collections.abc import Callable

from devices.resilient import ResilientDevice, back_off
from devices.status import DeviceFault, DeviceStatus, PermanentFault
from tests.devices.device_bench import eventually


class Gadget(ResilientDevice[int]):
    """Each life of its resource has a number; `work` does what the test wants in it."""

    def __init__(self, work: Callable[[int, threading.Event], None]) -> None:
        super().__init__("gadget", first_retry_s=0.001, longest_retry_s=0.01)
        self.work = work
        self.lives = itertools.count(1)
        self.open: list[int] = []
        self.closed: list[int] = []

    def setup(self, stopping: threading.Event) -> int:
        life = next(self.lives)
        self.open.append(life)
        return life

    def run(self, resource: int, stopping: threading.Event) -> None:
        self.work(resource, stopping)

    def teardown(self, resource: int) -> None:
        self.closed.append(resource)


def test_waiting_times_double_up_to_the_longest() -> None:
    assert list(itertools.islice(back_off(0.1, 0.5), 5)) == [0.1, 0.2, 0.4, 0.5, 0.5]


def test_device_comes_back_by_itself_after_faults() -> None:
    works = threading.Event()

    def work(life: int, stopping: threading.Event) -> None:
        if life == 1:
            raise DeviceFault(DeviceStatus.OFFLINE, "unplugged")
        if life == 2:
            raise OSError("whatever a driver throws")
        works.set()
        stopping.wait(0.001)

    gadget = Gadget(work)
    gadget.start()
    assert works.wait(5)
    assert eventually(lambda: gadget.fault is None)
    assert gadget.stop(5)
    assert gadget.closed == gadget.open == [1, 2, 3]


def test_a_fault_tells_the_technician_but_not_what_the_exception_carried() -> None:
    def work(life: int, stopping: threading.Event) -> None:
        raise ValueError("a visitor's name")

    gadget = Gadget(work)
    gadget.start()
    assert eventually(lambda: gadget.fault is not None)
    assert gadget.fault is not None
    assert gadget.fault.status is DeviceStatus.HARDWARE_ERROR
    assert "gadget" in gadget.fault.detail
    assert "visitor" not in gadget.fault.detail
    gadget.stop(5)


def test_a_permanent_fault_is_not_tried_again() -> None:
    def work(life: int, stopping: threading.Event) -> None:
        raise PermanentFault(DeviceStatus.USER_ERROR, "paper is in the wrong way round")

    gadget = Gadget(work)
    gadget.start()
    assert eventually(lambda: gadget.closed == [1])
    assert eventually(lambda: gadget.fault is not None)
    assert gadget.stop(5)
    assert gadget.open == [1]


def test_a_device_that_hangs_is_left_behind_and_a_new_life_begins() -> None:
    driver_returns = threading.Event()
    works = threading.Event()

    def work(life: int, stopping: threading.Event) -> None:
        if life == 1:
            driver_returns.wait()
        else:
            works.set()
            stopping.wait(0.001)

    gadget = Gadget(work)
    gadget.start()
    assert eventually(lambda: gadget.open == [1])
    assert not gadget.stop(0.01)
    gadget.start()
    assert works.wait(5)
    driver_returns.set()
    assert eventually(lambda: gadget.closed == [1]), "the one left behind closes what it had opened"
    assert gadget.stop(5)


def test_starting_twice_starts_once() -> None:
    def work(life: int, stopping: threading.Event) -> None:
        stopping.wait(0.001)

    gadget = Gadget(work)
    gadget.start()
    gadget.start()
    assert eventually(lambda: bool(gadget.open))
    assert gadget.stop(5)
    assert gadget.open == [1]
