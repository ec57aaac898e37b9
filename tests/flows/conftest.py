"""The service, the world and the terminal that the flow tests play in."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest

from kiosk.app import LOCALE
from kiosk.contract import Language
from kiosk.flow import State
from kiosk.i18n import Catalogues
from kiosk.voice import SAYABLE, utterance
from simulator.service import CentralProcess, World
from tests.flows.terminal import Terminal

CATALOGUES = Catalogues(LOCALE)


@pytest.fixture(scope="session")
def central_folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("central")


@pytest.fixture(scope="session")
def central(central_folder: Path) -> Iterator[CentralProcess]:
    process = CentralProcess(central_folder, "BJ-0001", "beijing")
    process.start()
    yield process
    process.stop()


@pytest.fixture
def days_later(central: CentralProcess, central_folder: Path) -> None:
    """The failures of earlier tests are long past: nobody has to wait for them."""
    with closing(sqlite3.connect(central_folder / "central.db")) as database, database:
        database.execute("UPDATE failed_logins SET at = '2000-01-01 00:00:00.000000'")
        database.execute("UPDATE failed_tries SET at = '2000-01-01 00:00:00.000000'")


@pytest.fixture(scope="session")
def fonts(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("fonts")


@pytest.fixture
def world(central: CentralProcess) -> World:
    return World(central)


@pytest.fixture
def terminal(
    central: CentralProcess, days_later: None, world: World, tmp_path: Path, fonts: Path
) -> Iterator[Terminal]:
    terminal = Terminal(central.url, central.private_key, world, tmp_path, fonts)
    terminal.until(State.ATTRACT)
    yield terminal
    terminal.close()
    messages = {utterance(CATALOGUES, key, language) for key in SAYABLE for language in Language}
    assert set(terminal.speaker.said) <= messages, "something was said that is no message of the catalogues"
