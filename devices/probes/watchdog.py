"""Who starts the terminal again when it hangs, and how often that was needed."""

from __future__ import annotations

import subprocess
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from devices.probes.probe import Probe

PROPERTIES = ("LoadState", "WatchdogUSec", "NRestarts")
ASK_S = 5.0
UNITS_S = {"us": 1e-6, "ms": 1e-3, "s": 1.0, "min": 60.0, "h": 3600.0}


@dataclass(frozen=True)
class WatchdogReading:
    """What systemd knows of the terminal's service, and the kernel of the hardware's watchdog."""

    managed: bool
    """systemd runs the terminal."""
    armed_s: float = 0.0
    """The terminal is started again when it says nothing for this long; 0: never."""
    restarts: int = 0
    """By systemd itself since the machine was switched on, those that a technician ordered among them. Why is in its
    journal only: once the service runs again, it is said to be well."""
    hardware: bool | None = None
    """The machine itself is started again when it hangs; None: it has no such part."""


class Watchdog(Probe[WatchdogReading]):
    """This machine's. `show` gives the output of `systemctl show` for a unit, and raises OSError."""

    def __init__(self, unit: str, sys: Path = Path("/sys"), show: Callable[[str], str] | None = None) -> None:
        self._unit, self._sys, self._show = unit, sys, show or systemctl_show

    def read(self) -> WatchdogReading:
        hardware = self._hardware()
        try:
            lines = self._show(self._unit).splitlines()
        except OSError:
            return WatchdogReading(managed=False, hardware=hardware)
        told = dict(line.split("=", 1) for line in lines if "=" in line)
        if told.get("LoadState") != "loaded":
            return WatchdogReading(managed=False, hardware=hardware)
        return WatchdogReading(
            True,
            seconds(told.get("WatchdogUSec", "0")),
            int(told.get("NRestarts", "0") or 0),
            hardware,
        )

    def _hardware(self) -> bool | None:
        states = sorted((self._sys / "class/watchdog").glob("watchdog*/state"))
        return any(state.read_text("ascii").strip() == "active" for state in states) if states else None


def seconds(span: str) -> float:
    """A span as systemd writes it, such as `1min 30s`; 0 for `0`, `infinity` and what cannot be read."""
    total = 0.0
    for part in span.split():
        digits = part.rstrip("abcdefghijklmnopqrstuvwxyz")
        try:
            total += float(digits) * UNITS_S[part[len(digits) :]]
        except (ValueError, KeyError):
            return 0.0
    return total


def systemctl_show(unit: str) -> str:
    """Raises OSError where there is no systemd or it does not answer."""
    command = ["systemctl", "show", unit, *(f"--property={name}" for name in PROPERTIES)]
    try:
        done = subprocess.run(command, capture_output=True, text=True, timeout=ASK_S, check=True)  # noqa: S603
    except subprocess.SubprocessError as error:
        raise OSError(type(error).__name__) from error
    return done.stdout
