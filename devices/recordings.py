"""Recorded prompts: a folder with `<language>/<key>.wav`, in which a studio's recordings take the engine's place."""

from __future__ import annotations

from collections.abc import Collection
from pathlib import Path

from devices.sounds import NotPlayable, scaled
from devices.speaker import LOUDEST


class Recordings:
    """`folder` None: there are none. `keys` are all the messages that are ever said."""

    def __init__(self, folder: Path | None, keys: Collection[str]) -> None:
        self._folder, self._keys = folder, keys

    def sound(self, key: str, language: str, volume: int) -> bytes | None:
        """The recording as WAV at `volume`; None where there is none that can be played."""
        if self._folder is None:
            return None
        try:
            return scaled(path(self._folder, key, language).read_bytes(), volume)
        except (OSError, NotPlayable):
            return None

    def complete(self, language: str) -> bool:
        """Whether every message of the language is recorded."""
        folder = self._folder
        return folder is not None and all(path(folder, key, language).is_file() for key in self._keys)


def path(folder: Path, key: str, language: str) -> Path:
    """Where the recording of a message belongs."""
    return folder / language / f"{key}.wav"


def faults(folder: Path) -> dict[Path, str]:
    """What is wrong with each recording that cannot be played."""
    found = {}
    for file in sorted(folder.glob("*/*.wav")):
        try:
            scaled(file.read_bytes(), LOUDEST)
        except (OSError, NotPlayable) as error:
            found[file] = str(error)
    return found
