"""What several commands are told, and by whom."""

from __future__ import annotations

import getpass
from pathlib import Path
from typing import Annotated

import typer

DatabaseUrl = Annotated[str, typer.Option("--database", help="SQLAlchemy URL, e.g. sqlite:///central.db")]
KeysFile = Annotated[
    Path,
    typer.Option(
        "--keys-file", exists=True, dir_okay=False, help="what encrypts secrets in the database, a key a line"
    ),
]
ExistingFile = Annotated[Path, typer.Argument(exists=True, dir_okay=False)]


def operator() -> str:
    """Who types on this machine, as it is kept on record."""
    return f"cli:{getpass.getuser()}"
