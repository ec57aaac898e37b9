"""The keys of what lies encrypted in the database, on the command line."""

from __future__ import annotations

from pathlib import Path
from random import SystemRandom

import typer
from cryptography.exceptions import InvalidTag

from central.commands.options import DatabaseUrl, KeysFile
from central.database import Database
from central.vault import KeyMissing, Vault, read_keys

app = typer.Typer()


@app.command()
def reseal(database: DatabaseUrl, keys_file: KeysFile) -> None:
    """Encrypts every secret with the first key of the file: once it is done the others may go."""
    try:
        with Database(database).transaction() as db:
            count = vault(keys_file).reseal(db)
    except KeyMissing as missing:
        raise typer.BadParameter(str(missing)) from None
    except InvalidTag:
        raise typer.BadParameter("a secret was changed or moved in the database: restore it from a backup") from None
    print(f"{count} secrets sealed anew")


def vault(keys_file: Path) -> Vault:
    """With the keys of the file; raises typer.BadParameter."""
    return Vault(keys_in(keys_file), SystemRandom())


def keys_in(keys_file: Path) -> tuple[bytes, ...]:
    """The keys of the file; raises typer.BadParameter."""
    try:
        return read_keys(keys_file)
    except ValueError as wrong:
        raise typer.BadParameter(str(wrong)) from None
