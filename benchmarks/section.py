"""What a part of a benchmark comes to, and how it is shown and kept."""

from __future__ import annotations

import json
import os
import platform
import sys
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from importlib.metadata import version
from pathlib import Path

from rich.console import Console

from kiosk.evaluation.report import Row, markdown, plain, table

RESULTS = Path(__file__).with_name("results")
WIDTH = 150


@dataclass(frozen=True)
class Section:
    """Tables by their titles, the same figures for machines, and what must be known to read them."""

    name: str
    title: str
    tables: Mapping[str, Sequence[Row]]
    figures: object
    notes: Sequence[str] = ()


@dataclass(frozen=True)
class Book:
    """The parts of a benchmark in `name`.json and `name`.md; what is not measured anew stays as it was.

    `order` has the names of all parts, `packages` those whose versions tell on what was measured.
    """

    name: str
    heading: str
    order: Sequence[str]
    packages: Sequence[str]
    folder: Path = RESULTS

    def write(self, sections: Sequence[Section]) -> None:
        """Replaces these parts."""
        self.folder.mkdir(exist_ok=True)
        path = self.folder / f"{self.name}.json"
        known = json.loads(path.read_text("utf-8")) if path.exists() else {}
        for section in sections:
            text = [f"## {section.title}", "", *(markdown(title, rows) for title, rows in section.tables.items())]
            known[section.name] = {
                "measured": f"{datetime.now(UTC):%Y-%m-%d}",
                "machine": _machine(self.packages),
                "figures": plain(section.figures),
                "markdown": "\n".join([*text, *(f"{note}\n" for note in section.notes)]),
            }
        path.write_text(json.dumps(known, ensure_ascii=False, allow_nan=False, indent=1) + "\n", "utf-8")
        parts = [
            f"{known[name]['markdown']}\n{known[name]['machine']}, {known[name]['measured']}.\n"
            for name in self.order
            if name in known
        ]
        (self.folder / f"{self.name}.md").write_text("\n".join([self.heading, *parts]), "utf-8")


def console() -> Console:
    """Where a benchmark prints: as wide as the terminal, or as its tables need."""
    return Console(width=None if sys.stdout.isatty() else WIDTH)


def show(console: Console, section: Section) -> None:
    """Prints a part."""
    console.rule(section.title)
    for title, rows in section.tables.items():
        console.print(table(title, rows))
    for note in section.notes:
        console.print(note, markup=False, highlight=False)


def _machine(packages: Iterable[str]) -> str:
    named = ", ".join(f"{name} {version(name)}" for name in packages)
    return f"Measured on {os.cpu_count()} cores ({platform.machine()}), Python {platform.python_version()}, {named}"
