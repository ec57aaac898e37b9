"""The fonts of screens and papers: the Simplified Chinese faces of Noto Sans CJK, each as a file of its own.

Distributions ship them inside collections whose first face is the Japanese one, and SDL_ttf opens no other. The tables
of the face are copied as they are; no glyph is decoded.
"""

from __future__ import annotations

import os
import tempfile
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

from fontTools.ttLib import TTCollection, TTFont, TTLibError

FAMILY = "Noto Sans CJK SC"
FOLDERS = (Path("/usr/share/fonts"), Path("/usr/local/share/fonts"))
REINSTALL = "apt-get install --reinstall fonts-noto-cjk"
_FAMILY_NAME = 1
"""Of the records in a font's `name` table."""


class FontMissing(Exception):
    """A font to write with is not installed, or damaged."""


@dataclass(frozen=True)
class Fonts:
    """Font files with one face each."""

    regular: Path
    bold: Path


def chinese_fonts(cache: Path, folders: Iterable[Path] = FOLDERS) -> Fonts:
    """The fonts, taken out of the system's collections into `cache` at the first start. Raises FontMissing."""
    return Fonts(*(_single(_collection(weight, folders), cache) for weight in ("Regular", "Bold")))


def _collection(weight: str, folders: Iterable[Path]) -> Path:
    name = f"NotoSansCJK-{weight}.ttc"
    for folder in folders:
        for path in sorted(folder.rglob(name)):
            return path
    raise FontMissing(f"{name}: not found in {', '.join(map(str, folders))}; apt-get install fonts-noto-cjk")


def _single(collection: Path, cache: Path) -> Path:
    # The size is in the name: another version of the collection must not be taken for this one.
    target = cache / f"{collection.stem}-SC-{collection.stat().st_size}.otf"
    if not target.exists():
        cache.mkdir(parents=True, exist_ok=True)
        try:
            with TTCollection(collection, lazy=True) as faces:
                _write(_face(faces, collection), target)
        except TTLibError as error:
            raise FontMissing(f"{collection}: {error}; {REINSTALL}") from None
    return target


def _face(faces: TTCollection, collection: Path) -> TTFont:
    for face in faces:
        if face["name"].getDebugName(_FAMILY_NAME) == FAMILY:
            return face
    raise FontMissing(f"{collection}: has no face {FAMILY!r}; {REINSTALL}")


def _write(face: TTFont, target: Path) -> None:
    """Whole or not at all: a start that is cut off must not leave half a font behind."""
    handle, name = tempfile.mkstemp(dir=target.parent, suffix=".part")
    os.close(handle)
    part = Path(name)
    try:
        face.save(part, reorderTables=None)
        part.replace(target)
    finally:
        part.unlink(missing_ok=True)
