"""Reading QR codes."""

from __future__ import annotations

from collections.abc import Sequence

from devices.probes.codes import KNOWN, CodesReading, Sighting
from kiosk.diagnostics.check import AnyCheck, Check
from kiosk.diagnostics.outcome import Outcome, at_most, failed, passed, warned

FAR_SHARE, NEAR_SHARE = 0.12, 0.4
"""Of the picture's width: a phone's code at arm's length, and near by."""
LEAST_TILT = 25.0
"""Degrees that a hand tilts a phone without noticing."""
LEAST_SIGHTINGS = 3


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


def live(sightings: Sequence[Sighting]) -> Outcome:
    """A test card held before the camera: read at arm's length, near by and tilted."""
    if len(sightings) < LEAST_SIGHTINGS:
        return failed("codes.card_unread", len(sightings))
    widths = [one.width for one in sightings]
    tilt = max(one.tilt for one in sightings)
    if min(widths) > FAR_SHARE or max(widths) < NEAR_SHARE or tilt < LEAST_TILT:
        return warned(
            "codes.narrow_range",
            len(sightings),
            smallest=round(100 * min(widths)),
            largest=round(100 * max(widths)),
            tilt=round(tilt),
        )
    return passed(len(sightings))


DECODERS = "codes.decoders"
CHECKS: tuple[AnyCheck, ...] = (
    Check(DECODERS, lambda bench: bench.codes, decoders, ("codes.no_decoder", "codes.decoder_missing"), quick=True),
    Check("codes.known", lambda bench: bench.codes, known, ("codes.misread",), (DECODERS,), quick=True),
    Check("codes.live", None, live, ("codes.card_unread", "codes.narrow_range"), ("camera.alive", DECODERS)),
)
