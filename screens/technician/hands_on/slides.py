"""Pictures over the whole screen, one after another by a tap, and whether they are as they should be."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, ClassVar

from kivy.graphics import Color, Rectangle
from kivy.graphics.texture import Texture
from kivy.input.motionevent import MotionEvent
from kivy.utils import get_color_from_hex

from screens.technician.hands_on.hands_on import HandsOn

Draw = Callable[["Slides"], None]
"""Draws a picture over the whole widget, into the canvas that is open."""


class Slides(HandsOn):
    """At each tap the next slide comes, and the panel goes to the other end of the screen: nothing stays under it.

    A slide is a drawing and the key of the words that say what it must look like.
    """

    slides: ClassVar[tuple[tuple[Draw, str], ...]]
    question: ClassVar[str]

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, asks=True, **kwargs)
        self._number = 0
        self.say = self.words(self.question)
        self.bind(size=self._draw, pos=self._draw, floor=self._draw)

    def begin(self) -> None:
        super().begin()
        self._draw()

    def tapped(self, touch: MotionEvent) -> None:
        if len(self.slides) > 1:
            self._number += 1
            self.place = "top" if self._number % 2 else "bottom"
            self._draw()

    def _draw(self, *_: object) -> None:
        number = self._number % len(self.slides)
        draw, key = self.slides[number]
        self.detail = self.words(key)
        if len(self.slides) > 1:
            self.detail = self.words(
                "technician.slides.detail", slide=self.detail, number=number + 1, of=len(self.slides)
            )
        self.picture.clear()
        with self.picture:
            draw(self)


def plain(colour: str) -> Draw:
    """All of one colour (#rrggbb)."""

    def draw(on: Slides) -> None:
        Color(*get_color_from_hex(colour))
        Rectangle(pos=on.pos, size=on.size)

    return draw


def ramp(*colours: str) -> Draw:
    """For each colour a band from black to it, below each other; each of 256 steps."""

    def draw(on: Slides) -> None:
        height = on.height / len(colours)
        texture = Texture.create(size=(256, 1), colorfmt="luminance")
        texture.mag_filter = "nearest"
        texture.blit_buffer(bytes(range(256)), colorfmt="luminance")
        for number, colour in enumerate(colours):
            Color(*get_color_from_hex(colour))
            Rectangle(texture=texture, pos=(on.x, on.top - (number + 1) * height), size=(on.width, height))

    return draw
