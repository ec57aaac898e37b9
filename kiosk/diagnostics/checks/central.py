"""The central service: the way to it, its certificate, its answers, its opinion of the terminal."""

from __future__ import annotations

import statistics

from devices.probes.network import Certificate, NetworkReading
from kiosk.contract import ProblemCode
from kiosk.diagnostics.check import AnyCheck, Check
from kiosk.diagnostics.outcome import Outcome, at_least, at_most, failed, passed, skipped
from kiosk.diagnostics.service import ServiceReading

WARN_DAYS, FAIL_DAYS = 21.0, 2.0
WARN_MS, FAIL_MS = 500.0, 2000.0
WARN_SKEW_S, FAIL_SKEW_S = 10.0, 55.0
"""The service refuses requests that are more than a minute off."""
REFUSALS = {
    ProblemCode.SIGNATURE_REFUSED: "central.signature_refused",
    ProblemCode.TERMINAL_DISABLED: "central.disabled",
}


def name(reading: NetworkReading) -> Outcome:
    """Its name has an address."""
    return passed() if reading.resolved else failed("central.no_name", host=reading.host, trouble=reading.trouble)


def connection(reading: NetworkReading) -> Outcome:
    """A connection can be made."""
    if reading.connected:
        return passed()
    return failed("central.no_connection", host=reading.host, port=reading.port, trouble=reading.trouble)


def certificate(reading: NetworkReading) -> Outcome:
    """It is trusted, and for how long."""
    days = None if reading.days_left is None else round(reading.days_left)
    match reading.certificate:
        case Certificate.NOT_USED:
            return skipped("central.plain")
        case Certificate.TRUSTED:
            if days is None:
                return passed()
            return at_least("central.certificate_ends", days, "d", warn=WARN_DAYS, fail=FAIL_DAYS, days=days)
        case Certificate.EXPIRED | Certificate.NOT_YET_VALID:
            return failed(f"central.certificate_{reading.certificate}", days, "d")
        case _:
            return failed("central.certificate_untrusted", host=reading.host, trouble=reading.trouble)


def answers(reading: ServiceReading) -> Outcome:
    """It answers as it should."""
    if reading.trouble:
        return failed("central.no_answer", trouble=reading.trouble, status=reading.status)
    return passed(len(reading.round_trips_ms))


def round_trip(reading: ServiceReading) -> Outcome:
    """How long 95 of 100 answers take at most."""
    times = sorted(reading.round_trips_ms)
    figure = round(statistics.quantiles(times, n=20, method="inclusive")[-1], 1)
    half = round(statistics.median(times), 1)
    return at_most("central.slow", figure, "ms", warn=WARN_MS, fail=FAIL_MS, half=half)


def clock(reading: ServiceReading) -> Outcome:
    """The terminal's clock against the service's."""
    ahead = round(reading.skew_s, 1)
    code = "central.clock_ahead" if ahead > 0 else "central.clock_behind"
    return at_most(code, abs(ahead), "s", warn=WARN_SKEW_S, fail=FAIL_SKEW_S)


def signature(reading: ServiceReading) -> Outcome:
    """The service accepts what the terminal signs."""
    if not reading.keyed:
        return failed("central.no_key")
    if reading.refused is None:
        return passed()
    return failed(REFUSALS.get(reading.refused, "central.refused"), reason=reading.refused)


NAME, CONNECTION, CERTIFICATE = "central.name", "central.connection", "central.certificate"
ANSWERS, CLOCK = "central.answers", "central.clock"
CHECKS: tuple[AnyCheck, ...] = (
    Check(NAME, lambda bench: bench.network, name, ("central.no_name",)),
    Check(CONNECTION, lambda bench: bench.network, connection, ("central.no_connection",), (NAME,)),
    Check(
        CERTIFICATE,
        lambda bench: bench.network,
        certificate,
        (
            "central.certificate_expired",
            "central.certificate_not_yet_valid",
            "central.certificate_untrusted",
            "central.certificate_ends",
            "central.plain",
        ),
        (CONNECTION,),
    ),
    Check(ANSWERS, lambda bench: bench.service, answers, ("central.no_answer",), (CONNECTION, CERTIFICATE)),
    Check("central.round_trip", lambda bench: bench.service, round_trip, ("central.slow",), (ANSWERS,)),
    Check(CLOCK, lambda bench: bench.service, clock, ("central.clock_ahead", "central.clock_behind"), (ANSWERS,)),
    Check(
        "central.signature",
        lambda bench: bench.service,
        signature,
        ("central.signature_refused", "central.disabled", "central.refused", "central.no_key"),
        (ANSWERS, CLOCK),
    ),
)
