"""The parts of the technician's guide that follow from the tests: `python -m kiosk.diagnostics.guide` writes them anew.

They stand between two marks in docs/technician.md and docs/technician.zh_CN.md; the tests compare.
"""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator
from itertools import groupby
from pathlib import Path
from string import Formatter

from kiosk.app import LOCALE
from kiosk.command import HOME
from kiosk.contract import Language
from kiosk.diagnostics.registry import CHECKS, COMMON_FINDINGS
from kiosk.i18n import Catalogues

FILES = {Language.EN: HOME / "docs" / "technician.md", Language.ZH_CN: HOME / "docs" / "technician.zh_CN.md"}
COMMONEST = (
    "printer.paper_out",
    "camera.absent",
    "camera.blurred",
    "camera.dark",
    "central.no_name",
    "central.no_connection",
    "central.clock_behind",
    "central.certificate_expired",
    "touch.dead_cells",
    "storage.full",
)
"""What is met first in a hall, in the order in which to look."""
OPEN = "…"
"""Stands for a value that only a run knows."""


def tests(catalogues: Catalogues, language: Language) -> str:
    """Every test by device, with what it may find and what to do then."""
    return "\n".join(_tests(catalogues[language].__getitem__)) + "\n"


def commonest(catalogues: Catalogues, language: Language) -> str:
    """The ten commonest faults."""
    text = catalogues[language].__getitem__
    return "\n".join(f"{number}. {_finding(text, code)}" for number, code in enumerate(COMMONEST, 1)) + "\n"


PARTS: dict[str, Callable[[Catalogues, Language], str]] = {"tests": tests, "commonest": commonest}


def filled(document: str, catalogues: Catalogues, language: Language) -> str:
    """The guide with its generated parts as they must be. Raises ValueError where a mark is missing."""
    for name, make in PARTS.items():
        begin, end = f"<!-- {name}: begin -->\n", f"<!-- {name}: end -->"
        if document.count(begin) != 1 or document.count(end) != 1:
            raise ValueError(f"the guide must have the marks {begin.strip()} and {end} once each")
        before, rest = document.split(begin)
        document = before + begin + make(catalogues, language) + end + rest.split(end)[1]
    return document


def _tests(text: Callable[[str], str]) -> Iterator[str]:
    for group, checks in groupby(CHECKS, key=lambda check: check.group):
        yield f"### {text(f'diagnose.group.{group}')}\n"
        for check in checks:
            marks = [text(f"diagnose.guide.{mark}") for mark in ("quick", "interactive") if getattr(check, mark)]
            yield f"**{text(f'diagnose.test.{check.name}')}** `{check.name}` {' '.join(marks)}".rstrip() + "\n"
            yield from (f"- {_finding(text, code)}" for code in check.findings)
            yield ""
    yield f"### {text('diagnose.guide.any')}\n"
    yield from (f"- {_finding(text, code)}" for code in COMMON_FINDINGS)


def _finding(text: Callable[[str], str], code: str) -> str:
    return f"{_open(text(f'diagnose.found.{code}'))} → {_open(text(f'diagnose.advice.{code}'))}"


def _open(words: str) -> str:
    """The words with the values left open."""
    return "".join(literal + (OPEN if name is not None else "") for literal, name, _, _ in Formatter().parse(words))


if __name__ == "__main__":
    every = Catalogues(LOCALE)
    for one, path in FILES.items():
        path.write_text(filled(path.read_text("utf-8"), every, one), "utf-8")
        print(path.relative_to(Path.cwd()) if path.is_relative_to(Path.cwd()) else path, file=sys.stderr)
