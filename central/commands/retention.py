"""What nobody needs any longer, on the command line."""

from __future__ import annotations

import typer

from central import policies, retention
from central.clock import utc_now
from central.commands.options import DatabaseUrl
from central.database import Database
from central.retention import Retention

app = typer.Typer()


@app.command()
def prune(database: DatabaseUrl) -> None:
    """Deletes what is older than central/retention.toml says; the running service does so every hour."""
    with Database(database).alone() as connection:
        pruned = Retention(retention.load(), policies.load(), utc_now).prune(connection)
    for table, count in pruned.items():
        print(f"{table}: {count}")
    print(f"{sum(pruned.values())} records pruned")
