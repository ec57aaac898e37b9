"""Where receipts and hand-over slips come out."""

from __future__ import annotations

import contextlib
import errno
import os
import shutil
import tempfile
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path
from typing import Protocol

from devices.status import DeviceFault, DeviceStatus, Health

LEAST_FREE_BYTES = 1_000_000  # a slip has some tens of kilobytes


class PaperSupply(StrEnum):
    """How much paper there is, as XFS4IoT names it (Printer.Status, property `paper`)."""

    FULL = "full"
    LOW = "low"
    OUT = "out"
    UNKNOWN = "unknown"
    NOT_SUPPORTED = "notSupported"


@dataclass(frozen=True)
class PrinterHealth(Health):
    """A printer's state, its paper's and its cutter's."""

    paper: PaperSupply = PaperSupply.NOT_SUPPORTED
    cutter_jammed: bool | None = None
    """None: it does not tell, or has none."""


class PrinterFault(DeviceFault):
    """Nothing came out. The message says why and what to do."""


class Printer(Protocol):
    """Puts a finished PDF on paper."""

    def print(self, pdf: bytes, name: str) -> None:
        """Print a document; `name` is a plain file name without a folder. Raises PrinterFault."""

    def health(self) -> PrinterHealth: ...

    def start(self) -> None:
        """Begin to watch over the device."""

    def await_look(self, timeout: float) -> bool:
        """Wait until it is known how the device is; False when it takes longer than `timeout` seconds."""

    def stop(self, timeout: float) -> bool:
        """Let go of it; False when it takes longer than `timeout` seconds."""


class _NothingToWatch:
    """A printer without a device of its own."""

    def start(self) -> None:
        """There is nothing to begin."""

    def await_look(self, timeout: float) -> bool:
        """How it is can be told at any time."""
        return True

    def stop(self, timeout: float) -> bool:
        """Nor to end."""
        return True


class FilePrinter(_NothingToWatch):
    """Writes each document into a folder: whole or not at all."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    def print(self, pdf: bytes, name: str) -> None:
        if not name or Path(name).name != name:
            raise ValueError(f"document name {name!r} must be a plain file name without a folder")
        try:
            self._write(pdf, self._folder / name)
        except OSError as error:
            raise PrinterFault(DeviceStatus.HARDWARE_ERROR, self._words(error)) from error

    def health(self) -> PrinterHealth:
        try:
            free = shutil.disk_usage(self._folder).free
        except OSError as error:
            return PrinterHealth(DeviceStatus.HARDWARE_ERROR, self._words(error))
        if not os.access(self._folder, os.W_OK):
            return PrinterHealth(DeviceStatus.HARDWARE_ERROR, self._words(PermissionError(errno.EACCES, "")))
        if free < LEAST_FREE_BYTES:
            return PrinterHealth(DeviceStatus.USER_ERROR, self._words(OSError(errno.ENOSPC, "")))
        return PrinterHealth(DeviceStatus.ONLINE)

    def _write(self, pdf: bytes, target: Path) -> None:
        handle, temporary = tempfile.mkstemp(dir=self._folder, prefix=".", suffix=".part")
        try:
            with os.fdopen(handle, "wb") as file:
                file.write(pdf)
                file.flush()
                os.fsync(file.fileno())
            Path(temporary).replace(target)
        except BaseException:
            with contextlib.suppress(OSError):
                Path(temporary).unlink()
            raise

    def _words(self, error: OSError) -> str:
        remedies = {
            errno.ENOSPC: "the disk is full: make room on it",
            errno.ENOENT: "the folder does not exist: create it",
            errno.EACCES: "the terminal may not write there: give it the right to",
        }
        remedy = remedies.get(error.errno or 0, f"{os.strerror(error.errno or 0)}: check the disk")
        return f"print folder {self._folder}: {remedy}"


class NoPrinter(_NothingToWatch):
    """A terminal without a printer: slips are shown on the screen only."""

    def print(self, pdf: bytes, name: str) -> None:
        raise PrinterFault(DeviceStatus.NO_DEVICE, self.health().detail)

    def health(self) -> PrinterHealth:
        return PrinterHealth(DeviceStatus.NO_DEVICE, "this terminal has no printer: set one up in the configuration")
