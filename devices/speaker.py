"""What is heard at the terminal."""

from __future__ import annotations

from abc import ABC, abstractmethod
from dataclasses import dataclass
from enum import StrEnum

from devices.status import DeviceStatus, Health

LOUDEST = 100


class Side(StrEnum):
    """Of a stereo sound."""

    LEFT = "left"
    RIGHT = "right"


@dataclass(frozen=True)
class Utterance:
    """A message of the catalogues, as it is said aloud."""

    key: str
    """By which a recording of it is found."""
    text: str
    language: str
    """zh_CN or en"""


class Speaker(ABC):
    """Sounds one thing at a time: a new one cuts off the old. Nobody is kept waiting for it."""

    def __init__(self, volume: int = LOUDEST) -> None:
        self.volume = volume

    @property
    def volume(self) -> int:
        """0 (silent) to 100; counts from the next sound on."""
        return self._volume

    @volume.setter
    def volume(self, volume: int) -> None:
        if not 0 <= volume <= LOUDEST:
            raise ValueError(f"volume {volume}: must be 0 to {LOUDEST}")
        self._volume = volume

    @abstractmethod
    def say(self, utterance: Utterance) -> None:
        """Say this at once."""

    @abstractmethod
    def tone(self, side: Side) -> None:
        """Sound a tone on one side, for a few seconds."""

    @abstractmethod
    def hush(self) -> None:
        """Be silent."""

    @abstractmethod
    def health(self) -> Health:
        """Whether it can be heard, as far as it knows itself."""

    @abstractmethod
    def voiceless(self) -> tuple[str, ...] | None:
        """The languages that it cannot speak; None: it cannot tell. May take a second."""


class NoSpeaker(Speaker):
    """A terminal without a loudspeaker."""

    def say(self, utterance: Utterance) -> None:
        """Nobody hears it."""

    def tone(self, side: Side) -> None:
        """Nobody hears it."""

    def hush(self) -> None:
        """It is quiet anyway."""

    def health(self) -> Health:
        return Health(DeviceStatus.NO_DEVICE, "this terminal has no loudspeaker: set one up in the configuration")

    def voiceless(self) -> tuple[str, ...] | None:
        return None
