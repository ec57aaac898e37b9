"""How receipt printers are reached: USB, serial line or network, each by python-escpos."""

from __future__ import annotations

from collections.abc import Iterable

import usb.core
import usb.util
from escpos.exceptions import Error as EscposError
from escpos.printer import Network, Serial, Usb

from devices.status import DeviceFault, DeviceStatus

LINK_S = 1.0
"""What one reading or writing may take."""
NO_LIBUSB = "the library for USB printers is missing: apt-get install libusb-1.0-0"


def network(host: str, port: int) -> Network:
    """A printer in the network, over TCP. Raises DeviceFault."""
    link = Network(host, port, timeout=LINK_S)
    try:
        link.open()
    except EscposError:
        raise DeviceFault(
            DeviceStatus.OFFLINE,
            f"printer {host}:{port} cannot be reached: check its power, its address and the network",
        ) from None
    return link


class SerialLine(Serial):  # type: ignore[misc] # python-escpos has no types
    """A serial line that a dead printer cannot block, neither in writing nor in closing."""

    def open(self, raise_not_found: bool = True) -> None:
        """See `Serial.open`."""
        super().open(raise_not_found)
        self.device.write_timeout = LINK_S

    def _read(self) -> bytes:
        """What has come; `Serial` would wait for 16 bytes, or its time."""
        return bytes(self._device.read(max(1, self._device.in_waiting)))

    def close(self) -> None:
        """See `Serial.close`, which waits until all has been sent."""
        if self._device:
            self._device.reset_output_buffer()
        super().close()


def serial(port: str, baud: int, flow: str) -> SerialLine:
    """A printer at a serial line; `flow` is dsrdtr, xonxoff or none. Raises DeviceFault."""
    link = SerialLine(port, baudrate=baud, timeout=LINK_S, dsrdtr=flow == "dsrdtr", xonxoff=flow == "xonxoff")
    try:
        link.open()
    except EscposError:
        raise DeviceFault(
            DeviceStatus.NO_DEVICE,
            f"printer {port} cannot be opened: check the cable, and that the terminal's user is in the group dialout",
        ) from None
    return link


def usb_printer(vendor: int, product: int) -> Usb:
    """A printer at the USB. Raises DeviceFault."""
    name = f"USB printer {vendor:04x}:{product:04x}"
    try:
        device = usb.core.find(idVendor=vendor, idProduct=product)
    except usb.core.NoBackendError:
        raise DeviceFault(DeviceStatus.NO_DEVICE, NO_LIBUSB) from None
    if device is None:
        raise DeviceFault(DeviceStatus.NO_DEVICE, f"{name} is not there: check power and cable; lsusb names what is")
    try:
        interface = device[0][(0, 0)]
        out_address, in_address = endpoints(endpoint.bEndpointAddress for endpoint in interface)
        link = Usb(vendor, product, timeout=round(1000 * LINK_S), in_ep=in_address, out_ep=out_address)
        link.open()
    except (usb.core.USBError, EscposError):
        raise DeviceFault(
            DeviceStatus.NO_DEVICE, f"{name} cannot be opened: give the terminal's user the right to it by a udev rule"
        ) from None
    return link


def endpoints(addresses: Iterable[int]) -> tuple[int, int]:
    """The addresses to write to and to read from; 0x82 for the latter where the printer has none to read from."""
    known = tuple(addresses)
    outs = [one for one in known if usb.util.endpoint_direction(one) == usb.util.ENDPOINT_OUT]
    ins = [one for one in known if usb.util.endpoint_direction(one) == usb.util.ENDPOINT_IN]
    if not outs:
        raise DeviceFault(DeviceStatus.HARDWARE_ERROR, "the USB device takes no data: it is no printer")
    return outs[0], ins[0] if ins else 0x82
