"""How load is put on: so many at once, again and again; or at times that were fixed before, whatever the answers do."""

from __future__ import annotations

import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from itertools import count, takewhile
from threading import Lock

from benchmarks.central.timings import Clock


def together(
    number: int, seconds: float, act: Callable[[int], None], clock: Clock = time.perf_counter
) -> tuple[float, float]:
    """`act` by `number` at once, each anew until the time is over; from when to when, by `clock`.

    What is under way at the end is seen to its own end, which is beyond the time that is returned.
    """
    began = clock()
    ended = began + seconds

    def one(place: int) -> None:
        while clock() < ended:
            act(place)

    with ThreadPoolExecutor(number) as pool:
        for done in [pool.submit(one, place) for place in range(number)]:
            done.result()
    return began, ended


def on_schedule(
    rate: float,
    seconds: float,
    act: Callable[[int, float], None],
    hands: int,
    clock: Clock = time.perf_counter,
    sleep: Callable[[float], None] = time.sleep,
) -> Callable[[], tuple[float, float]]:
    """Starts to call `act(number, due)`, `rate` times a second; what is returned waits for the end.

    Each has its time from the beginning: one that is late because all `hands` are busy counts from when it was due.
    """
    began = clock()
    turns = takewhile(lambda number: number < rate * seconds, count())
    lock = Lock()

    def hand() -> None:
        while True:
            with lock:
                number = next(turns, None)
            if number is None:
                return
            due = began + number / rate
            sleep(max(0.0, due - clock()))
            act(number, due)

    pool = ThreadPoolExecutor(hands)
    working = [pool.submit(hand) for _ in range(hands)]

    def ended() -> tuple[float, float]:
        for one in working:
            one.result()
        pool.shutdown()
        return began, clock()

    return ended
