"""Looks for camera, printer, loudspeaker and USB devices again, and says what came of it."""

from __future__ import annotations

import threading
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from enum import StrEnum

from devices.printer import NoPrinter, Printer
from devices.probes.camera import Access, Source
from devices.probes.probe import Probe
from devices.probes.usb import UsbReading
from devices.status import DeviceStatus, Health
from kiosk.audit.events import Kind
from kiosk.background import Background
from kiosk.technician.actions.service_action import ServiceAction

LOOK_S = 0.2
"""Seconds of pictures that a camera must deliver to count as found."""
PRINTER_S = 5.0
FORBIDDEN = "the camera may not be opened: put the terminal's user into the group video, and start the terminal again"


class Found(StrEnum):
    """What became of a device: messages `technician.devices.<found>`."""

    FOUND = "found"
    NEW = "new"
    MISSING = "missing"
    FAULTY = "faulty"
    """It is there and does not work."""


@dataclass(frozen=True)
class Device:
    """One device, and whether it is there."""

    name: str
    """`camera`, `printer`, `speaker`, or what a USB device calls itself"""
    found: Found
    detail: str = ""
    """what is known beyond that, in the device's words"""


@dataclass(frozen=True)
class DevicesView:
    """How it stands."""

    looking: bool = False
    busy: bool = False
    """somebody is testing over SSH: later"""
    devices: tuple[Device, ...] | None = None
    """None: nobody has looked yet"""


Look = Callable[[], Sequence[Device]]
"""Closes what is open, looks anew, and says what is there; blocks."""


class DevicesAction(ServiceAction):
    """Lives on the main loop; looks beside it. `at_work` is held by whoever uses the devices."""

    def __init__(
        self, looks: Sequence[Look], background: Background, at_work: threading.Lock, note: Callable[..., None]
    ) -> None:
        self._looks, self._background, self._at_work, self._note = looks, background, at_work, note
        self.view = DevicesView()

    def look(self) -> None:
        """Looks at all of them, one after the other."""
        if not self.view.looking:
            self.view = replace(self.view, looking=True, busy=False)
            self._background.run(self._look, self._looked, self._failed)

    def _look(self) -> tuple[Device, ...] | None:
        if not self._at_work.acquire(blocking=False):
            return None
        try:
            return tuple(device for look in self._looks for device in look())
        finally:
            self._at_work.release()

    def _looked(self, devices: tuple[Device, ...] | None) -> None:
        if devices is None:
            self.view = replace(self.view, looking=False, busy=True)
            return
        self.view = DevicesView(devices=devices)
        self._note(Kind.DEVICES_SOUGHT, **{str(one): sum(device.found is one for device in devices) for one in Found})

    def _failed(self, error: BaseException) -> None:
        self.view = replace(self.view, looking=False)
        raise error


def camera(source: Source) -> Look:
    """The camera, opened anew."""

    def look() -> list[Device]:
        access = source.access()
        if access is Access.ABSENT:
            return [Device("camera", Found.MISSING)]
        size = next((f"{one.image.shape[1]} x {one.image.shape[0]}" for one in source.frames(LOOK_S)), None)
        if size is None:
            return [Device("camera", Found.FAULTY, FORBIDDEN if access is Access.FORBIDDEN else "")]
        return [Device("camera", Found.FOUND, size)]

    return look


def printer(printer: Printer) -> Look:
    """The printer, its link opened anew; none where there is to be none."""

    def look() -> list[Device]:
        if isinstance(printer, NoPrinter):
            return []
        printer.stop(PRINTER_S)
        printer.start()
        printer.await_look(PRINTER_S)
        return [_device("printer", printer.health())]

    return look


def speaker(health: Callable[[], Health] | None) -> Look:
    """The loudspeaker; None where there is to be none."""
    return lambda: [] if health is None else [_device("speaker", health())]


class UsbBus:
    """What is plugged in; what was not there at the last look is new."""

    def __init__(self, probe: Probe[UsbReading]) -> None:
        self._probe = probe
        self._known = {device.id for device in probe.read().devices}

    def look(self) -> list[Device]:
        """See `Look`."""
        reading = self._probe.read()
        there = {device.id for device in reading.devices}
        found = [
            Device(f"{one.id} {one.name}".strip(), Found.FOUND if one.id in self._known else Found.NEW)
            for one in reading.devices
        ]
        gone = sorted(self._known - there - {one.id for one in reading.expected})
        missing = [f"{one.id} {one.name}" for one in reading.expected if one.id not in there] + gone
        self._known = there
        return found + [Device(name, Found.MISSING) for name in missing]


def _device(name: str, health: Health) -> Device:
    if health.status is DeviceStatus.ONLINE:
        return Device(name, Found.FOUND)
    absent = health.status in (DeviceStatus.NO_DEVICE, DeviceStatus.OFFLINE, DeviceStatus.POWER_OFF)
    return Device(name, Found.MISSING if absent else Found.FAULTY, health.detail)
