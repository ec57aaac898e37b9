"""The tables: what the migrations make is what the models say, and nobody changes them by surprise."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from threading import Barrier, Thread

import pytest
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from sqlalchemy import inspect, text

from central.database import Base, Database
from central.schema import STEPS, Schema, UnfitSchema
from tests.central.databases import Databases

ROOT = Path(__file__).resolve().parents[2]


@pytest.fixture
def database(databases: Databases) -> Iterator[Database]:
    url = databases.empty()
    database = Database(url)
    yield database
    database.close()
    databases.drop(url)


def tables(database: Database) -> set[str]:
    with database.alone() as connection:
        return set(inspect(connection).get_table_names())


def test_migrations_and_models_agree(database: Database) -> None:
    Schema(database).migrate()
    with database.alone() as connection:
        assert compare_metadata(MigrationContext.configure(connection), Base.metadata) == []
    assert tables(database) == {*Base.metadata.tables, "alembic_version"}


def test_an_empty_database_is_set_up_by_whoever_comes_first(database: Database) -> None:
    everybody = Barrier(4)

    def come() -> None:
        everybody.wait()
        Schema(database).prepare()

    comers = [Thread(target=come) for _ in range(4)]
    for comer in comers:
        comer.start()
    for comer in comers:
        comer.join(30)
    Schema(database).prepare()
    assert tables(database) == {*Base.metadata.tables, "alembic_version"}


@pytest.mark.parametrize("step", [Schema.prepare, Schema.migrate])
def test_foreign_tables_are_left_alone(database: Database, step: Callable[[Schema], object]) -> None:
    with database.alone() as connection:
        connection.execute(text("CREATE TABLE customers (id INTEGER)"))
    with pytest.raises(UnfitSchema, match="no migration of this service made: give it an empty one"):
        step(Schema(database))
    assert tables(database) == {"customers"}


def test_a_newer_releases_tables_are_refused(database: Database) -> None:
    Schema(database).migrate()
    with database.alone() as connection:
        connection.execute(text("UPDATE alembic_version SET version_num = '9999'"))
    for step in (Schema.prepare, Schema.migrate):
        with pytest.raises(UnfitSchema, match="9999, which this release does not know: install the newer one"):
            step(Schema(database))


def test_an_older_releases_tables_are_changed_by_central_migrate_only(database: Database, tmp_path: Path) -> None:
    Schema(database).migrate()
    (tmp_path / "0002_later.py").write_text(
        'from alembic import op\nrevision, down_revision = "0002", "0001"\n'
        'def upgrade():\n    op.execute("CREATE TABLE later (id INTEGER)")\n'
    )
    newer = Schema(database, (*STEPS, str(tmp_path)))
    with pytest.raises(UnfitSchema, match=r"revision 0001, this release works on 0002: .* run central migrate"):
        newer.prepare()
    assert "later" not in tables(database)
    assert newer.migrate() == "0002"
    assert "later" in tables(database)
    newer.prepare()


def test_the_command_says_what_it_did_and_what_it_refuses(databases: Databases) -> None:
    url = databases.empty()

    def run() -> subprocess.CompletedProcess[str]:
        command = [sys.executable, "-m", "central", "migrate", "--database", url]
        return subprocess.run(command, cwd=ROOT, capture_output=True, text=True, timeout=60)

    assert run().stdout == "the tables are of revision 0001\n"
    database = Database(url)
    with database.alone() as connection:
        connection.execute(text("UPDATE alembic_version SET version_num = '9999'"))
    database.close()
    refused = run()
    assert refused.returncode == 1
    assert refused.stderr.startswith("central: the database's tables are of revision 9999")
