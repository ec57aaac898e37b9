"""`kiosk enrol`: asks the central service to take the terminal, for one that has no key yet and so cannot run."""

from __future__ import annotations

import os
import queue
import time
from collections.abc import Callable
from contextlib import suppress
from typing import Annotated

import typer

from kiosk.app import LOCALE
from kiosk.background import Background
from kiosk.command import HOME, ConfigFile, Fault, settings_of
from kiosk.config import KEY_VARIABLE
from kiosk.contract import Language
from kiosk.i18n import Catalogues
from kiosk.key_file import KeyFile
from kiosk.technician.actions.assembly import client_of
from kiosk.technician.actions.enrolment import EnrolmentAction, Stage

PAUSE_S = 0.2
OVER = (Stage.CONFIRMED, Stage.REFUSED, Stage.LAPSED, Stage.TROUBLE)


def enrol(
    config: ConfigFile = HOME / "config.toml",
    language: Annotated[Language | None, typer.Option(help="Of what is said; default: the terminal's.")] = None,
) -> None:
    """Make a key, show its fingerprint and wait until an operator has confirmed it; the same as at the screen.

    Stopped and started again, it goes on with the same request. Ends with status 0 once the new key is in its place;
    a terminal that is running must then be started anew.
    """
    settings = settings_of(config)
    if KEY_VARIABLE in os.environ:
        raise Fault(f"the terminal's key comes from {KEY_VARIABLE}: unset it, or enrol the key that is there")
    words, spoken = Catalogues(LOCALE), language or settings.display.language
    posted: queue.Queue[Callable[[], None]] = queue.Queue()
    background = Background(posted.put)
    action = EnrolmentAction(
        settings.terminal.id,
        settings.terminal.region,
        KeyFile(settings.terminal.key_file),
        lambda key: client_of(settings, key),
        lambda: None,
        background,
        time.monotonic,
        lambda *_, **__: None,  # the journal is the running terminal's
    )
    try:
        action.begin()
        shown = False
        while action.view.stage not in OVER:
            if action.view.stage is Stage.WAITING and not shown:
                shown = True
                typer.echo(words.text(spoken, "technician.enrolment.fingerprint"))
                typer.echo(f"\n    {action.view.fingerprint}\n")
            action.tick()
            with suppress(queue.Empty):
                posted.get(timeout=PAUSE_S)()
        view = action.view
    finally:
        action.leave()
        background.stop()
    if view.stage is Stage.CONFIRMED:
        typer.echo(words.text(spoken, "technician.enrolment.enrolled"))
        return
    reasons = [f"technician.enrolment.{view.stage}"]
    if view.hitch is not None:
        reasons.append(f"technician.enrolment.hitch.{view.hitch}")
    raise Fault(" ".join(words.text(spoken, reason, left="") for reason in reasons))
