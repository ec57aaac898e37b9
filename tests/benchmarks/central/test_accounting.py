"""Processor time is put down to what a thread is in."""

from __future__ import annotations

import subprocess
import sys
import threading
import time
from contextlib import suppress
from pathlib import Path

import pytest

from benchmarks.central.accounting import FOREIGN, Accounts, read
from tests.benchmarks.central.clock import Clock

BURN = """
import sys
from pathlib import Path
from argon2 import PasswordHasher
from benchmarks.central.accounting import Accounts, Writer
Writer(Accounts(), Path(sys.argv[1])).start()
hasher = PasswordHasher(time_cost=3, memory_cost=65536, parallelism=4)
while True:
    hasher.hash("x")
"""


def test_the_innermost_call_has_the_time_and_what_is_whole_has_all_within() -> None:
    clock = Clock()
    accounts = Accounts(frozenset({"outbox"}), clock)
    clock.advance(100)  # of no kind
    with accounts.within("database"):
        clock.advance(1)
        with accounts.within("signatures"):
            clock.advance(10)
        clock.advance(2)
    with accounts.within("outbox"):
        clock.advance(5)
        with accounts.within("database"):
            clock.advance(5)
    clock.advance(100)
    assert accounts.spent() == {"database": 3, "signatures": 10, "outbox": 10}


def test_a_call_that_raises_is_left_too() -> None:
    clock = Clock()
    accounts = Accounts(clock=clock)
    with suppress(KeyError), accounts.within("database"):
        clock.advance(1)
        raise KeyError
    clock.advance(7)
    with accounts.within("rules"):
        clock.advance(2)
    assert accounts.spent() == {"database": 1, "rules": 2}


def test_threads_do_not_mix() -> None:
    accounts = Accounts()

    def burn() -> None:
        with accounts.within("burnt"):
            end = time.thread_time() + 0.05
            while time.thread_time() < end:
                pass

    threads = [threading.Thread(target=burn) for _ in range(2)]
    with accounts.within("waited"):
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
    spent = accounts.spent()
    assert spent["burnt"] == pytest.approx(0.1, rel=0.2)
    assert spent["waited"] < 0.05


def test_threads_that_are_not_pythons_own_are_found(tmp_path: Path) -> None:
    with subprocess.Popen([sys.executable, "-c", BURN, tmp_path / "spent.json"]) as child:
        try:
            read(tmp_path / "spent.json", time.time())
            spent = read(tmp_path / "spent.json", time.time() + 1)
        finally:
            child.kill()
    assert spent[FOREIGN] > 0.5 * sum(spent.values())
