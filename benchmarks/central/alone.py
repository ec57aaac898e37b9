"""What one hash and one signature cost by themselves, with nothing else at work."""

from __future__ import annotations

import statistics
import time
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime

import requests

from benchmarks.central.ground import Terminal
from benchmarks.central.visitor import BEAT
from central.database import Database
from central.settings import Argon2Cost
from central.signatures import Signatures, SignedMessage
from kiosk.client import signer
from kiosk.contract import API

URL = "http://127.0.0.1:8000"
HASHES, SIGNATURES = 20, 300


@dataclass(frozen=True)
class Cost:
    """Of one by itself, ms: the time that passes, and the processor time of all threads."""

    wall_ms: float
    cpu_ms: float


@dataclass(frozen=True)
class Alone:
    """Of a hash, as costly as `argon2` says; of signing a request, and of verifying the signature."""

    argon2: str
    hash: Cost
    sign: Cost
    verify: Cost


def alone(terminal: Terminal, cost: Argon2Cost) -> Alone:
    """Measures both."""
    hasher = cost.hasher()
    hashed = hasher.hash("Nothing-else-at-work-8")
    auth = signer(terminal.id, terminal.private_key)
    signatures = Signatures(Database("sqlite://"), lambda: datetime.now(UTC))
    body = BEAT.model_dump_json().encode()

    def signed() -> requests.PreparedRequest:
        return requests.Request("POST", f"{URL}{API}/heartbeat", data=body, auth=auth).prepare()

    request = signed()
    message = SignedMessage("POST", f"{URL}{API}/heartbeat", request.headers)
    return Alone(
        argon2=f"t={cost.time_cost}, m={cost.memory_cost // 1024} MiB, p={cost.parallelism}",
        hash=_cost(HASHES, lambda: hasher.verify(hashed, "Nothing-else-at-work-8")),
        sign=_cost(SIGNATURES, signed),
        verify=_cost(SIGNATURES, lambda: signatures.verify_own(message, body, terminal.id, terminal.public_key)),
    )


def _cost(times: int, act: Callable[[], object]) -> Cost:
    walls, used = [], time.process_time()
    for _ in range(times):
        began = time.perf_counter()
        act()
        walls.append(time.perf_counter() - began)
    return Cost(1000 * statistics.median(walls), 1000 * (time.process_time() - used) / times)
