"""`kiosk badge`: technicians' badges, the terminal's PIN, and the one-time code."""

from __future__ import annotations

import os
import sqlite3
from contextlib import closing
from datetime import UTC, datetime
from pathlib import Path
from typing import Annotated

import cv2
import typer
from cryptography.exceptions import UnsupportedAlgorithm
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.serialization import (
    Encoding,
    NoEncryption,
    PrivateFormat,
    PublicFormat,
    load_pem_private_key,
)
from pydantic import SecretStr

from devices.codes import CodeReader
from devices.frames import as_image
from kiosk.app import LOCALE
from kiosk.audit.events import Kind
from kiosk.audit.store import JournalDamaged, Noted, Store
from kiosk.command import HOME, ConfigFile, Fault, settings_of
from kiosk.config import Config, ConfigFault
from kiosk.contract import Language
from kiosk.control import LostTouch, NobodyThere, Question, ask
from kiosk.documents import picture
from kiosk.i18n import Catalogues
from kiosk.signature import private_half, public_half
from kiosk.technician import card
from kiosk.technician.badge import Badge, BadgeRefused, Badges, Right, issue, read
from kiosk.technician.pins import LONGEST, SHORTEST, PinRefused, Pins
from papers.fonts import FontMissing, chinese_fonts

NOBODY_ELSE = 0o600

badge = typer.Typer(help="Technicians' badges, the terminal's PIN, and the one-time code.", no_args_is_help=True)


@badge.command()
def keygen(
    key: Annotated[Path, typer.Argument(help="Where the private key goes; the public one beside it, .pub.")],
) -> None:
    """Make the key of whoever issues badges. The private half belongs on no terminal."""
    private, public = Ed25519PrivateKey.generate(), key.with_name(f"{key.name}.pub")
    for path in (key, public):
        if path.exists():
            raise Fault(f"{path} is there already: name another file, badges of the old key would be good no more")
    try:
        key.touch(NOBODY_ELSE)
        key.write_bytes(private.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption()))
        public.write_bytes(private.public_key().public_bytes(Encoding.PEM, PublicFormat.SubjectPublicKeyInfo))
    except OSError as error:
        raise Fault(f"{error}: name a folder that can be written to") from None
    typer.echo(f"{key}: keep it off every terminal\n{public}: name it in technician.badge_keys of every terminal")


@badge.command("issue")
def issue_badge(
    key: Annotated[Path, typer.Option(help="The issuer's private key, from `kiosk badge keygen`.")],
    serial: Annotated[int, typer.Option(min=1, help="The badge's number, one for each badge; the journal has it.")],
    name: Annotated[str, typer.Option(help="Whose it is; stands on the badge, and nowhere in a terminal.")],
    expires: Annotated[datetime, typer.Option(formats=["%Y-%m-%d"], help="The last day on which it is good.")],
    right: Annotated[list[Right], typer.Option(help="May be given again.")],
    out: Annotated[Path, typer.Option(help="The folder that the badge is written into, as PDF and PNG.")] = Path(),
    language: Annotated[Language, typer.Option(help="Of the words on it.")] = Language.ZH_CN,
    cache: Annotated[Path, typer.Option(help="Where fonts are kept.")] = HOME / ".cache",
) -> None:
    """Write a badge, to be printed and cut out."""
    holder = Badge(serial, name, expires.date(), frozenset(right))
    try:
        text = issue(holder, _private_key(key))
        pdf = card.pdf(holder, text, Catalogues(LOCALE), language, chinese_fonts(cache))
        out.mkdir(parents=True, exist_ok=True)
        for path, content in (
            (out / f"badge-{serial}.pdf", pdf),
            (out / f"badge-{serial}.png", picture(pdf, card.DOTS_PER_INCH)),
        ):
            path.touch(NOBODY_ELSE)
            path.write_bytes(content)
            typer.echo(path)
    except (ValueError, OSError, FontMissing) as error:
        raise Fault(f"the badge was not written: {error}") from None


