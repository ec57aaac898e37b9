"""`kiosk diagnose`: the technician's tests over SSH."""

from __future__ import annotations

import os
from typing import Annotated

import typer
from pydantic import SecretBytes
from rich.console import Console

from kiosk.app import LOCALE
from kiosk.command import HOME, ConfigFile, Fault, settings_of
from kiosk.config import Config, ConfigFault
from kiosk.contract import CheckResult, Language
from kiosk.diagnostics.machine import bench_of, suite_of
from kiosk.diagnostics.outcome import RANK
from kiosk.diagnostics.suite import UnknownTest
from kiosk.diagnostics.table import show
from kiosk.diagnostics.words import Words
from kiosk.i18n import Catalogues


def diagnose(
    test: Annotated[
        list[str] | None, typer.Option(help="A test or a group of tests; may be given again. Default: all.")
    ] = None,
    quick: Annotated[bool, typer.Option("--quick", help="Only the self-test that runs at every start.")] = False,
    as_json: Annotated[bool, typer.Option("--json", help="Print the results as JSON.")] = False,
    language: Annotated[Language | None, typer.Option(help="Of the words; default: the terminal's.")] = None,
    config: ConfigFile = HOME / "config.toml",
) -> None:
    """Test the terminal's devices and say what is wrong and what to do.

    Ends with status 0 when all is in order or skipped, 1 after a warning, 2 after a failure.
    """
    settings = settings_of(config)
    suite = suite_of(bench_of(settings, _key(settings)))
    try:
        checks = suite.named(*test) if test else suite.quick() if quick else suite.full()
    except UnknownTest as unknown:
        raise Fault(str(unknown)) from None
    results = [one for one in suite.run(checks) if isinstance(one, CheckResult)]
    if as_json:
        typer.echo("[" + ",\n".join(result.model_dump_json() for result in results) + "]")
    else:
        show(Console(highlight=False), results, Words(Catalogues(LOCALE), language or settings.display.language))
    raise typer.Exit(max((RANK[result.verdict] for result in results), default=0))


def _key(settings: Config) -> SecretBytes | None:
    """A terminal without its key can still be tested; that it has none is one of the findings."""
    try:
        return settings.terminal_key(os.environ)
    except ConfigFault:
        return None
