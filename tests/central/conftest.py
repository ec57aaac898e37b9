"""A running service and its surroundings, as new for each test."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from central.database import Database
from tests.central.central_desk import Clock, Face, Service, Stage, Terminal, World, fill
from tests.central.databases import Databases, PostgresCluster, SqliteFiles


@pytest.fixture(scope="session")
def only_clock() -> Clock:
    """The one that services which are built once go by."""
    return Clock()


@pytest.fixture
def clock(only_clock: Clock) -> Clock:
    """Set anew for each test."""
    only_clock.now = Clock().now
    return only_clock


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


@pytest.fixture(scope="session")
def stages() -> dict[Databases, Stage]:
    """One for each kind, made when it is first asked for."""
    return {}


@pytest.fixture
def stage(databases: Databases, seeded: str, stages: dict[Databases, Stage], only_clock: Clock) -> Stage:
    if databases not in stages:
        stages[databases] = Stage(databases, seeded, only_clock)
    return stages[databases]


@pytest.fixture
def database_url(stage: Stage) -> str:
    """Of a database with all that is in `seeded`, and nothing else."""
    stage.clear()
    return stage.url


@pytest.fixture
def database(database_url: str) -> Iterator[Database]:
    """The same, connected to."""
    database = Database(database_url)
    yield database
    database.close()


@pytest.fixture
def service(stage: Stage, database_url: str, clock: Clock) -> Iterator[Service]:
    stage.service.start()
    yield stage.service
    stage.service.stop()


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
