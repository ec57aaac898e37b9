"""`central audit`: is the ledger what was written, and where does it end."""

from __future__ import annotations

from base64 import b64decode, b64encode
from pathlib import Path
from typing import Annotated

import typer
from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey
from cryptography.hazmat.primitives.serialization import load_pem_private_key, load_pem_public_key
from pydantic import ValidationError

from central import ledger
from central.commands.options import DatabaseUrl
from central.database import Database
from central.ledger import Head
from kiosk import chain
from kiosk.contract import Message

app = typer.Typer(help="The ledger of all changes: verify it, keep its head.", no_args_is_help=True)

KeptFiles = Annotated[
    list[Path] | None,
    typer.Option("--head", exists=True, dir_okay=False, help="a head that was kept; repeatable"),
]


class KeptHead(Message):
    """A head on its own file, and who vouches for it: an Ed25519 signature (base64) over the head's canonical JSON."""

    head: Head
    signature: str | None = None


@app.command()
def verify(
    database: DatabaseUrl,
    heads: KeptFiles = None,
    public_key: Annotated[
        Path | None, typer.Option(exists=True, dir_okay=False, help="PEM: every head must be signed with this key")
    ] = None,
) -> None:
    """Names every entry that was removed, changed, moved or put in; exits with 1 when there is one."""
    vouched = _ed25519_public(public_key) if public_key else None
    kept = [_kept(path, vouched) for path in heads or ()]
    with Database(database).transaction() as db:
        found = list(ledger.findings(db, kept))
        head = ledger.head_of(db)
    for finding in found:
        print(finding)
    if found:
        raise typer.Exit(1)
    print(f"{head.position} entries, none removed, changed, moved or put in; head {head.hash}")


@app.command("head")
def head_command(
    database: DatabaseUrl,
    key: Annotated[
        Path | None, typer.Option(exists=True, dir_okay=False, help="PEM: an Ed25519 key to sign the head with")
    ] = None,
) -> None:
    """Prints the end of the ledger, to be kept elsewhere: it shows later what was cut off or written anew."""
    with Database(database).transaction() as db:
        head = ledger.head_of(db)
    signature = None if key is None else b64encode(_ed25519_private(key).sign(_signed(head))).decode("ascii")
    print(KeptHead(head=head, signature=signature).model_dump_json())


def _kept(path: Path, vouched: Ed25519PublicKey | None) -> Head:
    try:
        kept = KeptHead.model_validate_json(path.read_bytes())
        if vouched:
            vouched.verify(b64decode(kept.signature or ""), _signed(kept.head))
    except ValidationError:
        raise typer.BadParameter(f"{path} holds no head; write one with central audit head") from None
    except (InvalidSignature, ValueError):
        raise typer.BadParameter(f"{path} is not signed with that key") from None
    return kept.head


def _signed(head: Head) -> bytes:
    return chain.canonical(head.model_dump()).encode()


def _ed25519_public(path: Path) -> Ed25519PublicKey:
    key = load_pem_public_key(path.read_bytes())
    if not isinstance(key, Ed25519PublicKey):
        raise typer.BadParameter(f"{path} holds no Ed25519 public key; make one with openssl pkey -pubout")
    return key


def _ed25519_private(path: Path) -> Ed25519PrivateKey:
    key = load_pem_private_key(path.read_bytes(), None)
    if not isinstance(key, Ed25519PrivateKey):
        raise typer.BadParameter(f"{path} holds no Ed25519 key; make one with openssl genpkey -algorithm ed25519")
    return key
