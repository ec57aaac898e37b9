"""Devices are looked for again: what was found, what is missing, what is new."""

from __future__ import annotations

import itertools
import threading
import time
from pathlib import Path

import numpy as np

from devices.camera import SceneCamera
from devices.frames import Image
from devices.printer import FilePrinter, NoPrinter
from devices.probes.camera import LiveSource
from devices.probes.usb import Usb, UsbDevice
from devices.status import DeviceStatus, Health
from kiosk.audit.events import Kind
from kiosk.technician.actions import devices
from kiosk.technician.actions.devices import Device, DevicesAction, Found
from tests.kiosk.technician.actions.hands import AtOnce, Noted


def plug(sys: Path, port: str, id_: str, name: str) -> None:
    vendor, product = id_.split(":")
    place = sys / "bus/usb/devices" / port
    place.mkdir(parents=True)
    for file, text in (("idVendor", vendor), ("idProduct", product), ("product", name), ("bDeviceClass", "00")):
        (place / file).write_text(text)


def unplug(sys: Path, port: str) -> None:
    for file in (sys / "bus/usb/devices" / port).iterdir():
        file.unlink()
    (sys / "bus/usb/devices" / port).rmdir()


def test_usb_devices_are_there_new_or_missing(tmp_path: Path) -> None:
    plug(tmp_path, "1-1", "1bcf:2284", "camera")
    plug(tmp_path, "1-2", "04b8:0202", "printer")
    bus = devices.UsbBus(Usb((UsbDevice("1bcf:2284", "camera"), UsbDevice("dead:beef", "scanner")), tmp_path))
    plug(tmp_path, "1-3", "0bda:1234", "stick")
    unplug(tmp_path, "1-2")
    found = {device.name: device.found for device in bus.look()}
    assert found == {
        "1bcf:2284 camera": Found.FOUND,
        "0bda:1234 stick": Found.NEW,
        "dead:beef scanner": Found.MISSING,
        "04b8:0202": Found.MISSING,
    }
    assert {device.found for device in bus.look() if device.name.startswith("0bda")} == {Found.FOUND}


def source(plugged: bool, delivers: bool = True) -> LiveSource:
    noise = np.random.default_rng(1)

    def scene(_: float) -> Image | None:
        return noise.integers(0, 255, (36, 64, 3), dtype=np.uint8) if delivers else None

    camera = SceneCamera(scene, fps=60, plugged=lambda: plugged)

    def switch(on: bool) -> None:
        if on:
            camera.switch_on()
        else:
            camera.switch_off()

    hurry = itertools.count(0.0, 0.5)
    return LiveSource(camera, time.monotonic if delivers else lambda: next(hurry), time.sleep, switch, lambda: True)


def test_a_camera_is_found_missing_or_silent() -> None:
    assert devices.camera(source(plugged=True))() == [Device("camera", Found.FOUND, "64 x 36")]
    assert devices.camera(source(plugged=False))() == [Device("camera", Found.MISSING)]
    assert devices.camera(source(plugged=True, delivers=False))() == [Device("camera", Found.FAULTY)]


def test_what_the_terminal_does_without_is_not_listed_and_what_fails_says_why(tmp_path: Path) -> None:
    assert devices.printer(NoPrinter())() == []
    assert devices.speaker(None)() == []
    (lost,) = devices.printer(FilePrinter(tmp_path / "gone"))()
    assert lost.found is Found.FAULTY
    assert "does not exist" in lost.detail
    absent = Health(DeviceStatus.NO_DEVICE, "espeak-ng is missing")
    assert devices.speaker(lambda: absent)() == [Device("speaker", Found.MISSING, "espeak-ng is missing")]


def test_a_look_is_journalled_in_numbers_and_waits_for_whoever_uses_the_devices() -> None:
    noted, lock = Noted(), threading.Lock()
    look = [Device("camera", Found.FOUND), Device("a stick", Found.NEW), Device("printer", Found.FAULTY)]
    action = DevicesAction((lambda: look,), AtOnce(), lock, noted)
    with lock:
        action.look()
    assert action.view.busy
    assert action.view.devices is None
    action.look()
    assert action.view.devices == tuple(look)
    assert noted.events == [(Kind.DEVICES_SOUGHT, {"found": 1, "new": 1, "missing": 0, "faulty": 1})]
