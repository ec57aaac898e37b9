from __future__ import annotations

import resource
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from devices.printer import FilePrinter, NoPrinter, PrinterFault
from devices.status import DeviceStatus

PDF = b"%PDF-1.7 a slip" * 1000


@contextmanager
def no_room() -> Iterator[None]:
    """The system refuses this process, and so the test run's own log too, more than a kilobyte in a file."""
    limits = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (1024, limits[1]))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, limits)


def test_a_document_is_written_whole_and_alone(tmp_path: Path) -> None:
    printer = FilePrinter(tmp_path)
    printer.print(PDF, "receipt.pdf")
    assert [path.name for path in tmp_path.iterdir()] == ["receipt.pdf"]
    assert (tmp_path / "receipt.pdf").read_bytes() == PDF
    assert printer.health().status is DeviceStatus.ONLINE


def test_a_disk_without_room_leaves_no_half_document(tmp_path: Path) -> None:
    with pytest.raises(PrinterFault, match="check the disk"), no_room():
        FilePrinter(tmp_path).print(PDF, "receipt.pdf")
    assert list(tmp_path.iterdir()) == []


def test_a_missing_folder_is_named_with_its_remedy(tmp_path: Path) -> None:
    printer = FilePrinter(tmp_path / "gone")
    assert printer.health().status is DeviceStatus.HARDWARE_ERROR
    with pytest.raises(PrinterFault, match=r"gone: the folder does not exist: create it"):
        printer.print(PDF, "receipt.pdf")


@pytest.mark.parametrize("name", ["../receipt.pdf", "/etc/receipt.pdf", "a/b.pdf", ""])
def test_a_name_cannot_lead_out_of_the_folder(tmp_path: Path, name: str) -> None:
    with pytest.raises(ValueError, match="plain file name"):
        FilePrinter(tmp_path).print(PDF, name)


def test_without_a_printer_printing_says_so() -> None:
    assert NoPrinter().health().status is DeviceStatus.NO_DEVICE
    with pytest.raises(PrinterFault, match="no printer"):
        NoPrinter().print(PDF, "receipt.pdf")
