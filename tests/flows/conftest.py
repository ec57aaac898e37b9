"""The service, the world and the terminal that the flow tests play in."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from kiosk.flow import State
from simulator.service import CentralProcess, World
from tests.flows.terminal import Terminal


@pytest.fixture(scope="session")
def central(tmp_path_factory: pytest.TempPathFactory) -> Iterator[CentralProcess]:
    process = CentralProcess(tmp_path_factory.mktemp("central"), "BJ-0001", "beijing")
    process.start()
    yield process
    process.stop()


@pytest.fixture(scope="session")
def fonts(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("fonts")


@pytest.fixture
def world(central: CentralProcess) -> World:
    return World(central)


@pytest.fixture
def terminal(central: CentralProcess, world: World, tmp_path: Path, fonts: Path) -> Iterator[Terminal]:
    terminal = Terminal(central.url, central.private_key, world, tmp_path, fonts)
    terminal.until(State.ATTRACT)
    yield terminal
    terminal.close()
