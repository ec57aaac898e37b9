"""Which way up the picture is."""

from __future__ import annotations

from kivy.graphics import Color, Line, Rectangle
from kivy.utils import get_color_from_hex

from screens import palette
from screens.technician.hands_on.slides import Slides

STROKE = 0.06
"""Of the arrow's height."""


def _arrow_and_letter(on: Slides) -> None:
    """An arrow upwards on the left and an F on the right: turned or mirrored, one of them is wrong."""
    Color(*get_color_from_hex(palette.PAPER))
    Rectangle(pos=on.pos, size=on.size)
    Color(*get_color_from_hex(palette.NAVY))
    room = on.top - on.floor
    side = min(on.width * 0.36, room * 0.7)
    width = side * STROKE / 2
    x, y = on.center_x - side * 0.75, on.floor + (room - side) / 2
    Line(points=(x, y, x, y + side), width=width, cap="round")
    Line(
        points=(x - side * 0.35, y + side * 0.62, x, y + side, x + side * 0.35, y + side * 0.62),
        width=width,
        cap="round",
        joint="round",
    )
    x = on.center_x + side * 0.45
    Line(points=(x + side * 0.55, y + side, x, y + side, x, y), width=width, cap="round", joint="round")
    Line(points=(x, y + side * 0.52, x + side * 0.42, y + side * 0.52), width=width, cap="round")


class DisplayOrientation(Slides):
    """The system, not the terminal, turns the picture."""

    check = "display.orientation"
    question = "technician.display_orientation.say"
    slides = ((_arrow_and_letter, "technician.slides.arrow"),)
