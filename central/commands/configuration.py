"""The terminals' configuration on the command line: the key that signs it, and a region's next version."""

from __future__ import annotations

import os
from pathlib import Path
from typing import Annotated

import typer
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.serialization import (
    Encoding,
    NoEncryption,
    PrivateFormat,
    PublicFormat,
    load_pem_private_key,
)

from central import configurations, policies
from central.clock import utc_now
from central.commands.options import DatabaseUrl, ExistingFile, operator
from central.configurations import ConfigurationFault, Configurations
from central.database import Database
from central.ledger import Ledger
from central.schema import Schema

app = typer.Typer()


@app.command()
def configuration_key(
    private: Annotated[Path, typer.Argument(help="where the private key goes; readable by you only")],
    public: Annotated[Path, typer.Argument(help="where its public half goes, for every terminal")],
) -> None:
    """Makes the key that signs configurations. Keep it off the service's machine; terminals get the public half."""
    key = Ed25519PrivateKey.generate()
    _write_new(private, key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption()), 0o600)
    _write_new(public, key.public_key().public_bytes(Encoding.PEM, PublicFormat.SubjectPublicKeyInfo), 0o644)


@app.command()
def publish_configuration(
    database: DatabaseUrl,
    region: str,
    file: ExistingFile,
    key: Annotated[Path, typer.Option(exists=True, dir_okay=False, help="PEM: as central configuration-key made it")],
) -> None:
    """Signs FILE (TOML: services, notice_version, times, valid_from, window) as the region's next version."""
    try:
        signer = load_pem_private_key(key.read_bytes(), None)
    except (ValueError, TypeError):
        signer = None
    if not isinstance(signer, Ed25519PrivateKey):
        raise typer.BadParameter(f"{key} holds no Ed25519 private key; make one with central configuration-key")
    tables = Database(database)
    Schema(tables).prepare()
    register = Configurations(policies.load(), Ledger(utc_now), utc_now)
    try:
        with tables.transaction() as db:
            made = register.publish(db, region, configurations.read(file), signer, operator())
    except ConfigurationFault as fault:
        raise typer.BadParameter(str(fault)) from None
    print(f"version {made.version} of {region}, valid from {made.valid_from.isoformat(timespec='seconds')}")


def _write_new(path: Path, content: bytes, mode: int) -> None:
    try:
        with os.fdopen(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, mode), "wb") as file:
            file.write(content)
    except FileExistsError:
        raise typer.BadParameter(f"{path} exists; a key is never overwritten") from None
