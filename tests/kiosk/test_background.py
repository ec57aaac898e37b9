"""Work beside the window: its outcome comes back on the main loop, whatever it is."""

from __future__ import annotations

import queue
import threading
from collections.abc import Callable, Iterator

import pytest

from kiosk.background import Background

Posted = queue.Queue[Callable[[], None]]


@pytest.fixture
def posted() -> Posted:
    return queue.Queue()


@pytest.fixture
def background(posted: Posted) -> Iterator[Background]:
    background = Background(posted.put, threads=1)
    yield background
    background.stop()


def test_work_is_done_beside_and_its_result_comes_back_on_the_main_loop(background: Background, posted: Posted) -> None:
    told: list[object] = []
    background.run(threading.get_ident, told.append, told.append)
    action = posted.get(timeout=5)
    assert told == []
    action()
    (worker,) = told
    assert worker != threading.get_ident()


@pytest.mark.parametrize("error", [ValueError("no"), KeyboardInterrupt(), SystemExit(1)])
def test_a_failure_comes_back_as_it_is_and_the_next_work_is_done(
    background: Background, posted: Posted, error: BaseException
) -> None:
    told: list[object] = []

    def fail() -> None:
        raise error

    background.run(fail, lambda _: told.append("done"), told.append)
    posted.get(timeout=5)()
    assert told == [error]
    background.run(lambda: "next", told.append, told.append)
    posted.get(timeout=5)()
    assert told[-1] == "next"


def test_what_has_not_begun_when_it_stops_is_never_heard_of(background: Background, posted: Posted) -> None:
    begun, may_end = threading.Event(), threading.Event()
    told: list[str] = []

    def slow() -> str:
        begun.set()
        may_end.wait(5)
        return "slow"

    background.run(slow, told.append, lambda _: None)
    background.run(lambda: "never", told.append, lambda _: None)
    assert begun.wait(5)
    background.stop()
    may_end.set()
    posted.get(timeout=5)()
    with pytest.raises(queue.Empty):
        posted.get(timeout=0.1)
    assert told == ["slow"]
