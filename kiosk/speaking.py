"""The loudspeaker of the configuration."""

from __future__ import annotations

from devices.loudspeaker import Loudspeaker
from devices.recordings import Recordings
from devices.speaker import NoSpeaker, Speaker
from kiosk.config import SpeakerSettings
from kiosk.voice import SAYABLE


def speaker_of(settings: SpeakerSettings, volume: int | None) -> Speaker:
    """The loudspeaker, or none; `volume` is what was set at the terminal, if it was."""
    if settings.kind == "none":
        return NoSpeaker()
    return Loudspeaker(Recordings(settings.recordings, SAYABLE), settings.volume if volume is None else volume)
