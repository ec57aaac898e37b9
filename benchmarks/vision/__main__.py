"""Measures everything that the terminal sees with: `python -m benchmarks.vision`, or `make bench-vision`.

Writes results/vision.json, results/vision.md and results/plots; prints the tables. A part whose data are absent is
skipped with the reason.
"""

from __future__ import annotations

import argparse
from collections.abc import Callable, Mapping
from pathlib import Path

import cv2

from benchmarks.section import RESULTS, Book, Section, console, show
from benchmarks.vision import codes, faces, liveness, process

ROOT = Path(__file__).resolve().parents[2]

PARTS: Mapping[str, Callable[[Path], Section]] = {
    faces.NAME: lambda data: faces.section(data, RESULTS / "plots"),
    liveness.NAME: liveness.section,
    codes.NAME: codes.section,
    process.NAME: lambda data: process.section(data / "models"),
}
BOOK = Book(
    name="vision",
    heading="# What the terminal sees with, measured\n\nWritten by `make bench-vision`. A rate is followed by its"
    " events and trials and by its 95 % interval in per cent; times are median / 95th percentile.\n",
    order=tuple(PARTS),
    packages=("opencv-python", "zxing-cpp", "pyzbar", "face_recognition", "dlib-bin", "kivy"),
)


def main() -> None:
    parser = argparse.ArgumentParser(description="Measure what the terminal sees with, against its peers.")
    parser.add_argument("--data", type=Path, default=ROOT.parent / "shared" / "data", help="the evaluation data")
    parser.add_argument("--only", nargs="+", choices=PARTS, default=list(PARTS), help="these parts, not all")
    arguments = parser.parse_args()
    cv2.setNumThreads(1)
    out = console()
    sections: list[Section] = []
    for name in arguments.only:
        out.print(f"measuring: {name}", style="dim")
        if not arguments.data.is_dir():
            out.print(f"{name} skipped: there are no evaluation data in {arguments.data}; name them with --data")
            continue
        sections.append(PARTS[name](arguments.data))
        show(out, sections[-1])
    BOOK.write(sections)


if __name__ == "__main__":
    main()
