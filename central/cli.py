"""The command line: `serve`, `migrate` and `seed` here, the others in `commands/`."""

from __future__ import annotations

import logging
import os
import signal
import socket
import sys
import tomllib
from pathlib import Path
from threading import Thread
from typing import Annotated

import typer
import uvicorn
from pydantic import SecretStr

from central import policies, seed
from central.app import create_app
from central.clock import utc_now
from central.commands import audit, operators, terminals
from central.database import Database
from central.ledger import SUITES
from central.schema import Schema, UnfitSchema
from central.settings import Argon2Cost, Destination, Settings
from central.wakeups import Wakeups
from papers.fonts import FontMissing

app = typer.Typer(help="The reference central reset service.", no_args_is_help=True, pretty_exceptions_enable=False)
app.add_typer(audit.app, name="audit")
app.add_typer(terminals.app)
app.add_typer(operators.app)

DatabaseUrl = Annotated[str, typer.Option("--database", help="SQLAlchemy URL, e.g. sqlite:///central.db")]

GRACE = 1
"""Seconds that requests under way get at the end."""


class Server(uvicorn.Server):
    """Says on standard output where it listens, once it does; keeps no long poll waiting at the end."""

    def __init__(self, config: uvicorn.Config, url: str, wakeups: Wakeups) -> None:
        super().__init__(config)
        self._url = url
        self._wakeups = wakeups

    async def startup(self, sockets: list[socket.socket] | None = None) -> None:
        """Starts, and says so."""
        await super().startup(sockets)
        print(f"ready {self._url}", flush=True)

    async def shutdown(self, sockets: list[socket.socket] | None = None) -> None:
        """Answers the long polls first."""
        self._wakeups.close()
        await super().shutdown(sockets)


@app.command()
def serve(
    database: DatabaseUrl,
    host: str = "127.0.0.1",
    port: Annotated[int, typer.Option(help="0 takes a free one")] = 8000,
    public_url: Annotated[str | None, typer.Option(help="where receipts can be verified")] = None,
    destinations: Annotated[
        Path | None, typer.Option(exists=True, help="TOML: [NAME] url, token; for sms and linked systems")
    ] = None,
    world_token_file: Annotated[
        Path | None, typer.Option(exists=True, help="opens the stand-ins for the outside: demonstration only")
    ] = None,
    with_seed: Annotated[bool, typer.Option("--seed", help="writes the fictitious enterprises first")] = False,
    terminal: Annotated[
        list[str] | None, typer.Option(help="ID,REGION,PUBLIC_KEY.pem: enrols a terminal first; repeatable")
    ] = None,
    ledger_hash: Annotated[str, typer.Option(help=f"hash of the ledger's entries: {', '.join(SUITES)}")] = "sha256",
    exit_with_parent: Annotated[bool, typer.Option(help="ends when standard input closes")] = False,
) -> None:
    """Serves until SIGTERM or SIGINT."""
    logging.basicConfig(level=logging.INFO, format="%(asctime)s %(levelname)s %(name)s: %(message)s")
    # The server raises the signal again once it has ended: that is then a clean exit.
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(0))
    listener = socket.create_server((host, port))
    url = f"http://{host}:{listener.getsockname()[1]}"
    if destinations is None and world_token_file is None:
        raise typer.BadParameter("give --destinations, or for a demonstration --world-token-file")
    token = SecretStr(world_token_file.read_text("ascii").strip()) if world_token_file else None
    settings = Settings(
        database=database,
        public_url=public_url or url,
        destinations=_read(destinations) if destinations else _world(url, token),
        world_token=token,
        ledger_hash=ledger_hash,
    )
    wakeups = Wakeups()
    service = create_app(settings, wakeups)
    if with_seed:
        _seed(database)
    for entry in terminal or []:
        terminal_id, _, rest = entry.partition(",")
        region, _, public_key = rest.partition(",")
        terminals.enrol(Database(database), terminal_id, region, Path(public_key))
    config = uvicorn.Config(
        service, log_config=None, access_log=False, timeout_graceful_shutdown=GRACE, server_header=False
    )
    server = Server(config, url, wakeups)
    if exit_with_parent:
        Thread(target=_end_with_standard_input, args=(server,), daemon=True).start()
    server.run(sockets=[listener])


@app.command()
def migrate(database: DatabaseUrl) -> None:
    """Brings the database's tables up to date: after an update, with the service stopped and a backup made."""
    print(f"the tables are of revision {Schema(Database(database)).migrate()}")


@app.command("seed")
def seed_command(database: DatabaseUrl) -> None:
    """Writes the fictitious enterprises."""
    _seed(database)


def _seed(url: str) -> None:
    database = Database(url)
    Schema(database).prepare()
    with database.transaction() as db:
        seed.sow(db, seed.load(), Argon2Cost().hasher(), utc_now())


def _read(destinations: Path) -> dict[str, Destination]:
    entries = tomllib.loads(destinations.read_text("utf-8"))
    return {name: Destination.model_validate(entry) for name, entry in entries.items()}


def _world(url: str, token: SecretStr | None) -> dict[str, Destination]:
    """The stand-ins as destinations."""
    if token is None:
        return {}
    paths = {"sms": "/world/v1/sms"} | {name: f"/linked/{name}/changes" for name in policies.load().linked}
    return {name: Destination.model_validate({"url": url + path, "token": token}) for name, path in paths.items()}


def main() -> None:
    """What the installed command runs."""
    try:
        app(prog_name="central")
    except (UnfitSchema, FontMissing) as unfit:
        raise SystemExit(f"central: {unfit}") from None


def _end_with_standard_input(server: uvicorn.Server) -> None:
    # Not sys.stdin: its lock would be held when the interpreter ends.
    while os.read(0, 1024):
        pass
    server.should_exit = True
