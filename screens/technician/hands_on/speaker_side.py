"""A tone on the left or on the right."""

from __future__ import annotations

from typing import Any, ClassVar

from devices.speaker import Side
from screens.technician.hands_on.speaker import Listening


class SpeakerSide(Listening):
    """Must be heard on its own side."""

    side: ClassVar[Side]
    question: ClassVar[str]

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.say = self.words(self.question)
        self.icon = f"arrow_{self.side}"

    def sound(self) -> None:
        self.tools.speaker.tone(self.side)


class SpeakerLeft(SpeakerSide):
    """The left channel."""

    check = "speaker.left"
    side = Side.LEFT
    question = "technician.speaker_left.say"


class SpeakerRight(SpeakerSide):
    """The right channel."""

    check = "speaker.right"
    side = Side.RIGHT
    question = "technician.speaker_right.say"
