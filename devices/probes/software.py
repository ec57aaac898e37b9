"""What is installed: versions against the lock file, files against their packages' own checksums."""

from __future__ import annotations

import base64
import hashlib
import re
from collections.abc import Iterable
from dataclasses import dataclass
from importlib.metadata import Distribution, PackagePath, distributions
from pathlib import Path

from devices.probes.probe import Probe

LOCKED = re.compile(r"^([A-Za-z0-9._-]+)==([^\s\\;]+)", re.MULTILINE)
MOST_NAMED = 8


@dataclass(frozen=True)
class SoftwareReading:
    """The installed packages; names with commas."""

    packages: int
    files: int
    """How many were compared with their checksums."""
    missing: str = ""
    other: str = ""
    """Packages of another version than is locked: `name installed/locked`."""
    altered: str = ""
    """Files that are missing or not what their package brought."""
    pending: bool | None = False
    """The lock file is another than the one that was set up: an update waits. None: it was not set up by the script."""


class Software(Probe[SoftwareReading]):
    """Compares `lock`, a requirements file, with what is installed.

    `stamp` is what the set-up wrote of the lock file and `setup` that it set up. None: it was not set up by that.
    """

    def __init__(
        self, lock: Path, setup: Path, stamp: Path | None, installed: Iterable[Distribution] | None = None
    ) -> None:
        self._lock, self._setup, self._stamp, self._installed = lock, setup, stamp, installed

    def read(self) -> SoftwareReading:
        locked = {plain(name): version for name, version in LOCKED.findall(self._lock.read_text("utf-8"))}
        installed = {plain(one.name): one for one in self._installed or distributions() if one.name}
        missing = [name for name in locked if name not in installed]
        other = [
            f"{name} {installed[name].version}/{version}"
            for name, version in locked.items()
            if name in installed and installed[name].version != version
        ]
        files, altered = 0, []
        for name in locked.keys() & installed.keys():
            for file in installed[name].files or ():
                if file.hash is not None and file.hash.mode == "sha256":
                    files += 1
                    if not whole(file):
                        altered.append(str(file))
        return SoftwareReading(
            len(locked), files, named(missing), named(other), named(sorted(altered)), self._is_pending()
        )

    def _is_pending(self) -> bool | None:
        if self._stamp is None or not self._stamp.is_file():
            return None
        text = hashlib.sha256(self._lock.read_bytes() + self._setup.read_bytes()).hexdigest()
        return not self._stamp.read_text("ascii").startswith(text)


def plain(name: str) -> str:
    """A package's name as every spelling of it is compared."""
    return re.sub(r"[-_.]+", "-", name).lower()


def whole(file: PackagePath) -> bool:
    """Whether a file is what its package brought."""
    try:
        with Path(str(file.locate())).open("rb") as opened:
            found = hashlib.file_digest(opened, "sha256").digest()
    except OSError:
        return False
    return file.hash is not None and base64.urlsafe_b64encode(found).rstrip(b"=").decode() == file.hash.value


def named(names: list[str]) -> str:
    """The first of them, and how many there are more."""
    more = f" +{len(names) - MOST_NAMED}" if len(names) > MOST_NAMED else ""
    return ", ".join(names[:MOST_NAMED]) + more
