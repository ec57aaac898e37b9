"""A test card before the camera: how near, how far and how much tilted it is read."""

from __future__ import annotations

from devices.probes.codes import CardReading, Sighting

EXTREMES = 2
"""The most extreme sightings that do not count on either side: one might be an error of a pixel."""


class Range:
    """Gathers where the card was read."""

    def __init__(self) -> None:
        self._distances: list[float] = []
        self._tilts: list[float] = []
        self.last: Sighting | None = None

    def see(self, sighting: Sighting) -> None:
        """The card was read."""
        self.last = sighting
        self._distances.append(sighting.distance)
        self._tilts.append(sighting.tilt)

    def reading(self) -> CardReading:
        """For `codes.card`."""
        if len(self._distances) <= 2 * EXTREMES:
            return CardReading(len(self._distances))
        near = sorted(self._distances)
        return CardReading(len(near), near[EXTREMES], near[-1 - EXTREMES], sorted(self._tilts)[-1 - EXTREMES])
