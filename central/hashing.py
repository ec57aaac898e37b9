"""Hashing passwords without holding up those who wait for something quick."""

from __future__ import annotations

import os
import sys
import threading
from concurrent.futures import ThreadPoolExecutor
from typing import Literal

from argon2 import PasswordHasher

GIVEN_WAY = 10
"""Steps of niceness (setpriority(2)) below the rest of the service."""


class YieldingHasher(PasswordHasher):
    """argon2 in threads of their own, which the others' work goes before; no more hashes at once than cores carry.

    A hash keeps `parallelism` cores busy for a fifth of a second. Made wherever they are asked for, a few of them would
    hold up every heartbeat, and take as much memory as an attacker likes. The priority is Linux's; elsewhere only the
    number is bounded.
    """

    def __init__(self, time_cost: int, memory_cost: int, parallelism: int) -> None:
        super().__init__(time_cost, memory_cost, parallelism)
        at_once = max(1, (os.cpu_count() or 1) // parallelism)
        self._threads = ThreadPoolExecutor(at_once, thread_name_prefix="argon2", initializer=_give_way)

    def hash(self, password: str | bytes, *, salt: bytes | None = None) -> str:
        """See `argon2.PasswordHasher.hash`."""
        return self._threads.submit(super().hash, password, salt=salt).result()

    def verify(self, hash: str | bytes, password: str | bytes) -> Literal[True]:
        """See `argon2.PasswordHasher.verify`."""
        return self._threads.submit(super().verify, hash, password).result()


def _give_way() -> None:
    """argon2's own threads take over the priority of the one that starts them."""
    if sys.platform == "linux":
        os.setpriority(os.PRIO_PROCESS, threading.get_native_id(), os.nice(0) + GIVEN_WAY)
