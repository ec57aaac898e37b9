"""The loudspeaker."""

from __future__ import annotations

from devices.probes.speaker import SpeakerReading
from devices.status import DeviceStatus
from kiosk.diagnostics.check import AnyCheck, Check
from kiosk.diagnostics.outcome import Outcome, at_least, confirmed, failed, passed, skipped

WARN_DB, FAIL_DB = 25.0, 15.0
"""The loudest of noise's own frequencies rises some 10 dB out of their middle."""


def status(reading: SpeakerReading) -> Outcome:
    """There, and able to speak."""
    if not reading.fitted:
        return skipped("speaker.none")
    return passed() if reading.status is DeviceStatus.ONLINE else failed("speaker.broken", detail=reading.detail)


def voices(reading: SpeakerReading) -> Outcome:
    """A voice for each language of the terminal."""
    if not reading.fitted:
        return skipped("speaker.none")
    if reading.voiceless is None:
        return skipped("speaker.voices_unknown")
    return failed("speaker.voiceless", languages=reading.voiceless) if reading.voiceless else passed()


def heard(reading: SpeakerReading) -> Outcome:
    """A tone reaches the microphone."""
    if not reading.fitted:
        return skipped("speaker.none")
    if reading.heard_db is None:
        return skipped("speaker.no_microphone")
    return at_least("speaker.unheard", round(reading.heard_db), "dB", warn=WARN_DB, fail=FAIL_DB)


STATUS = "speaker.status"
CHECKS: tuple[AnyCheck, ...] = (
    Check(STATUS, lambda bench: bench.speaker, status, ("speaker.broken", "speaker.none"), quick=True),
    Check(
        "speaker.voices",
        lambda bench: bench.speaker,
        voices,
        ("speaker.voiceless", "speaker.voices_unknown", "speaker.none"),
        (STATUS,),
    ),
    Check(
        "speaker.heard",
        lambda bench: bench.speaker,
        heard,
        ("speaker.unheard", "speaker.no_microphone", "speaker.none"),
        (STATUS,),
    ),
    Check("speaker.left", None, confirmed("speaker.left_silent"), ("speaker.left_silent",), (STATUS,)),
    Check("speaker.right", None, confirmed("speaker.right_silent"), ("speaker.right_silent",), (STATUS,)),
    Check("speaker.speech", None, confirmed("speaker.not_understood"), ("speaker.not_understood",), (STATUS,)),
)
