"""A terminal follows what its region is told: between visits, and only what is signed."""

from __future__ import annotations

import sqlite3
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey
from cryptography.hazmat.primitives.serialization import load_pem_public_key

from kiosk.audit.events import Kind
from kiosk.contract import Service
from kiosk.flow import Event, State
from simulator.service import CentralProcess, World
from tests.flows.terminal import LIMITS, Terminal

ROOT = Path(__file__).parents[2]
EXAMPLE = (ROOT / "deploy" / "central" / "terminals.toml").read_text("utf-8")
ONE_SERVICE = EXAMPLE.replace('["reset", "unlock", "reset_and_unlock", "receipts"]', '["unlock"]')
ALL_BUT_RECEIPTS = EXAMPLE.replace(', "receipts"', "").replace("budget = 300", "budget = 240")


class Publisher:
    """An operator with the configuration key."""

    def __init__(self, central: CentralProcess, folder: Path) -> None:
        self._central, self._folder = central, folder
        self._run("configuration-key", folder / "c.key", folder / "c.pem")

    @property
    def public_key(self) -> Ed25519PublicKey:
        key = load_pem_public_key((self._folder / "c.pem").read_bytes())
        assert isinstance(key, Ed25519PublicKey)
        return key

    def publish(self, text: str) -> None:
        file = self._folder / "terminals.toml"
        file.write_text(text, "utf-8")
        key = self._folder / "c.key"
        self._run("publish-configuration", "--database", self._central.database, "beijing", file, "--key", key)

    def alter(self) -> None:
        """Somebody gets at the database, but not at the key."""
        with sqlite3.connect(self._central.database.removeprefix("sqlite:///"), timeout=10) as database:
            database.execute("UPDATE configurations SET payload = replace(payload, '\"budget\":240', '\"budget\":999')")

    def withdraw(self) -> None:
        with sqlite3.connect(self._central.database.removeprefix("sqlite:///"), timeout=10) as database:
            database.execute("DELETE FROM configurations")

    @staticmethod
    def _run(*words: object) -> None:
        subprocess.run([sys.executable, "-m", "central", *map(str, words)], cwd=ROOT, check=True, capture_output=True)


@pytest.fixture
def publisher(central: CentralProcess, tmp_path: Path) -> Iterator[Publisher]:
    publisher = Publisher(central, tmp_path)
    yield publisher
    publisher.withdraw()


@pytest.fixture
def follower(
    central: CentralProcess, world: World, tmp_path: Path, fonts: Path, publisher: Publisher
) -> Iterator[Terminal]:
    terminal = Terminal(central.url, central.private_key, world, tmp_path, fonts, publisher.public_key)
    terminal.until(State.ATTRACT)
    yield terminal
    terminal.close()


def until(terminal: Terminal, condition: Callable[[], bool]) -> None:
    end = time.monotonic() + 15
    while not condition():
        terminal.turn()
        assert time.monotonic() < end, "it did not come to pass"


def test_it_is_followed_from_the_next_visit_on(follower: Terminal, publisher: Publisher) -> None:
    assert follower.view.services == tuple(Service)
    publisher.publish(ONE_SERVICE)
    follower.wait(31)  # until the next heartbeat
    until(follower, lambda: follower.view.services == (Service.UNLOCK,))
    assert follower.view.notice_version == "2026-11"

    publisher.publish(ALL_BUT_RECEIPTS)
    follower.wait(31)
    follower.press(Event.TOUCHED)  # the answer is not here yet
    until(follower, lambda: follower.remote.version == 2)
    assert follower.view.services == (Service.UNLOCK,), "a visit ends as it began"
    assert follower.view.remaining == LIMITS.budget
    follower.press(Event.BACK)
    follower.until(State.GOODBYE)
    follower.wait(5)
    follower.until(State.ATTRACT)
    assert Service.RECEIPTS not in follower.view.services
    follower.press(Event.TOUCHED)
    assert follower.view.remaining == 240


def test_what_was_altered_is_refused_and_said_once(follower: Terminal, publisher: Publisher) -> None:
    publisher.publish(ALL_BUT_RECEIPTS)
    publisher.alter()
    for _ in range(3):
        follower.wait(31)
        for _ in range(50):
            follower.turn()
    assert follower.remote.standing.limits == LIMITS
    assert follower.view.services == tuple(Service)
    assert follower.view.state is State.ATTRACT, "it goes on with its own settings"
    refusals = [one.facts for one in follower.journal() if one.kind == Kind.CONFIGURATION_REFUSED]
    assert refusals == [{"version": 1, "reason": "altered"}]
