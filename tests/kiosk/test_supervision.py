"""What systemd is told, over a socket as systemd's own: up, alive as long as the loop goes round, about to end."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from sdnotify import SystemdNotifier

from kiosk.supervision import Supervision
from tests.kiosk.systemd import Systemd
from tests.kiosk.technician.actions.hands import Seconds


@pytest.fixture
def systemd(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Systemd]:
    monkeypatch.setenv("NOTIFY_SOCKET", str(tmp_path / "notify"))
    one = Systemd(tmp_path / "notify")
    yield one
    one.close()


def test_the_watchdog_is_petted_three_times_in_its_patience_and_not_by_a_loop_that_hangs(systemd: Systemd) -> None:
    clock = Seconds()
    supervision = Supervision(SystemdNotifier().notify, {"WATCHDOG_USEC": "20000000"}, clock)
    supervision.ready()
    assert systemd.heard() == ["READY=1"]
    for _ in range(20 * 60):
        supervision.alive()
        clock.now += 1 / 60
    assert systemd.heard() == ["WATCHDOG=1"] * 3
    clock.now += 60
    assert systemd.heard() == [], "nobody came round"
    supervision.stopping()
    assert systemd.heard() == ["STOPPING=1"]


@pytest.mark.parametrize("environment", [{}, {"WATCHDOG_USEC": "0"}, {"WATCHDOG_USEC": "soon"}])
def test_where_nobody_watches_nobody_is_told_more_than_once(systemd: Systemd, environment: dict[str, str]) -> None:
    clock = Seconds()
    supervision = Supervision(SystemdNotifier().notify, environment, clock)
    for _ in range(100):
        supervision.alive()
        clock.now += 10
    assert len(systemd.heard()) <= 1


def test_without_systemd_all_goes_on(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("NOTIFY_SOCKET", raising=False)
    supervision = Supervision(SystemdNotifier().notify, {}, Seconds())
    supervision.ready()
    supervision.alive()
    supervision.stopping()
