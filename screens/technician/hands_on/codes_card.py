"""Scanning the test card live: how near, how far and how much tilted it is read."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from kivy.properties import ListProperty, StringProperty

from devices.codes import Code
from devices.frames import Frame
from devices.probes.codes import CARD, sighting
from kiosk.contract import Verdict
from kiosk.diagnostics.checks.codes import FAR_MM, LEAST_READS, NEAR_MM, TILT_DEGREES, card
from kiosk.technician.hands_on.range import Range
from screens.technician.hands_on.camera import Scanning


class CodesCard(Scanning):
    """Ends by itself when every limit is reached."""

    check = "codes.card"
    seen = StringProperty()
    """where the card is now"""
    goals = ListProperty()
    """for farther, nearer and tilted: icon, words, whether it is reached"""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._range = Range()
        self.say, self.finish_text = self.words("technician.codes_card.say"), self.words("technician.hands_on.finish")
        self.detail = self.words("technician.camera.waiting")
        self._tell()

    def finish(self) -> None:
        self.hand_over(self._range.reading())

    def read(self, frame: Frame, codes: Sequence[Code]) -> None:
        self.detail = ""
        height, width = frame.image.shape[:2]
        places = [
            sighting(code.corners, (width, height), self.tools.view_degrees) for code in codes if code.text == CARD
        ]
        self.seen = self.words("technician.codes_card.unseen")
        for place in places:
            if place is not None:
                self.somebody_there()
                self._range.see(place)
                self.seen = self.words(
                    "technician.codes_card.seen", distance=round(place.distance), tilt=round(place.tilt)
                )
        self._tell()
        if card(self._range.reading()).verdict is Verdict.PASS:
            self.finish()

    def _tell(self) -> None:
        reading = self._range.reading()
        there = reading.reads >= LEAST_READS
        self.goals = [
            self._goal("far", reading.farthest, FAR_MM, there and reading.farthest >= FAR_MM),
            self._goal("near", reading.nearest, NEAR_MM, there and reading.nearest <= NEAR_MM),
            self._goal("tilt", reading.tilt, TILT_DEGREES, there and reading.tilt >= TILT_DEGREES),
        ]

    def _goal(self, name: str, figure: float, limit: float, reached: bool) -> tuple[str, str, bool]:
        words = self.words(f"technician.codes_card.{name}", figure=round(figure), limit=round(limit))
        return ("check" if reached else "aim", words, reached)
