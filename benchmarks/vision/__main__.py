"""Measures everything that the terminal sees with: `python -m benchmarks.vision`, or `make bench-vision`.

Writes results/vision.json, results/vision.md and results/plots; prints the tables. A part whose data are absent is
skipped with the reason.
"""

from __future__ import annotations

import argparse
import json
import os
import platform
import sys
from collections.abc import Callable, Mapping, Sequence
from datetime import UTC, datetime
from importlib.metadata import version
from pathlib import Path

import cv2
from rich.console import Console

from benchmarks.vision import codes, faces, liveness, process
from benchmarks.vision.section import Section
from kiosk.evaluation.report import markdown, plain, table

ROOT = Path(__file__).resolve().parents[2]
RESULTS = ROOT / "benchmarks" / "results"
WIDTH = 150
PACKAGES = ("opencv-python", "zxing-cpp", "pyzbar", "face_recognition", "dlib-bin", "kivy")

PARTS: Mapping[str, Callable[[Path], Section]] = {
    faces.NAME: lambda data: faces.section(data, RESULTS / "plots"),
    liveness.NAME: liveness.section,
    codes.NAME: codes.section,
    process.NAME: lambda data: process.section(data / "models"),
}


def main() -> None:
    parser = argparse.ArgumentParser(description="Measure what the terminal sees with, against its peers.")
    parser.add_argument("--data", type=Path, default=ROOT.parent / "shared" / "data", help="the evaluation data")
    parser.add_argument("--only", nargs="+", choices=PARTS, default=list(PARTS), help="these parts, not all")
    arguments = parser.parse_args()
    cv2.setNumThreads(1)
    console = Console(width=None if sys.stdout.isatty() else WIDTH)
    sections: list[Section] = []
    for name in arguments.only:
        console.print(f"measuring: {name}", style="dim")
        if not arguments.data.is_dir():
            console.print(f"{name} skipped: there are no evaluation data in {arguments.data}; name them with --data")
            continue
        sections.append(PARTS[name](arguments.data))
        _print(console, sections[-1])
    _write(sections)


def _print(console: Console, section: Section) -> None:
    console.rule(section.title)
    for title, rows in section.tables.items():
        console.print(table(title, rows))
    for note in section.notes:
        console.print(note, markup=False, highlight=False)


def _write(sections: Sequence[Section]) -> None:
    """What was not measured this time stays as it was."""
    RESULTS.mkdir(exist_ok=True)
    path = RESULTS / "vision.json"
    known = json.loads(path.read_text("utf-8")) if path.exists() else {}
    for section in sections:
        text = [f"## {section.title}", "", *(markdown(title, rows) for title, rows in section.tables.items())]
        known[section.name] = {
            "measured": f"{datetime.now(UTC):%Y-%m-%d}",
            "machine": _machine(),
            "figures": plain(section.figures),
            "markdown": "\n".join([*text, *(f"{note}\n" for note in section.notes)]),
        }
    path.write_text(json.dumps(known, ensure_ascii=False, allow_nan=False, indent=1) + "\n", "utf-8")
    parts = [
        f"{known[name]['markdown']}\n{known[name]['machine']}, {known[name]['measured']}.\n"
        for name in PARTS
        if name in known
    ]
    heading = (
        "# What the terminal sees with, measured\n\nWritten by `make bench-vision`. A rate is followed by its events"
        " and trials and by its 95 % interval in per cent; times are median / 95th percentile.\n"
    )
    (RESULTS / "vision.md").write_text("\n".join([heading, *parts]), "utf-8")


def _machine() -> str:
    packages = ", ".join(f"{name} {version(name)}" for name in PACKAGES)
    return f"Measured on {os.cpu_count()} cores ({platform.machine()}), Python {platform.python_version()}, {packages}"


if __name__ == "__main__":
    main()
