"""The operators' accounts on the command line: the only way to make the first one, and no password is set before."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Annotated

import typer

from central import passwords
from central.clock import utc_now
from central.commands.options import DatabaseUrl, operator
from central.database import Database
from central.operators.accounts import OperatorFault, Operators
from central.schema import Schema
from central.settings import Argon2Cost

app = typer.Typer()


@app.command()
def add_operator(
    database: DatabaseUrl,
    name: str,
    password_file: Annotated[
        Path | None, typer.Option(help="its first line is the password; - reads standard input", allow_dash=True)
    ] = None,
    replace: Annotated[bool, typer.Option("--replace", help="gives an existing operator a new password")] = False,
) -> None:
    """Makes an operator of /ops; asks for the password unless a file has it."""
    try:
        _accounts(database).add(name, _password(password_file), operator(), replace)
    except OperatorFault as fault:
        raise typer.BadParameter(str(fault)) from None


@app.command()
def remove_operator(database: DatabaseUrl, name: str) -> None:
    """Deletes an operator's account and ends its sessions at once."""
    try:
        _accounts(database).remove(name, operator())
    except OperatorFault as fault:
        raise typer.BadParameter(str(fault)) from None


def _accounts(database: str) -> Operators:
    tables = Database(database)
    Schema(tables).prepare()
    return Operators(tables, Argon2Cost().hasher(), passwords.load_common(), utc_now)


def _password(file: Path | None) -> str:
    if file is None:
        return str(typer.prompt("password", hide_input=True, confirmation_prompt=True))
    lines = (sys.stdin.read() if str(file) == "-" else file.read_text("utf-8")).splitlines()
    return lines[0] if lines else ""
