"""The enterprises' accounts on the command line: release a frozen one, remind of passwords that expire."""

from __future__ import annotations

from random import SystemRandom

import typer

from central import policies
from central.clock import utc_now
from central.commands.keys import vault
from central.commands.options import DatabaseUrl, KeysFile
from central.database import Account, Database
from central.ledger import Kind, Ledger
from central.outbox import Outbox
from central.reminders import Reminders

app = typer.Typer()


@app.command()
def release_account(database: DatabaseUrl, credit_code: str) -> None:
    """Lifts the freeze after an objection, once the window has seen the legal representative."""
    with Database(database).transaction() as db:
        account = db.get(Account, credit_code, with_for_update=True)
        if account is None or not account.frozen:
            raise typer.BadParameter(f"{credit_code}: no frozen account has this credit code")
        account.frozen = False
        Ledger(utc_now).append(db, Kind.RELEASED, credit_code, {})


@app.command()
def remind(database: DatabaseUrl, keys_file: KeysFile) -> None:
    """Sends an SMS for each password that expires soon; to be run daily, the running service delivers them."""
    tables = Database(database)
    outbox = Outbox(tables, {}, vault(keys_file), utc_now, SystemRandom())
    with tables.transaction() as db:
        sent = Reminders(policies.load(), outbox, utc_now).send(db)
    print(f"{sent} reminders sent")
