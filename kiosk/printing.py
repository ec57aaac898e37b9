"""The printer of the configuration."""

from __future__ import annotations

from collections.abc import Callable

from devices.printer import FilePrinter, NoPrinter, Printer, PrinterHealth
from kiosk.config import PrinterSettings


def printer_of(settings: PrinterSettings, told: Callable[[PrinterHealth], None] = lambda _: None) -> Printer:
    """The printer, not started; `told` hears of each change of a receipt printer's health, from its thread.

    Raises OSError where the folder for documents cannot be made.
    """
    if settings.kind == "none":
        return NoPrinter()
    if settings.kind == "file":
        settings.folder.mkdir(parents=True, exist_ok=True)
        return FilePrinter(settings.folder)
    from devices import printer_links  # only here: the libraries for printers take a second to load
    from devices.receipt_printer import ReceiptPrinter

    connect = {
        "usb": lambda: printer_links.usb_printer(settings.usb_vendor, settings.usb_product),
        "serial": lambda: printer_links.serial(settings.serial_port, settings.serial_baud, settings.serial_flow),
        "network": lambda: printer_links.network(settings.host, settings.port),
    }
    return ReceiptPrinter(
        connect[settings.kind],
        paper_mm=settings.paper_mm,
        asks=settings.status,
        cuts=settings.cutter,
        patience_s=settings.patience_s,
        told=told,
    )
