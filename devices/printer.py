"""Where receipts and hand-over slips come out."""

from __future__ import annotations

import contextlib
import errno
import os
import shutil
import tempfile
from pathlib import Path
from typing import Protocol

from devices.status import DeviceFault, DeviceStatus, Health

LEAST_FREE_BYTES = 1_000_000  # a slip has some tens of kilobytes


class PrinterFault(DeviceFault):
    """Nothing came out. The message says why and what to do."""


class Printer(Protocol):
    """Puts a finished PDF on paper."""

    def print(self, pdf: bytes, name: str) -> None:
        """Print a document; `name` is a plain file name without a folder. Raises PrinterFault."""

    def health(self) -> Health: ...


class FilePrinter:
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

    def health(self) -> Health:
        try:
            free = shutil.disk_usage(self._folder).free
        except OSError as error:
            return Health(DeviceStatus.HARDWARE_ERROR, self._words(error))
        if not os.access(self._folder, os.W_OK):
            return Health(DeviceStatus.HARDWARE_ERROR, self._words(PermissionError(errno.EACCES, "")))
        if free < LEAST_FREE_BYTES:
            return Health(DeviceStatus.USER_ERROR, self._words(OSError(errno.ENOSPC, "")))
        return Health(DeviceStatus.ONLINE)

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


class NoPrinter:
    """A terminal without a printer: slips are shown on the screen only."""

    def print(self, pdf: bytes, name: str) -> None:
        raise PrinterFault(DeviceStatus.NO_DEVICE, self.health().detail)

    def health(self) -> Health:
        return Health(DeviceStatus.NO_DEVICE, "this terminal has no printer: set one up in the configuration")
