"""A loudspeaker that is not there: keeps what was said, and has the faults that it is given."""

from __future__ import annotations

from devices.espeak import VOICES
from devices.speaker import LOUDEST, Side, Speaker, Utterance
from devices.status import DeviceStatus, Health

LOUD_DB, SILENT_DB = 45.0, 9.0
"""What a microphone beside it would measure, see `devices.probes.speaker.tone_db`."""


class SimulatedSpeaker(Speaker):
    """Set a field to break it in this way."""

    def __init__(self, volume: int = LOUDEST) -> None:
        super().__init__(volume)
        self.broken = False
        """Its sound card is gone."""
        self.turned_down = False
        """Somebody turned the knob of its amplifier, which it does not notice."""
        self.silent: frozenset[Side] = frozenset()
        """The sides whose wire is loose, which it does not notice."""
        self.voices: frozenset[str] | None = frozenset(VOICES)
        """The languages that it has a voice for; None: it does not tell, and has all."""
        self.said: list[Utterance] = []
        """All that it was to say, heard or not."""
        self.sounding: Utterance | Side | None = None
        """What somebody before it hears now."""

    def say(self, utterance: Utterance) -> None:
        self.said.append(utterance)
        heard = (self.voices is None or utterance.language in self.voices) and self._sounds(self.volume, *Side)
        self.sounding = utterance if heard else None

    def tone(self, side: Side) -> None:
        self.sounding = side if self._sounds(self.volume, side) else None

    def hush(self) -> None:
        self.sounding = None

    def health(self) -> Health:
        if self.broken:
            return Health(DeviceStatus.HARDWARE_ERROR, "the simulated sound card is gone: plug it in")
        return Health(DeviceStatus.ONLINE)

    def voiceless(self) -> tuple[str, ...] | None:
        return None if self.voices is None else tuple(one for one in VOICES if one not in self.voices)

    def heard(self) -> str:
        """What somebody before it hears now, in words; empty for nothing."""
        sounding = self.sounding
        return sounding.text if isinstance(sounding, Utterance) else f"a tone, {sounding}" if sounding else ""

    def heard_db(self, volume: int) -> float:
        """How a tone at `volume` is heard through the microphone beside it."""
        return LOUD_DB if self._sounds(volume, *Side) else SILENT_DB

    def _sounds(self, volume: int, *sides: Side) -> bool:
        """Whether anything is heard of at least one of these sides."""
        return not (self.broken or self.turned_down) and volume > 0 and not self.silent.issuperset(sides)
