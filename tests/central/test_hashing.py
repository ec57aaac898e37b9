"""Password hashes let the rest of the service go first."""

from __future__ import annotations

import os
import sys
import threading
from concurrent.futures import ThreadPoolExecutor

import pytest
from argon2.exceptions import VerifyMismatchError

from central.hashing import YieldingHasher


@pytest.fixture
def hasher() -> YieldingHasher:
    return YieldingHasher(time_cost=1, memory_cost=64, parallelism=4)


def test_a_password_is_verified_by_its_hash_only(hasher: YieldingHasher) -> None:
    hashed = hasher.hash("Right-One-8")
    assert hasher.verify(hashed, "Right-One-8")
    with pytest.raises(VerifyMismatchError):
        hasher.verify(hashed, "Wrong-One-8")


@pytest.mark.skipif(sys.platform != "linux", reason="only Linux has a priority for each thread")
def test_hashing_goes_behind_everything_else(hasher: YieldingHasher) -> None:
    ours, before = os.getpriority(os.PRIO_PROCESS, 0), set(threading.enumerate())
    with ThreadPoolExecutor(8) as pool:
        assert len(set(pool.map(hasher.hash, ["the same"] * 8))) == 8
    hashing = [one for one in set(threading.enumerate()) - before if one.name.startswith("argon2")]
    assert 1 <= len(hashing) <= max(1, (os.cpu_count() or 1) // 4)
    assert {os.getpriority(os.PRIO_PROCESS, thread.native_id or 0) for thread in hashing} == {min(ours + 10, 19)}
    assert os.getpriority(os.PRIO_PROCESS, 0) == ours
