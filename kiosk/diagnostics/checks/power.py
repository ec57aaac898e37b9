"""Mains, battery or UPS."""

from __future__ import annotations

from devices.probes.power import PowerReading
from kiosk.diagnostics.check import AnyCheck, Check
from kiosk.diagnostics.outcome import Outcome, at_least, failed, passed, skipped

WARN_CHARGE, FAIL_CHARGE = 50.0, 15.0


def supply(reading: PowerReading) -> Outcome:
    """Mains power, strong enough."""
    if reading.undervoltage:
        return failed("power.undervoltage")
    if reading.mains is None:
        return skipped("power.unknown")
    return passed() if reading.mains else failed("power.mains_lost")


def charge(reading: PowerReading) -> Outcome:
    """How full the battery or UPS is."""
    if reading.charge is None:
        return skipped("power.no_battery")
    return at_least("power.low", round(100 * reading.charge), "%", warn=WARN_CHARGE, fail=FAIL_CHARGE)


CHECKS: tuple[AnyCheck, ...] = (
    Check(
        "power.supply",
        lambda bench: bench.power,
        supply,
        ("power.mains_lost", "power.undervoltage", "power.unknown"),
        quick=True,
    ),
    Check("power.charge", lambda bench: bench.power, charge, ("power.low", "power.no_battery")),
)
