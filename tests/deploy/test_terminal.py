"""The terminal's unit says what the program counts on, and its set-up what the unit needs."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from kiosk.diagnostics.machine import UNIT
from kiosk.technician.actions.power import RESTART_STATUS

DEPLOY = Path(__file__).parents[2] / "deploy"
TERMINAL = DEPLOY / "terminal"


@pytest.fixture(scope="module")
def unit() -> dict[str, list[str]]:
    """Its settings by name."""
    settings: dict[str, list[str]] = {}
    for line in (TERMINAL / UNIT).read_text("utf-8").splitlines():
        if line and not line.startswith(("#", "[")):
            name, _, value = line.partition("=")
            settings.setdefault(name, []).append(value)
    return settings


def test_the_watchdog_is_armed_and_a_technicians_restart_is_no_failure(unit: dict[str, list[str]]) -> None:
    assert unit["Type"] == ["notify"]
    assert unit["NotifyAccess"] == ["all"], "the program is a child of the session"
    assert int(unit["WatchdogSec"][0]) >= 10
    assert unit["Restart"] == ["always"]
    assert unit["RestartForceExitStatus"] == unit["SuccessExitStatus"] == [str(RESTART_STATUS)]


def test_no_end_of_it_leaves_memory_on_the_disk(unit: dict[str, list[str]]) -> None:
    assert unit["WatchdogSignal"] == ["SIGKILL"]
    assert unit["LimitCORE"] == ["0"]


def test_the_user_is_in_the_groups_of_its_devices(unit: dict[str, list[str]]) -> None:
    groups = set(unit["SupplementaryGroups"][0].split())
    rules = (TERMINAL / "70-reset-kiosk.rules").read_text("utf-8")
    assert set(re.findall(r'GROUP="(\w+)"', rules)) <= groups
    assert "dialout" in groups, "printers at a serial line"


def test_what_the_session_starts_is_installed_by_the_set_up(unit: dict[str, list[str]]) -> None:
    (line,) = re.findall(r'= terminal \]; then packages\+="([^"]*)"', (DEPLOY / "setup").read_text("utf-8"))
    assert {"cage", "libusb-1.0-0", "v4l-utils"} <= set(line.split())
    assert unit["ExecStart"][0].startswith("/usr/bin/cage ")
