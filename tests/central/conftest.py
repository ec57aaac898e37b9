"""A running service and its surroundings, anew for each test."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from tests.central.central_desk import Clock, Face, Service, Terminal, World, database_with_seed


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture(scope="session")
def keys() -> dict[str, Ed25519PrivateKey]:
    return {name: Ed25519PrivateKey.generate() for name in ("bj-1", "bj-2", "bj-off", "sh-1")}


@pytest.fixture
def database_url(tmp_path: Path, clock: Clock, keys: dict[str, Ed25519PrivateKey]) -> str:
    return database_with_seed(tmp_path, clock, keys)


@pytest.fixture
def service(database_url: str, clock: Clock) -> Iterator[Service]:
    service = Service(database_url, clock)
    yield service
    service.stop()


@pytest.fixture
def terminals(service: Service, clock: Clock, keys: dict[str, Ed25519PrivateKey]) -> dict[str, Terminal]:
    return {name: Terminal(service.url, name, key, clock) for name, key in keys.items()}


@pytest.fixture
def terminal(terminals: dict[str, Terminal]) -> Terminal:
    return terminals["bj-1"]


@pytest.fixture
def world(service: Service) -> World:
    return World(service.url)


@pytest.fixture
def owner() -> Face:
    return Face(1)


@pytest.fixture
def stranger() -> Face:
    return Face(2)
