"""The command line: `serve`, `migrate` and `seed` here, the others in `commands/`."""

from __future__ import annotations

import socket
import tomllib
from pathlib import Path
from typing import Annotated

import typer
from pydantic import SecretBytes, SecretStr, TypeAdapter, ValidationError
from sqlalchemy import make_url

from central import policies, seed
from central.clock import utc_now
from central.commands import accounts, audit, configuration, keys, operators, retention, terminals
from central.commands.options import DatabaseUrl, KeysFile
from central.database import Database
from central.ledger import SUITES
from central.schema import Schema
from central.serving import Serving, in_words, log_to_standard_error
from central.settings import Argon2Cost, Destination, Settings

app = typer.Typer(help="The reference central reset service.", no_args_is_help=True, pretty_exceptions_enable=False)
app.add_typer(audit.app, name="audit")
app.add_typer(terminals.app)
app.add_typer(configuration.app)
app.add_typer(operators.app)
app.add_typer(accounts.app)
app.add_typer(keys.app)
app.add_typer(retention.app)


@app.command()
def serve(
    database: DatabaseUrl,
    keys_file: KeysFile,
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
    tls_cert: Annotated[
        Path | None,
        typer.Option(exists=True, dir_okay=False, help="PEM: certificate and what leads to its CA"),
    ] = None,
    tls_key: Annotated[Path | None, typer.Option(exists=True, dir_okay=False, help="PEM: its private key")] = None,
    metrics_token_file: Annotated[
        Path | None, typer.Option(exists=True, dir_okay=False, help="opens /metrics to whoever shows this bearer token")
    ] = None,
    forwarded_allow_ips: Annotated[
        str | None, typer.Option(help="addresses of the proxy whose X-Forwarded-Proto is believed")
    ] = None,
    ledger_hash: Annotated[
        str | None, typer.Option(help=f"hash of the ledger's new entries, for good: {', '.join(SUITES)}")
    ] = None,
    workers: Annotated[int, typer.Option(min=1, help="processes that serve; several need PostgreSQL")] = 1,
    exit_with_parent: Annotated[bool, typer.Option(help="ends when standard input closes")] = False,
) -> None:
    """Serves until SIGTERM or SIGINT."""
    log_to_standard_error()
    if workers > 1 and make_url(database).get_backend_name() == "sqlite":
        raise typer.BadParameter("--workers needs PostgreSQL: SQLite lets one transaction write at a time")
    if (tls_cert is None) != (tls_key is None):
        raise typer.BadParameter("give both --tls-cert and --tls-key, or neither")
    if ledger_hash and ledger_hash not in SUITES:
        raise typer.BadParameter(f"--ledger-hash {ledger_hash}: there are {', '.join(SUITES)}")
    enrolled = [_parts(entry) for entry in terminal or []]
    listener = _listener(host, port)
    url = f"{'https' if tls_cert else 'http'}://{host}:{listener.getsockname()[1]}"
    if destinations is None and world_token_file is None:
        raise typer.BadParameter("give --destinations, or for a demonstration --world-token-file")
    token = SecretStr(world_token_file.read_text("ascii").strip()) if world_token_file else None
    settings = Settings(
        database=database,
        public_url=public_url or url,
        destinations=_read(destinations) if destinations else _world(url, token),
        keys=tuple(map(SecretBytes, keys.keys_in(keys_file))),
        world_token=token,
        metrics_token=SecretStr(metrics_token_file.read_text("ascii").strip()) if metrics_token_file else None,
        ledger_hash=ledger_hash,
    )
    Schema(Database(database)).prepare()
    if with_seed:
        _seed(database)
    for terminal_id, region, public_key in enrolled:
        terminals.enrol(Database(database), terminal_id, region, Path(public_key), ledger_hash)
    serving = Serving(settings, listener, url, tls_cert, tls_key, forwarded_allow_ips)
    if workers == 1:
        serving.alone(exit_with_parent)
    else:
        serving.with_workers(workers, exit_with_parent)


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


def _listener(host: str, port: int) -> socket.socket:
    """Raises typer.BadParameter."""
    try:
        listener = socket.create_server((host, port))
    except OSError as error:
        raise typer.BadParameter(f"--host {host} --port {port}: {error.strerror}") from None
    # Else the end of an answer waits 40 ms for the receipt of its beginning, on every connection that is used again.
    listener.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
    return listener


def _parts(entry: str) -> tuple[str, str, str]:
    """Of a terminal to be enrolled; raises typer.BadParameter."""
    match entry.split(",", 2):
        case [terminal_id, region, public_key]:
            return terminal_id, region, public_key
    raise typer.BadParameter(f"--terminal {entry}: give ID,REGION,PUBLIC_KEY.pem")


def _read(destinations: Path) -> dict[str, Destination]:
    """Raises typer.BadParameter, without a token in its words."""
    try:
        entries = tomllib.loads(destinations.read_text("utf-8"))
        return TypeAdapter(dict[str, Destination]).validate_python(entries)
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as wrong:
        raise typer.BadParameter(f"{destinations}: {wrong}") from None
    except ValidationError as wrong:
        faults = [f"{'.'.join(map(str, one['loc']))}: {one['msg']}" for one in wrong.errors(include_input=False)]
        raise typer.BadParameter(f"{destinations}: {'; '.join(faults)}") from None


def _world(url: str, token: SecretStr | None) -> dict[str, Destination]:
    """The stand-ins as destinations."""
    if token is None:
        return {}
    paths = {"sms": "/world/v1/sms"} | {name: f"/linked/{name}/changes" for name in policies.load().linked}
    return {name: Destination.model_validate({"url": url + path, "token": token}) for name, path in paths.items()}


def main() -> None:
    """What the installed command runs."""
    with in_words():
        app(prog_name="central")
