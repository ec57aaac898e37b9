"""Reading QR codes."""

from __future__ import annotations

import math

from devices.probes.codes import KNOWN, CardReading, CodesReading
from kiosk.diagnostics.check import AnyCheck, Check
from kiosk.diagnostics.outcome import Outcome, at_least, at_most, failed, passed, warned

FAR_MM, NEAR_MM = 350.0, 150.0
"""A phone at arm's length, and one that is pushed close to the lens."""
TILT_DEGREES = 25.0
"""By which a hand tilts a phone without noticing."""
LEAST_READS = 5


def decoders(reading: CodesReading) -> Outcome:
    """The libraries of the configured chain are there."""
    if not reading.decoders:
        return failed("codes.no_decoder", 0, decoders=reading.missing)
    if reading.missing:
        return warned("codes.decoder_missing", reading.decoders, decoders=reading.missing)
    return passed(reading.decoders)


def known(reading: CodesReading) -> Outcome:
    """Every decoder reads every known code."""
    figure = len(reading.unread)
    codes = ", ".join(reading.unread)
    return at_most("codes.misread", figure, "", warn=0, fail=0, codes=codes, of=reading.decoders * len(KNOWN))


def card(reading: CardReading) -> Outcome:
    """A test card held before the camera: read at arm's length, near by and tilted."""
    if reading.reads < LEAST_READS:
        return failed("codes.card_unread", reading.reads)
    judged = (
        at_least("codes.card_far", round(reading.farthest), "mm", warn=FAR_MM, fail=0),
        at_most("codes.card_near", round(reading.nearest), "mm", warn=NEAR_MM, fail=math.inf),
        at_least("codes.card_tilt", round(reading.tilt), "°", warn=TILT_DEGREES, fail=0),
    )
    return next((one for one in judged if one.finding is not None), judged[0])


DECODERS = "codes.decoders"
CHECKS: tuple[AnyCheck, ...] = (
    Check(DECODERS, lambda bench: bench.codes, decoders, ("codes.no_decoder", "codes.decoder_missing"), quick=True),
    Check("codes.known", lambda bench: bench.codes, known, ("codes.misread",), (DECODERS,), quick=True),
    Check(
        "codes.card",
        None,
        card,
        ("codes.card_unread", "codes.card_far", "codes.card_near", "codes.card_tilt"),
        ("camera.alive", DECODERS),
    ),
)
