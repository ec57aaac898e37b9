"""Several processes behind one address, on PostgreSQL: what one of them knows, all of them know."""

from __future__ import annotations

import os
import re
import signal
import subprocess
import threading
import time
from collections import Counter
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path

import pytest
import requests
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from central.identifiers import id_check_character
from tests.central.central_desk import PEOPLE, Clock, Terminal, World, fill, send, until
from tests.central.databases import PostgresCluster
from tests.central.processes import not_served, serve_command, serving

COUNT = 2


@dataclass
class Workers:
    url: str
    supervisor: subprocess.Popen[str]
    log: Path
    terminals: dict[str, Terminal]
    clock: Clock

    @property
    def busy(self) -> set[str]:
        """The processes that have refused something."""
        return set(re.findall(r"INFO (\d+) central.app: refused", self.log.read_text()))

    @property
    def pids(self) -> list[int]:
        """The supervisor's children that serve: one more keeps track of what they share."""
        found = subprocess.run(["pgrep", "-P", str(self.supervisor.pid), "-f", "spawn_main"], capture_output=True)
        return [int(pid) for pid in found.stdout.split()]


@pytest.fixture(scope="module")
def workers(
    postgres: PostgresCluster, tmp_path_factory: pytest.TempPathFactory, keys: dict[str, Ed25519PrivateKey]
) -> Iterator[Workers]:
    database = fill(postgres.empty(), Clock(), keys)
    with serving(tmp_path_factory.mktemp("workers"), database, "--workers", str(COUNT)) as child:
        clock = Clock()
        terminals = {name: Terminal(child.url, name, key, clock) for name, key in keys.items()}
        yield Workers(child.url, child.process, child.log, terminals, clock)
        child.process.terminate()
        assert child.process.wait(10) == 0
    postgres.drop(database)


@pytest.fixture
def world(workers: Workers) -> World:
    workers.clock.now = Clock().now
    return World(workers.url)


def test_a_signature_counts_once_whichever_process_gets_it(workers: Workers, world: World) -> None:
    def is_taken_by_every_process() -> bool:
        request = workers.terminals["bj-1"].prepare("GET", "/sessions/unknown/outcomes/unknown")
        with ThreadPoolExecutor(16) as pool:
            codes = Counter(one.json()["code"] for one in pool.map(lambda _: send(request), range(16)))
        assert codes == {"not_found": 1, "request_replayed": 15}
        return len(workers.busy) == COUNT

    until(is_taken_by_every_process, 60)


def test_ten_at_once_are_one_reset(workers: Workers, world: World) -> None:
    representative = PEOPLE["星河"].representative
    visit = workers.terminals["bj-1"].open(face=False)  # the face needs time to pass, and here it is the real one
    visit.show_licence(world, "星河")
    visit.post("/id-number", {"id_number": representative.id_body + id_check_character(representative.id_body)})
    visit.post("/sms")
    code = world.sms_code(representative.phone)
    assert visit.post("/sms/verify", {"code": code}).json() == {"steps": ["password"]}
    with ThreadPoolExecutor(10) as pool:
        answers = list(pool.map(lambda _: visit.reset(key="the-key-of-this-reset"), range(10)))
    assert {answer.status_code for answer in answers} == {200}
    assert len({answer.json()["number"] for answer in answers}) == 1
    until(lambda: len(world.linked("星河")) == 3)
    assert {(view["password_version"], view["changes"]) for view in world.linked("星河").values()} == {(2, 1)}


def test_long_polls_hear_of_scans_whichever_process_gets_them(workers: Workers, world: World) -> None:
    scanned: dict[str, float] = {}

    def scan(code: str) -> None:
        world.scan(code, "星河")
        scanned[code] = time.monotonic()

    waits = []
    for _ in range(8):
        visit = workers.terminals["bj-1"].open()
        invitation = visit.post("/licence/invitation").json()
        threading.Timer(0.3, scan, (invitation["code"],)).start()
        state = visit.get(f"/licence/invitation/{invitation['invitation_id']}?wait=20").json()
        waits.append(time.monotonic() - scanned[invitation["code"]])
        assert state["state"] == "accepted"
    print("seconds from the scan to the answer:", [round(one, 3) for one in waits])
    assert sorted(waits)[4] < 0.5


def test_a_worker_that_dies_is_replaced_while_the_other_serves(workers: Workers) -> None:
    before = workers.pids
    assert len(before) == COUNT
    os.kill(before[0], signal.SIGKILL)
    for _ in range(10):
        answer = requests.get(f"{workers.url}/v1/health", timeout=10)
        assert answer.status_code == 200
    until(lambda: len(workers.pids) == COUNT and before[0] not in workers.pids, 30)


def test_several_workers_need_postgresql(tmp_path: Path) -> None:
    command = serve_command(tmp_path, f"sqlite:///{tmp_path / 'c.db'}", "--workers", "2")
    assert "--workers needs PostgreSQL" in not_served(command)


def test_what_keeps_workers_from_starting_is_said_in_a_sentence(postgres: PostgresCluster, tmp_path: Path) -> None:
    database = postgres.empty()
    (tmp_path / "destinations.toml").write_text('[sms]\nurl = "https://sms.example.gov.cn"\ntoken = "s3cret"')
    options = ["--workers", "2", "--destinations", str(tmp_path / "destinations.toml")]
    said = not_served(serve_command(tmp_path, database, *options))
    assert "central: destinations: annual_report, publicity, registration missing" in said
    assert "central: a worker ended before it was ready" in said
    assert "Traceback" not in said
    postgres.drop(database)
