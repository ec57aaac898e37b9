"""What a folder of evaluation data holds: pictures, films, people, windows. One picture in memory at a time."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import groupby
from pathlib import Path

import cv2
import numpy as np
from PIL import Image as Pillow
from PIL import UnidentifiedImageError

from devices.frames import Image, as_image

PICTURES = frozenset({".png", ".jpg", ".jpeg", ".webp", ".bmp", ".tif", ".tiff", ".gif"})
FILMS = frozenset({".mp4", ".avi", ".mkv", ".mov", ".webm"})
DEFAULT_FPS = 30.0  # of a film that does not say


class FolderFault(Exception):
    """A folder or a file cannot be evaluated; the message says which, why, and what to do."""


@dataclass(frozen=True)
class Truth:
    """What a code says."""

    text: str | None
    raw: bytes | None
    """Exactly one of the two is given: `.txt` holds text (UTF-8), `.bin` bytes. An empty text: there is no code."""

    @property
    def says_none(self) -> bool:
        return not (self.text or self.raw)


@dataclass(frozen=True)
class Window:
    """Consecutive frames of one presentation."""

    name: str
    """Its folder or film, relative to what was asked for, with the number of the window."""
    person: str
    """The first folder of the name."""
    frames: tuple[Image, ...]


def existing(folder: Path) -> Path:
    """The folder itself. Raises FolderFault when it is none or cannot be read."""
    if not folder.is_dir():
        state = "is a file" if folder.exists() else "is not there"
        raise FolderFault(f"{folder} {state}: name a folder of pictures or films")
    return folder


def files(folder: Path, endings: frozenset[str]) -> list[Path]:
    """All files with these endings below the folder, 2 before 10. Raises FolderFault when there are none."""
    try:
        found = [path for path in existing(folder).rglob("*") if path.suffix.lower() in endings and path.is_file()]
    except OSError as error:
        raise FolderFault(f"{error.filename or folder}: {error.strerror}; check the folder's rights") from None
    if not found:
        raise FolderFault(f"{folder} holds none of {', '.join(sorted(endings))}: name a folder that does")
    return sorted(found, key=_by_number)


def load(path: Path) -> Image:
    """A picture in BGR. Raises FolderFault when it cannot be read."""
    image = cv2.imread(str(path), cv2.IMREAD_COLOR)
    if image is not None:
        return as_image(image)
    try:  # formats and sizes that OpenCV does not take
        with Pillow.open(path) as picture:
            return np.ascontiguousarray(np.asarray(picture.convert("RGB"))[..., ::-1])
    except (OSError, UnidentifiedImageError, ValueError, Pillow.DecompressionBombError):
        raise FolderFault(f"{path} is not a picture that can be read: replace it or take it away") from None


def truth_of(path: Path) -> Truth | None:
    """What the code in a picture or film says, from the file of the same name that ends in .bin or .txt.

    Raises FolderFault when the text is not UTF-8.
    """
    raw, text = path.with_suffix(".bin"), path.with_suffix(".txt")
    if raw.is_file():
        return Truth(None, raw.read_bytes())
    if not text.is_file():
        return None
    try:
        return Truth(text.read_bytes().decode(), None)
    except UnicodeDecodeError:
        raise FolderFault(f"{text} is not UTF-8: save it so, or the bytes themselves as {raw.name}") from None


def frames_of(film: Path) -> Iterator[tuple[float, Image]]:
    """Time in s and picture (BGR) of each frame. Raises FolderFault when it is no film."""
    video = cv2.VideoCapture(str(film))
    try:
        fps = video.get(cv2.CAP_PROP_FPS) or DEFAULT_FPS
        number = 0
        while True:
            there, frame = video.read()
            if not there:
                break
            yield number / fps, as_image(frame)
            number += 1
        if not number:
            raise FolderFault(f"{film} is not a film that can be read: replace it or take it away")
    finally:
        video.release()


def people(folder: Path) -> Iterator[tuple[str, list[Path]]]:
    """Name and pictures of each person: one folder a person. Raises FolderFault when there are none."""
    found = files(folder, PICTURES)
    if any(path.parent == folder for path in found):
        raise FolderFault(f"{folder} holds pictures itself: give each person a folder of its own in it")
    for name, paths in groupby(found, key=lambda path: path.relative_to(folder).parts[0]):
        yield name, list(paths)


def windows(folder: Path, length: int) -> Iterator[Window]:
    """Every `length` consecutive frames of each film, and of each folder of pictures; what is left over is dropped.

    Raises FolderFault when there are none.
    """
    found = files(folder, PICTURES | FILMS)
    number = 0
    for parent, paths in groupby(found, key=lambda path: path if path.suffix.lower() in FILMS else path.parent):
        name = str(parent.relative_to(folder))
        person = parent.relative_to(folder).parts[0] if parent != folder else ""
        images = (image for _, image in frames_of(parent)) if parent.is_file() else map(load, paths)
        window: list[Image] = []
        start = 0
        for image in images:
            window.append(image)
            if len(window) == length:
                yield Window(f"{name}[{start}]", person, tuple(window))
                number, start, window = number + 1, start + length, []
    if not number:
        raise FolderFault(f"{folder} has no {length} consecutive frames anywhere: record longer")


def _by_number(path: Path) -> tuple[tuple[str | int, ...], ...]:
    """Sorts 2 before 10, folder by folder: digits and other characters alternate in each part."""
    return tuple(tuple(int(bit) if bit.isdecimal() else bit for bit in re.split(r"(\d+)", part)) for part in path.parts)
