"""The loudspeaker of the configuration."""

from __future__ import annotations

from devices.loudspeaker import Loudspeaker
from devices.recordings import Recordings
from devices.speaker import NoSpeaker, Speaker
from kiosk.config import SpeakerSettings
from kiosk.voice import SAYABLE


def speaker_of(settings: SpeakerSettings) -> Speaker:
    """The loudspeaker, or none."""
    if settings.kind == "none":
        return NoSpeaker()
    return Loudspeaker(Recordings(settings.recordings, SAYABLE), settings.volume)
