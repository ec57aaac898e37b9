"""`kiosk voice`: what the terminal says, recorded."""

from __future__ import annotations

import subprocess
from pathlib import Path
from typing import Annotated

import typer

from devices import espeak
from devices.recordings import faults, path
from kiosk.app import LOCALE
from kiosk.command import Fault
from kiosk.contract import Language
from kiosk.i18n import Catalogues
from kiosk.voice import SAYABLE, utterance

voice = typer.Typer(help="What the terminal says aloud.", no_args_is_help=True)
Folder = Annotated[Path, typer.Argument(help="Of the recordings, one below it for each language.")]


@voice.command()
def script(language: Annotated[Language, typer.Argument(help="To read in.")]) -> None:
    """Print all that is ever said, with the name of each recording's file: for a studio."""
    catalogues = Catalogues(LOCALE)
    for key in SAYABLE:
        typer.echo(f"{key}.wav\t{utterance(catalogues, key, language).text}")


@voice.command()
def render(folder: Folder) -> None:
    """Make the recordings that are missing, with espeak-ng. Recordings that are there stay as they are."""
    catalogues, made = Catalogues(LOCALE), 0
    for language in Language:
        for key in SAYABLE:
            target = path(folder, key, language)
            if target.exists():
                continue
            try:
                target.parent.mkdir(parents=True, exist_ok=True)
                espeak.render(utterance(catalogues, key, language).text, language, target)
            except FileNotFoundError as error:
                raise Fault(f"{error.filename} is missing: apt-get install espeak-ng") from None
            except (OSError, subprocess.SubprocessError) as error:
                raise Fault(f"{target} could not be made: {error}") from None
            made += 1
    typer.echo(f"{made} recordings made, {len(SAYABLE) * len(Language) - made} were there")
    _check(folder)


@voice.command()
def check(folder: Folder) -> None:
    """Say which recordings cannot be played, and which are missing: those are spoken by espeak-ng."""
    missing = [one for language in Language for key in SAYABLE if not (one := path(folder, key, language)).is_file()]
    for one in missing:
        typer.echo(f"{one}: missing")
    _check(folder)


def _check(folder: Path) -> None:
    wrong = faults(folder)
    if wrong:
        raise Fault("\n".join(f"{file}: {fault}" for file, fault in wrong.items()))
