"""`kiosk audit`: whether the journal is whole, and what it says."""

from __future__ import annotations

import json
import os
import sqlite3
from typing import Annotated

import typer

from kiosk.audit.store import last
from kiosk.audit.verify import Head
from kiosk.audit.verify import verify as verified
from kiosk.command import HOME, ConfigFile, Fault, settings_of
from kiosk.config import ConfigFault
from kiosk.signature import public_half

audit = typer.Typer(help="The journal: what happened at the terminal, by type only.", no_args_is_help=True)


@audit.command()
def verify(
    config: ConfigFile = HOME / "config.toml",
    known: Annotated[
        str | None, typer.Option("--head", help="What an earlier check said the head was: finds an older journal.")
    ] = None,
) -> None:
    """Check every record, their order and the terminal's signature; say which record is not as it was written.

    Ends with status 0 only if the journal is whole.
    """
    settings = settings_of(config)
    try:
        key = settings.terminal_key(os.environ)
        head = Head.parse(known) if known else None
    except (ConfigFault, ValueError) as error:
        raise Fault(str(error)) from None
    report = verified(settings.data.journal, settings.terminal.id, public_half(key), head)
    for finding in report.findings:
        typer.echo(finding)
    if report.findings:
        raise typer.Exit(1)
    typer.echo(f"records {report.first} to {report.head.number if report.head else 0}: in order; head {report.head}")


@audit.command()
def show(
    config: ConfigFile = HOME / "config.toml",
    count: Annotated[int, typer.Option("--last", min=1, max=100_000, help="How many records.")] = 50,
    as_json: Annotated[bool, typer.Option("--json", help="One JSON object a line.")] = False,
) -> None:
    """Say what happened last, the newest at the end, in the machine's local time."""
    path = settings_of(config).data.journal
    try:
        records = last(path, count)
    except (sqlite3.Error, ValueError, KeyError) as error:
        raise Fault(f"the journal {path} cannot be read: {error}") from None
    for record in records:
        if as_json:
            typer.echo(json.dumps({**record._asdict(), "at": record.at.isoformat()}))
            continue
        told = "  ".join(f"{name}={value}" for name, value in record.facts.items())
        typer.echo(f"{record.number:>7}  {record.at.astimezone():%Y-%m-%d %H:%M:%S}  {record.kind:<15} {told}".rstrip())
