"""Whether the terminal is started again when it hangs, whether it had to be, and how it ended last."""

from __future__ import annotations

from devices.probes.watchdog import WatchdogReading
from kiosk.audit.ends import End
from kiosk.contract import CHINA
from kiosk.diagnostics.check import AnyCheck, Check
from kiosk.diagnostics.journal import EndReading
from kiosk.diagnostics.outcome import Outcome, at_most, passed, skipped, warned

WARN_RESTARTS, FAIL_RESTARTS = 0, 10


def armed(reading: WatchdogReading) -> Outcome:
    """systemd watches the terminal."""
    if not reading.managed:
        return skipped("watchdog.unmanaged")
    return passed(reading.armed_s, "s") if reading.armed_s else warned("watchdog.unarmed")


def hardware(reading: WatchdogReading) -> Outcome:
    """The machine's own watchdog is running."""
    if reading.hardware is None:
        return skipped("watchdog.no_hardware")
    return passed() if reading.hardware else warned("watchdog.hardware_idle")


def restarts(reading: WatchdogReading) -> Outcome:
    """How often the terminal was started again."""
    if not reading.managed:
        return skipped("watchdog.unmanaged")
    return at_most("watchdog.restarted", reading.restarts, "", warn=WARN_RESTARTS, fail=FAIL_RESTARTS)


def end(reading: EndReading) -> Outcome:
    """The run before this one ended because it was told to."""
    if reading.ended is None:
        return skipped("watchdog.end_unknown")
    how, at = reading.ended
    return passed() if how is End.ORDERLY else warned(f"watchdog.{how}", at=f"{at.astimezone(CHINA):%Y-%m-%d %H:%M}")


ARMED = "watchdog.armed"
CHECKS: tuple[AnyCheck, ...] = (
    Check(ARMED, lambda bench: bench.watchdog, armed, ("watchdog.unarmed", "watchdog.unmanaged")),
    Check(
        "watchdog.restarts",
        lambda bench: bench.watchdog,
        restarts,
        ("watchdog.restarted", "watchdog.unmanaged"),
        (ARMED,),
    ),
    Check(
        "watchdog.end",
        lambda bench: bench.end,
        end,
        ("watchdog.broken_off", "watchdog.crashed", "watchdog.end_unknown"),
    ),
    Check(
        "watchdog.hardware",
        lambda bench: bench.watchdog,
        hardware,
        ("watchdog.hardware_idle", "watchdog.no_hardware"),
    ),
)
