"""Probes of the machine, before a made-up /sys and /proc."""

from __future__ import annotations

import itertools
import os
from pathlib import Path

import pytest

from devices.probes.power import Power, PowerReading
from devices.probes.processor import Processor
from devices.probes.storage import Storage
from devices.probes.synchronisation import Synchronisation, SynchronisationReading
from devices.probes.usb import Usb, UsbDevice
from devices.probes.watchdog import Watchdog, WatchdogReading, seconds


def tree(root: Path, files: dict[str, str]) -> Path:
    for name, text in files.items():
        path = root / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, "utf-8")
    return root


def test_the_hottest_sensor_counts_and_one_that_cannot_be_read_does_not(tmp_path: Path) -> None:
    sys = tree(
        tmp_path,
        {
            "class/thermal/thermal_zone0/temp": "48000\n",
            "class/thermal/thermal_zone1/temp": "n/a\n",
            "class/hwmon/hwmon2/temp1_input": "71500\n",
            "devices/system/cpu/cpu0/thermal_throttle/core_throttle_count": "2\n",
            "devices/system/cpu/cpu1/thermal_throttle/core_throttle_count": "7\n",
        },
    )
    reading = Processor(sys, load=lambda: (3.0, 1.0, 1.0), cores=4).read()
    assert (reading.cores, reading.load, reading.celsius, reading.throttled) == (4, 0.75, 71.5, 7)


def test_a_machine_without_sensors_says_so(tmp_path: Path) -> None:
    reading = Processor(tmp_path, load=lambda: (0.0, 0.0, 0.0), cores=2).read()
    assert (reading.celsius, reading.throttled) == (None, None)


@pytest.mark.parametrize(
    ("files", "reading"),
    [
        ({}, PowerReading(None, None)),
        ({"AC/type": "Mains\n", "AC/online": "1\n"}, PowerReading(True, None)),
        (
            {"AC/type": "Mains\n", "AC/online": "0\n", "BAT0/type": "Battery\n", "BAT0/capacity": "42\n"},
            PowerReading(False, 0.42),
        ),
        ({"mouse/type": "Battery\n", "mouse/scope": "Device\n", "mouse/capacity": "3\n"}, PowerReading(None, None)),
        ({"ups/type": "UPS\n", "ups/capacity": "\n"}, PowerReading(None, None)),
    ],
)
def test_where_the_power_comes_from(tmp_path: Path, files: dict[str, str], reading: PowerReading) -> None:
    sys = tree(tmp_path, {f"class/power_supply/{name}": text for name, text in files.items()})
    assert Power(sys).read() == reading


def test_a_weak_supply_is_noticed_where_the_board_tells(tmp_path: Path) -> None:
    sys = tree(tmp_path, {"class/hwmon/hwmon1/name": "rpi_volt\n", "class/hwmon/hwmon1/in0_lcrit_alarm": "1\n"})
    assert Power(sys).read().undervoltage


def test_usb_devices_are_named_and_hubs_and_interfaces_left_out(tmp_path: Path) -> None:
    sys = tree(
        tmp_path,
        {
            "bus/usb/devices/usb1/idVendor": "1d6b\n",
            "bus/usb/devices/usb1/idProduct": "0002\n",
            "bus/usb/devices/usb1/bDeviceClass": "09\n",
            "bus/usb/devices/1-1/idVendor": "1bcf\n",
            "bus/usb/devices/1-1/idProduct": "2284\n",
            "bus/usb/devices/1-1/bDeviceClass": "ef\n",
            "bus/usb/devices/1-1/product": "Full HD webcam\n",
            "bus/usb/devices/1-1:1.0/bInterfaceClass": "0e\n",
        },
    )
    assert Usb((), sys).read().devices == (UsbDevice("1bcf:2284", "Full HD webcam"),)


def test_storage_is_written_to_and_leaves_nothing_behind(tmp_path: Path) -> None:
    ticks = itertools.count()
    reading = Storage(tmp_path, clock=lambda: next(ticks) * 0.01, sys=tmp_path / "none").read()
    assert reading.trouble == ""
    assert reading.write_ms == pytest.approx(10.0)
    assert 0 < reading.free <= reading.total
    assert reading.wear is None
    assert list(tmp_path.iterdir()) == []


def test_the_folder_above_is_measured_before_anything_was_written(tmp_path: Path) -> None:
    reading = Storage(tmp_path / "var" / "diagnostics", clock=lambda: 0.0, sys=tmp_path).read()
    assert reading.trouble == ""
    assert not (tmp_path / "var").exists()


def test_a_place_that_cannot_be_written_says_why(tmp_path: Path) -> None:
    (tmp_path / "var").write_text("a file in the folder's place")
    reading = Storage(tmp_path / "var", clock=lambda: 0.0, sys=tmp_path).read()
    assert reading.trouble == "Not a directory"
    assert reading.total > 0


def test_a_card_tells_its_wear(tmp_path: Path) -> None:
    device = tmp_path.stat().st_dev
    place = tmp_path / "devices/mmc0/block/mmcblk0/mmcblk0p2"
    tree(place, {"partition": "2\n"})
    tree(place.parent, {"device/life_time": "0x01 0x09\n"})
    link = tmp_path / "dev/block" / f"{os.major(device)}:{os.minor(device)}"
    link.parent.mkdir(parents=True)
    link.symlink_to(place)
    assert Storage(tmp_path, clock=lambda: 0.0, sys=tmp_path).read().wear == pytest.approx(0.9)


def refused() -> tuple[int, int]:
    raise PermissionError(1, "adjtimex")


def test_the_kernel_tells_whether_its_clock_is_kept_right() -> None:
    assert Synchronisation(lambda: (0x2001, 4200)).read() == SynchronisationReading(True, 4.2)
    assert Synchronisation(lambda: (0x0040, 16_000_000)).read() == SynchronisationReading(False, 16_000.0)
    assert Synchronisation(refused).read() == SynchronisationReading(None)
    assert Synchronisation().read().synchronised in (True, False, None), "this machine's own"


SHOWN = "LoadState=loaded\nWatchdogUSec=1min 30s\nNRestarts=3\n"


def nobody(_: str) -> str:
    raise FileNotFoundError(2, "systemctl")


def test_who_starts_the_terminal_again(tmp_path: Path) -> None:
    armed = Watchdog("kiosk.service", tmp_path, lambda _: SHOWN).read()
    assert armed == WatchdogReading(True, 90.0, 3, None)
    for show in (nobody, lambda _: "LoadState=not-found\n", lambda _: ""):
        assert not Watchdog("kiosk.service", tmp_path, show).read().managed
    tree(tmp_path, {"class/watchdog/watchdog0/state": "active\n"})
    assert Watchdog("kiosk.service", tmp_path, nobody).read().hardware is True


@pytest.mark.parametrize(
    ("span", "expected"), [("20s", 20.0), ("1min 30s", 90.0), ("500ms", 0.5), ("0", 0.0), ("infinity", 0.0), ("", 0.0)]
)
def test_spans_as_systemd_writes_them(span: str, expected: float) -> None:
    assert seconds(span) == pytest.approx(expected)
