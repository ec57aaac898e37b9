"""The face engine and passive liveness: files, known answers, speed."""

from __future__ import annotations

from devices.probes.faces import FacesReading, ModelsReading
from kiosk.diagnostics.check import AnyCheck, Check
from kiosk.diagnostics.outcome import Outcome, at_most, failed, passed, skipped, warned

LEAST_OWN, MOST_OTHERS = 0.90, 0.35
"""Of the two known portraits: 0.97 with themselves mirrored, 0.16 with each other."""
WARN_MS, FAIL_MS = 150.0, 400.0
"""A frame takes 40 ms on a quiet machine; beyond 400 ms the actions of a liveness check are missed."""
MOST_LIVE_OFF = 0.05


def models(reading: ModelsReading) -> Outcome:
    """The files that the terminal needs, by checksum."""
    if reading.altered:
        return failed("face.model_altered", names=reading.altered)
    if reading.absent:
        return failed("face.model_missing", names=reading.absent)
    return passed(reading.files)


def known(reading: FacesReading) -> Outcome:
    """The known pictures are recognised and told apart."""
    if reading.pictures < 2:
        return skipped("face.no_pictures")
    if reading.unseen:
        return failed("face.unseen", pictures=reading.unseen)
    if reading.own < LEAST_OWN or reading.others > MOST_OTHERS:
        return failed(
            "face.wrong_answer", round(reading.own, 2), own=round(reading.own, 2), others=round(reading.others, 2)
        )
    return passed(round(reading.own, 2))


def speed(reading: FacesReading) -> Outcome:
    """Milliseconds a frame."""
    return at_most("face.slow", round(reading.frame_ms), "ms", warn=WARN_MS, fail=FAIL_MS)


def liveness_models(reading: ModelsReading) -> Outcome:
    """The files that the operator supplies."""
    return warned("liveness.models_missing", names=reading.optional_absent) if reading.optional_absent else passed()


def liveness(reading: FacesReading) -> Outcome:
    """The passive score of the known pictures."""
    if reading.live_off is None:
        return skipped("liveness.untested")
    return at_most("liveness.wrong_answer", round(reading.live_off, 3), "", warn=MOST_LIVE_OFF, fail=MOST_LIVE_OFF)


MODELS, KNOWN = "face.models", "face.known"
CHECKS: tuple[AnyCheck, ...] = (
    Check(MODELS, lambda bench: bench.models, models, ("face.model_altered", "face.model_missing"), quick=True),
    Check(
        KNOWN,
        lambda bench: bench.faces,
        known,
        ("face.unseen", "face.wrong_answer", "face.no_pictures"),
        (MODELS,),
    ),
    Check("face.speed", lambda bench: bench.faces, speed, ("face.slow",), (KNOWN,)),
    Check("liveness.models", lambda bench: bench.models, liveness_models, ("liveness.models_missing",), (MODELS,)),
    Check(
        "liveness.known",
        lambda bench: bench.faces,
        liveness,
        ("liveness.wrong_answer", "liveness.untested"),
        (KNOWN,),
    ),
)
