"""The command line: a child process that says when it is ready, and goes when told."""

from __future__ import annotations

import threading
import time
from base64 import b64encode
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path

import pytest
import requests
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from central.serving import SHORT_LIFE, Place
from tests.central.central_desk import KEY, SEED, Clock, Terminal, Visit, World
from tests.central.processes import Child, central, enrolling, not_served, serve_command, serving


@pytest.fixture
def key() -> Ed25519PrivateKey:
    return Ed25519PrivateKey.generate()


@pytest.fixture
def child(tmp_path: Path, key: Ed25519PrivateKey) -> Iterator[Child]:
    with serving(tmp_path, f"sqlite:///{tmp_path / 'c.db'}", "--seed", *enrolling(tmp_path, key)) as child:
        yield child


@pytest.mark.alone
def test_ends_within_two_seconds_though_a_terminal_waits(child: Child, key: Ed25519PrivateKey) -> None:
    visit = Terminal(child.url, "bj-1", key, Clock()).open()
    invitation = visit.post("/licence/invitation").json()
    waiting = threading.Thread(target=poll, args=(visit, invitation["invitation_id"]))
    waiting.start()
    time.sleep(0.3)  # until the poll is on its way
    began = time.monotonic()
    child.process.terminate()
    assert child.process.wait(5) == 0
    assert time.monotonic() - began < 2
    waiting.join(5)


def poll(visit: Visit, invitation_id: str) -> None:
    with suppress(requests.RequestException):
        visit.get(f"/licence/invitation/{invitation_id}?wait=20")


def test_ends_with_its_parent(child: Child) -> None:
    assert requests.get(f"{child.url}/v1/health", timeout=10).json()["status"] == "ok"
    assert len(World(child.url).call("GET", "/enterprises").json()) == len(SEED.enterprise)
    assert child.process.stdin
    child.process.stdin.close()
    assert child.process.wait(5) == 0


def test_a_call_on_a_connection_that_is_used_again_does_not_wait_for_the_network(child: Child) -> None:
    with requests.Session() as http:
        taken = []
        for _ in range(30):
            began = time.perf_counter()
            assert http.get(f"{child.url}/v1/health", timeout=10).ok
            taken.append(time.perf_counter() - began)
    assert min(taken[5:]) < 0.035, "40 ms is what a delayed receipt takes"


class Worker:
    """As a process is looked at."""

    pid, exitcode = 1, -9

    def __init__(self) -> None:
        self.alive = False

    def start(self) -> None:
        self.alive = True

    def is_alive(self) -> bool:
        return self.alive


def test_who_dies_soon_after_its_start_is_replaced_after_a_pause_that_holds_up_no_other() -> None:
    made: list[Worker] = []

    def make() -> Worker:
        made.append(Worker())
        return made[-1]

    young, old = Place(make), Place(make)
    assert [place.look(0.0) for place in (young, old)] == [None, None]
    made[0].alive = False
    assert young.look(1.0) == SHORT_LIFE - 1
    made[1].alive = False
    assert old.look(SHORT_LIFE - 0.5) == 0.5
    assert old.look(SHORT_LIFE) is None
    assert young.look(SHORT_LIFE) is None
    assert len(made) == 4
    made[3].alive = False
    assert young.look(100.0) is None, "long after its start at once"
    assert len(made) == 5


def test_refuses_to_serve_without_destinations(tmp_path: Path) -> None:
    command = serve_command(tmp_path, f"sqlite:///{tmp_path / 'c.db'}")
    place = command.index("--world-token-file")
    del command[place : place + 2]
    assert "--destinations" in not_served(command)


PLACE = 'url = "https://sms.example.gov.cn"\n'


@pytest.mark.parametrize(
    ("destinations", "options", "complaint"),
    [
        (f'[sms]\n{PLACE}tokn = "s3cret"', (), "sms.token: Field required"),
        ('[sms]\nurl = "s3cret"\ntoken = "s3cret"', (), "sms.url: Input should be a valid URL"),
        ('[sms\ntoken = "s3cret"', (), "at line 1"),
        (f'[sms]\n{PLACE}token = "s3cret"', ("--ledger-hash", "md5"), "--ledger-hash md5: there are sha256, sm3"),
        (f'[sms]\n{PLACE}token = "s3cret"', ("--terminal", "BJ-0001"), "give ID,REGION,PUBLIC_KEY.pem"),
        (f'[sms]\n{PLACE}token = "s3cret"', ("--terminal", "BJ-0001,beijing,no.pem"), "no.pem: No such file"),
    ],
)
def test_an_operator_s_mistakes_are_named_and_no_secret_is(
    tmp_path: Path, destinations: str, options: tuple[str, ...], complaint: str
) -> None:
    (tmp_path / "keys").write_text(b64encode(KEY).decode())
    (tmp_path / "destinations.toml").write_text(destinations)
    files = ["--keys-file", str(tmp_path / "keys"), "--destinations", str(tmp_path / "destinations.toml")]
    result = central("serve", "--database", f"sqlite:///{tmp_path / 'c.db'}", "--port", "0", *files, *options)
    assert result.exit_code == 2
    assert complaint in " ".join(result.output.replace("│", "").split())
    assert "s3cret" not in result.output
