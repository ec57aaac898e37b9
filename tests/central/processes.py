"""The service in processes of its own: as it is started by hand, and as it dies in the middle of an answer."""

from __future__ import annotations

import asyncio
import multiprocessing
import os
import subprocess
import sys
from base64 import b64encode
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from multiprocessing.connection import Connection
from pathlib import Path
from typing import Any

import httpx
import requests
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from sqlalchemy import Engine, event
from sqlalchemy.orm import Session
from typer.testing import CliRunner, Result

from central.app import create_app
from central.cli import app
from central.wakeups import Wakeups
from tests.central.central_desk import KEY, METRICS_TOKEN, WORLD_TOKEN, Clock, pem, settings

ROOT = Path(__file__).resolve().parents[2]
TERMINALS_EXAMPLE = ROOT / "deploy" / "central" / "terminals.toml"
POWER_CUT = 77
FORK = multiprocessing.get_context("fork")


def central(*words: str, typed: str = "") -> Result:
    """What the command says and how it ends."""
    return CliRunner().invoke(app, words, input=typed, env={"COLUMNS": "200"})


def serve_command(folder: Path, database: str, *options: str) -> list[str]:
    """`central serve` as it is typed, with a world, secrets in files of `folder`, and a port that it takes itself."""
    secrets_of_its_own = {"world.token": WORLD_TOKEN, "metrics.token": METRICS_TOKEN, "keys": b64encode(KEY).decode()}
    for name, content in secrets_of_its_own.items():
        (folder / name).write_text(content + "\n")
    command = [sys.executable, "-m", "central", "serve", "--database", database, "--port", "0", "--exit-with-parent"]
    command += ["--world-token-file", str(folder / "world.token"), "--keys-file", str(folder / "keys")]
    return [*command, *options]


def enrolling(folder: Path, key: Ed25519PrivateKey) -> tuple[str, str]:
    """The option that enrols terminal `bj-1` with the key."""
    (folder / "terminal.pem").write_text(pem(key))
    return "--terminal", f"bj-1,beijing,{folder / 'terminal.pem'}"


@dataclass(frozen=True)
class Child:
    """`central serve`, up."""

    process: subprocess.Popen[str]
    url: str
    log: Path


@contextmanager
def serving(folder: Path, database: str, *options: str) -> Iterator[Child]:
    """The service as a child process with `options`; who has not ended it by then kills it by leaving."""
    log = folder / "log"
    with (
        log.open("w") as said,
        subprocess.Popen(
            serve_command(folder, database, *options),
            cwd=ROOT,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=said,
            text=True,
        ) as process,
    ):
        try:
            assert process.stdout
            ready, _, url = process.stdout.readline().strip().partition(" ")
            assert ready == "ready", log.read_text()
            yield Child(process, url, log)
        finally:
            process.kill()


def not_served(command: list[str]) -> str:
    """What a command that must not start says instead."""
    by_itself = [word for word in command if word != "--exit-with-parent"]  # it ends of its own accord, or not at all
    ended = subprocess.run(by_itself, cwd=ROOT, capture_output=True, text=True, timeout=60)
    assert ended.returncode != 0
    return ended.stderr


class Death:
    """Ends the process at the `place`-th moment that a crash can tell from the one before."""

    def __init__(self, place: int) -> None:
        self._left = place
        event.listen(Engine, "before_cursor_execute", self._pass)
        event.listen(Engine, "commit", self._pass)
        event.listen(Session, "after_commit", self._pass)

    def _pass(self, *_: object) -> None:
        if self._left == 0:
            os._exit(POWER_CUT)  # as a power cut does: nothing is rolled back, closed or said
        self._left -= 1


def ask(database_url: str, clock: Clock, request: requests.PreparedRequest, dies_at: int | None = None) -> Any:
    """What a process of its own, without couriers, answers; None when it died."""
    receiver, sender = FORK.Pipe(duplex=False)
    process = FORK.Process(target=_answer, args=(sender, database_url, clock, request, dies_at))
    process.start()
    sender.close()
    try:
        return receiver.recv()
    except EOFError:
        process.join()
        assert process.exitcode == POWER_CUT
        return None
    finally:
        process.join()


def _answer(
    sender: Connection, database_url: str, clock: Clock, request: requests.PreparedRequest, dies_at: int | None
) -> None:
    assert request.method
    assert request.url
    app = create_app(settings(database_url, "http://127.0.0.1:9"), Wakeups(), clock=clock)
    if dies_at is not None:
        Death(dies_at)

    async def call(method: str, url: str) -> httpx.Response:
        async with httpx.AsyncClient(transport=httpx.ASGITransport(app)) as client:
            return await client.request(method, url, content=request.body, headers=dict(request.headers))

    answered = asyncio.run(call(request.method, request.url))
    sender.send((answered.status_code, answered.json()))
