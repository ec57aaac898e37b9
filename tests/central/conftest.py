"""A running service and its surroundings, anew for each test."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from tests.central.central_desk import Clock, Face, Service, Terminal, World, fill
from tests.central.databases import Databases, PostgresCluster, SqliteFiles


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture(scope="session")
def keys() -> dict[str, Ed25519PrivateKey]:
    return {name: Ed25519PrivateKey.generate() for name in ("bj-1", "bj-2", "bj-off", "sh-1")}


@pytest.fixture(scope="session")
def postgres() -> Iterator[PostgresCluster]:
    cluster = PostgresCluster()
    yield cluster
    cluster.stop()


@pytest.fixture(scope="session")
def sqlite(tmp_path_factory: pytest.TempPathFactory) -> SqliteFiles:
    return SqliteFiles(tmp_path_factory.mktemp("sqlite"))


@pytest.fixture(scope="session", params=["sqlite", "postgres"])
def databases(request: pytest.FixtureRequest) -> Databases:
    """Both kinds, one after the other: every test that has to do with a database runs on each."""
    made: Databases = request.getfixturevalue(request.param)
    return made


@pytest.fixture(scope="session")
def templates() -> dict[Databases, str]:
    """What `seeded` has filled: not anew whenever the kind changes."""
    return {}


@pytest.fixture(scope="session")
def seeded(databases: Databases, keys: dict[str, Ed25519PrivateKey], templates: dict[Databases, str]) -> str:
    """The database that every test gets a copy of."""
    if databases not in templates:
        templates[databases] = fill(databases.empty(), Clock(), keys)
    return templates[databases]


@pytest.fixture
def database_url(databases: Databases, seeded: str) -> Iterator[str]:
    url = databases.copy(seeded)
    yield url
    databases.drop(url)


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
