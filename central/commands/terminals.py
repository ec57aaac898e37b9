"""The terminals on the command line: enrol them, revoke their keys, see how they are."""

from __future__ import annotations

import json
from datetime import datetime
from pathlib import Path
from random import SystemRandom
from typing import Annotated

import typer
from rich.console import Console
from rich.table import Table

from central import policies
from central.clock import utc_now
from central.commands.options import DatabaseUrl, ExistingFile, operator
from central.database import Database
from central.ledger import Ledger
from central.operators import fleet as fleets
from central.operators.fleet import Fleet, Status
from central.schema import Schema
from central.terminals import TerminalFault, Terminals

app = typer.Typer()

COLOURS = {
    Status.ONLINE: "green",
    Status.LATE: "yellow",
    Status.FAULTS: "yellow",
    Status.OFFLINE: "red",
    Status.DISABLED: "dim",
    Status.REVOKED: "dim",
}


@app.command()
def enrol_terminal(database: DatabaseUrl, terminal_id: str, region: str, public_key: ExistingFile) -> None:
    """Enrols a terminal, or gives it another key: the old one is refused from then on."""
    enrol(Database(database), terminal_id, region, public_key)


@app.command()
def revoke_terminal(
    database: DatabaseUrl, terminal_id: str, reason: Annotated[str, typer.Option(help="kept on record")] = ""
) -> None:
    """Refuses the terminal's key at once, also in visits under way, until it is enrolled again."""
    with Database(database).transaction() as db:
        try:
            _register().revoke(db, terminal_id, operator(), reason)
        except TerminalFault as fault:
            raise typer.BadParameter(str(fault)) from None


@app.command()
def fleet(database: DatabaseUrl, as_json: Annotated[bool, typer.Option("--json", help="for programs")] = False) -> None:
    """Shows all terminals: how they are, when they were last heard, how their visits go today."""
    now = utc_now()
    with Database(database).transaction() as db:
        seen = fleets.look(db, fleets.load(), now)
    if as_json:
        print(json.dumps([_plain(row) for row in seen.rows], ensure_ascii=False, indent=2))
    else:
        Console().print(_table(seen, now))


def enrol(database: Database, terminal_id: str, region: str, public_key: Path, ledger_hash: str | None = None) -> None:
    """Enrols the terminal with the key in the file; raises typer.BadParameter."""
    Schema(database).prepare()
    with database.transaction() as db:
        try:
            pem = public_key.read_text("utf-8", "replace")
            _register(ledger_hash).enrol(db, terminal_id, region, pem, operator())
        except OSError as error:
            raise typer.BadParameter(f"{public_key}: {error.strerror}") from None
        except TerminalFault as fault:
            raise typer.BadParameter(f"{public_key}: {fault}") from None


def _register(ledger_hash: str | None = None) -> Terminals:
    return Terminals(policies.load(), Ledger(utc_now, ledger_hash), utc_now, SystemRandom())


def _plain(row: fleets.Row) -> dict[str, object]:
    return {
        "terminal": row.id,
        "region": row.region,
        "status": row.status,
        "seen_at": row.seen_at.isoformat() if row.seen_at else None,
        "software": row.software,
        "faults": row.faults,
        "visits_today": row.today.begun,
        "success": row.today.success,
        "median_s": row.today.median_s,
        "p95_s": row.today.p95_s,
        "endings": row.today.endings,
        "fingerprint": row.fingerprint,
    }


def _table(seen: Fleet, now: datetime) -> Table:
    table = Table("terminal", "region", "status", "last heartbeat", "software", "faults", box=None)
    for name in ("visits today", "success", "median", "p95"):
        table.add_column(name, justify="right")
    for row in seen.rows:
        table.add_row(
            row.id,
            row.region,
            f"[{COLOURS[row.status]}]{row.status}[/]",
            f"{(now - row.seen_at).total_seconds():.0f} s ago" if row.seen_at else "never",
            row.software or "-",
            ", ".join(row.faults) or "-",
            str(row.today.begun),
            "-" if row.today.success is None else f"{row.today.success:.0%}",
            "-" if row.today.median_s is None else f"{row.today.median_s:.0f} s",
            "-" if row.today.p95_s is None else f"{row.today.p95_s:.0f} s",
        )
    return table