@badge.command()
def show(
    photo: Annotated[Path, typer.Argument(help="A picture of a badge.")],
    config: ConfigFile = HOME / "config.toml",
) -> None:
    """Say whose badge is in a picture, and whether it is good at this terminal today.

    Ends with status 0 only if it is.
    """
    settings = settings_of(config)
    badges = Badges(settings.badge_issuers(), settings.technician.revoked, lambda: datetime.now(UTC))
    refused: BadgeRefused | None = None
    for text in _codes_in(photo, settings):
        try:
            one = read(text, settings.badge_issuers())
            _tell(one)
            badges.admitted(text)
        except BadgeRefused as error:
            refused = error
        else:
            typer.echo("good at this terminal")
            return
    if refused is None:
        raise Fault(f"{photo}: no code was found in it: take a sharp picture of the whole badge")
    raise Fault(f"not good at this terminal: {refused.reason}; see [technician] in {config}")


@badge.command()
def pin(config: ConfigFile = HOME / "config.toml") -> None:
    """Set the technicians' PIN of this terminal. It is asked for twice and never shown."""
    settings = settings_of(config)
    pins = Pins(settings.technician.pin_file, lambda: datetime.now(UTC))
    typed = SecretStr(typer.prompt(f"PIN, {SHORTEST} to {LONGEST} digits", hide_input=True, confirmation_prompt=True))
    try:
        pins.set(typed)
    except (PinRefused, OSError) as error:
        raise Fault(f"the PIN was not set: {error}") from None
    typer.echo("the PIN is set")
    try:
        _journal(settings, Kind.PIN_SET)
    except (ConfigFault, JournalDamaged, sqlite3.Error, OSError) as error:
        typer.echo(f"the journal does not tell of it: {error}", err=True)


@badge.command()
def code(config: ConfigFile = HOME / "config.toml") -> None:
    """Have the running terminal make a one-time code: eight digits, good once, for ten minutes and five tries."""
    settings = settings_of(config)
    if not Pins(settings.technician.pin_file, lambda: datetime.now(UTC)).usable():
        raise Fault("no PIN is set, and nobody comes in without: kiosk badge pin")
    try:
        for told in ask(settings.diagnostics.control, Question(code=True)):
            if told.code is not None:
                typer.echo(told.code)
            if told.error is not None:
                raise Fault(told.error)
    except (NobodyThere, LostTouch) as error:
        raise Fault(str(error)) from None


def _journal(settings: Config, kind: Kind) -> None:
    """Into the terminal's journal, beside a terminal that may be running."""
    key = settings.terminal_key(os.environ)
    store = Store(settings.data.journal, settings.terminal.id, private_half(key), settings.data.journal_bytes)
    with closing(store):
        store.intact(public_half(key))
        store.append([Noted(datetime.now(UTC), kind, {})])


def _private_key(path: Path) -> Ed25519PrivateKey:
    """Raises Fault."""
    try:
        key = load_pem_private_key(path.read_bytes(), None)
    except OSError as error:
        raise Fault(f"{path}: {error.strerror}; make one with `kiosk badge keygen`") from None
    except (ValueError, TypeError, UnsupportedAlgorithm):
        key = None
    if not isinstance(key, Ed25519PrivateKey):
        raise Fault(f"{path}: holds no Ed25519 private key in PEM; make one with `kiosk badge keygen`")
    return key


def _codes_in(photo: Path, settings: Config) -> list[str]:
    """Raises Fault."""
    image = cv2.imread(str(photo))
    if image is None:
        raise Fault(f"{photo}: there is no picture; PNG or JPEG")
    reader = CodeReader(settings.codes.reader())
    return [found.text for found in reader.read(as_image(image)) if found.text is not None]


def _tell(one: Badge) -> None:
    rights = ", ".join(sorted(one.rights))
    typer.echo(f"badge {one.serial}  {one.name}  good until {one.expires}  rights: {rights}")
