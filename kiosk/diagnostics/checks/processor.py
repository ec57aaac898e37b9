"""The processor: load, heat, throttling."""

from __future__ import annotations

from devices.probes.processor import ProcessorReading
from kiosk.diagnostics.check import AnyCheck, Check
from kiosk.diagnostics.outcome import Outcome, at_most, skipped

WARN_LOAD, FAIL_LOAD = 1.5, 4.0
WARN_CELSIUS, FAIL_CELSIUS = 80.0, 95.0
WARN_THROTTLED, FAIL_THROTTLED = 0, 1000


def load(reading: ProcessorReading) -> Outcome:
    """Programs at work, for each core."""
    figure = round(reading.load, 2)
    return at_most("processor.busy", figure, "", warn=WARN_LOAD, fail=FAIL_LOAD, cores=reading.cores)


def temperature(reading: ProcessorReading) -> Outcome:
    """The hottest sensor."""
    if reading.celsius is None:
        return skipped("processor.no_sensor")
    return at_most("processor.hot", round(reading.celsius), "°C", warn=WARN_CELSIUS, fail=FAIL_CELSIUS)


def throttling(reading: ProcessorReading) -> Outcome:
    """How often heat slowed the machine down since it was switched on."""
    if reading.throttled is None:
        return skipped("processor.throttling_unknown")
    return at_most("processor.throttled", reading.throttled, "", warn=WARN_THROTTLED, fail=FAIL_THROTTLED)


CHECKS: tuple[AnyCheck, ...] = (
    Check("processor.load", lambda bench: bench.processor, load, ("processor.busy",)),
    Check(
        "processor.temperature",
        lambda bench: bench.processor,
        temperature,
        ("processor.hot", "processor.no_sensor"),
        quick=True,
    ),
    Check(
        "processor.throttling",
        lambda bench: bench.processor,
        throttling,
        ("processor.throttled", "processor.throttling_unknown"),
    ),
)
