"""The schema of a database: set up where there is none, changed only by `central migrate`, never by surprise."""

from __future__ import annotations

from alembic import command
from alembic.config import Config
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Connection, inspect

from central.database import Database

STEPS = ("central:migrations/versions",)


class UnfitSchema(Exception):
    """The tables are not those that this release works on; the message names the remedy."""


class Schema:
    """The tables of `database`, and the `steps` from one release's to the next: folders of Alembic revisions."""

    def __init__(self, database: Database, steps: tuple[str, ...] = STEPS) -> None:
        self._database = database
        self._config = config(steps)
        self._scripts = ScriptDirectory.from_config(self._config)
        self._newest = str(self._scripts.get_current_head())

    def prepare(self) -> None:
        """Sets up an empty database; raises UnfitSchema where the tables are of another release."""
        with self._database.alone() as connection:
            if _is_empty(connection):
                self._upgrade(connection)
            elif (found := self._revision(connection)) != self._newest:
                raise UnfitSchema(
                    f"the database's tables are of revision {found}, this release works on {self._newest}: "
                    "make a backup, then run central migrate"
                )

    def migrate(self) -> str:
        """Brings the tables up to date and returns their revision; raises UnfitSchema where they are not ours."""
        with self._database.alone() as connection:
            if not _is_empty(connection):
                self._revision(connection)
            self._upgrade(connection)
        return self._newest

    def _upgrade(self, connection: Connection) -> None:
        self._config.attributes["connection"] = connection
        command.upgrade(self._config, "head")

    def _revision(self, connection: Connection) -> str:
        """The revision of the tables there are, this release's or an older one."""
        found = MigrationContext.configure(connection).get_current_revision()
        if found is None:
            raise UnfitSchema("the database has tables that no migration of this service made: give it an empty one")
        if found not in {script.revision for script in self._scripts.walk_revisions()}:
            raise UnfitSchema(
                f"the database's tables are of revision {found}, which this release does not know: "
                "install the newer one"
            )
        return found


def config(steps: tuple[str, ...] = STEPS) -> Config:
    """What Alembic needs to know, in place of a file of settings."""
    config = Config()
    config.set_main_option("script_location", "central:migrations")
    config.set_main_option("path_separator", "newline")
    config.set_main_option("version_locations", "\n".join(steps))
    return config


def _is_empty(connection: Connection) -> bool:
    return not inspect(connection).get_table_names()
