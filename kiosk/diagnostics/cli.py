"""`kiosk diagnose`: the technician's tests over SSH."""

from __future__ import annotations

import os
import time
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Annotated

import typer
from pydantic import SecretBytes
from rich.console import Console
from rich.progress import Progress, SpinnerColumn, TextColumn

from kiosk.app import LOCALE
from kiosk.client import Refused, Unreachable
from kiosk.command import HOME, ConfigFile, Fault, settings_of
from kiosk.config import Config, ConfigFault
from kiosk.contract import CheckResult, Language
from kiosk.control import LostTouch, NobodyThere, Question, Told, ask
from kiosk.diagnostics import table, test_card
from kiosk.diagnostics.desk import Desk, NoKey
from kiosk.diagnostics.endurance import LOOPED, Endured, endure
from kiosk.diagnostics.machine import desk_of
from kiosk.diagnostics.outcome import RANK
from kiosk.diagnostics.suite import UnknownTest
from kiosk.diagnostics.within import Within
from kiosk.diagnostics.words import Words
from kiosk.i18n import Catalogues
from papers.fonts import FontMissing, chinese_fonts

SECONDS = {"s": 1.0, "m": 60.0, "h": 3600.0}


def _span(text: str) -> float:
    """Seconds of a span such as 30m. Raises typer.BadParameter."""
    try:
        return float(text[:-1]) * SECONDS[text[-1:]]
    except (ValueError, KeyError):
        raise typer.BadParameter(f"{text!r} is no span of time: 90s, 30m or 2h") from None


def diagnose(
    test: Annotated[
        list[str] | None, typer.Option(help="A test or a group of tests; may be given again. Default: all.")
    ] = None,
    quick: Annotated[bool, typer.Option("--quick", help="Only the self-test that runs at every start.")] = False,
    as_json: Annotated[bool, typer.Option("--json", help="Print the report as JSON.")] = False,
    report: Annotated[
        Path | None, typer.Option(help="Write the report into this folder, as signed JSON and as PDF.")
    ] = None,
    send: Annotated[bool, typer.Option("--send", help="Hand the report to the central service.")] = False,
    endurance: Annotated[
        float | None,
        typer.Option(parser=_span, metavar="SPAN", help="Repeat camera, faces, codes, printer and network: 30m, 2h."),
    ] = None,
    card: Annotated[
        Path | None, typer.Option("--test-card", metavar="FILE", help="Write the test card as PDF, and test nothing.")
    ] = None,
    language: Annotated[Language | None, typer.Option(help="Of the words; default: the terminal's.")] = None,
    config: ConfigFile = HOME / "config.toml",
) -> None:
    """Test the terminal's devices and say what is wrong and what to do.

    A running terminal is asked to test itself, since the camera is its own; a visitor goes first. Ends with status 0
    when all is in order or skipped, 1 after a warning, 2 after a failure.
    """
    settings = settings_of(config)
    catalogues = Catalogues(LOCALE)
    try:
        desk = desk_of(settings, _key(settings), catalogues)
    except ConfigFault as fault:
        raise Fault(str(fault)) from None
    words = desk.words(language or settings.display.language)
    console, notes = Console(highlight=False), Console(stderr=True, highlight=False, soft_wrap=True)
    if card is not None:
        _write_card(card, words, settings)
        notes.print(card)
        return
    if endurance is not None:
        raise typer.Exit(_endurance(desk, settings, test or LOOPED, endurance, words, console, notes))
    past = desk.history.past()
    results = _results(desk, settings, Question(tests=tuple(test or ()), quick=quick), words, notes)
    document = desk.report(results)
    if as_json:
        typer.echo(document.model_dump_json(indent=1))
    else:
        table.show(console, results, words, past)
    if report is not None:
        try:
            paths = desk.export(document, report, words.language)
        except (OSError, NoKey, FontMissing) as error:
            raise Fault(f"the report could not be written: {error}") from None
        notes.print(*paths, sep="\n")
    if send:
        try:
            desk.send(document)
        except (Refused, Unreachable) as error:
            raise Fault(f"the report was not sent: {error}; see the tests of the central service") from None
        notes.print(words.text("diagnose.report.sent"))
    raise typer.Exit(_status(results))


def _write_card(path: Path, words: Words, settings: Config) -> None:
    """Raises Fault."""
    try:
        path.write_bytes(test_card.pdf(words, chinese_fonts(settings.data.cache)))
    except (OSError, FontMissing) as error:
        raise Fault(f"the test card could not be written: {error}") from None


def _results(desk: Desk, settings: Config, question: Question, words: Words, notes: Console) -> list[CheckResult]:
    """From the running terminal, or from this process where none is running. Raises Fault."""
    results = []
    spinner = Progress(SpinnerColumn(), TextColumn("{task.description}"), console=notes, transient=True)
    try:
        with spinner:
            task = spinner.add_task("")
            for told in _told(desk, settings, question):
                if told.busy:
                    raise Fault(words.text("diagnose.busy"))
                if told.error is not None:
                    raise Fault(told.error)
                if told.began is not None:
                    spinner.update(task, description=words.title(told.began))
                if told.result is not None:
                    results.append(told.result)
    except LostTouch as lost:
        raise Fault(str(lost)) from None
    return results


def _told(desk: Desk, settings: Config, question: Question) -> Iterator[Told]:
    try:
        yield from ask(settings.diagnostics.control, question)
    except NobodyThere:
        yield from Within(desk, free=lambda: True).answer(question)


def _endurance(
    desk: Desk, settings: Config, names: Sequence[str], seconds: float, words: Words, console: Console, notes: Console
) -> int:
    """Through the running terminal, whose visitors go first, or without it. Raises Fault."""
    try:
        checks = desk.suite.named(*names)
    except UnknownTest as unknown:
        raise Fault(str(unknown)) from None
    question = Question(tests=tuple(check.name for check in checks if not check.interactive), kept=False)

    def a_round() -> Iterator[CheckResult]:
        for told in _told(desk, settings, question):
            if told.error is not None:
                raise Fault(told.error)
            if told.result is not None:
                yield told.result

    def wait(seconds: float) -> None:
        status.update(words.text("diagnose.busy"))
        time.sleep(seconds)

    began, endured = time.monotonic(), dict[str, Endured]()
    try:
        with notes.status("") as status:
            for endured in endure(a_round, seconds, time.monotonic, wait):
                rounds = max((one.rounds for one in endured.values()), default=0)
                minutes = f"{(time.monotonic() - began) / 60:.1f}"
                status.update(words.text("diagnose.endurance.round", round=rounds, minutes=minutes))
    except KeyboardInterrupt:
        notes.print(words.text("diagnose.endurance.cut"))
    except LostTouch as lost:
        notes.print(str(lost))
    if not endured:
        raise Fault(words.text("diagnose.busy"))
    table.show_endured(console, tuple(endured.values()), words)
    if any(one.dropped for one in endured.values()):
        return 2
    return 1 if any(one.drift for one in endured.values()) else 0


def _status(results: Sequence[CheckResult]) -> int:
    return max((RANK[result.verdict] for result in results), default=0)


def _key(settings: Config) -> SecretBytes | None:
    """A terminal without its key can still be tested; that it has none is one of the findings."""
    try:
        return settings.terminal_key(os.environ)
    except ConfigFault:
        return None
