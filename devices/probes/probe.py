"""What every probe is: something that takes one reading."""

from __future__ import annotations

from abc import ABC, abstractmethod
from typing import Generic, TypeVar

Reading = TypeVar("Reading")


class Probe(ABC, Generic[Reading]):
    """Measures one device. A device that is missing or broken is a reading, never an exception."""

    @abstractmethod
    def read(self) -> Reading:
        """Take a reading; blocks for as long as the measurement takes."""


class Simulated(Probe[Reading]):
    """The simulated twin: reads whatever `reading` is set to."""

    def __init__(self, reading: Reading) -> None:
        self.reading = reading

    def read(self) -> Reading:
        return self.reading
