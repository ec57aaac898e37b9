"""A filled shape with round corners and a line around it."""

from __future__ import annotations

from kivy.factory import Factory
from kivy.properties import ColorProperty, NumericProperty

from screens import palette


class Framed:
    """What is drawn behind a widget. The line is drawn upon the fill, not as a second, larger fill under it: where no
    graphics processor draws, every pixel costs."""

    fill = ColorProperty(palette.WHITE)
    edge = ColorProperty(palette.LINE)
    line = NumericProperty("2dp")
    corner = NumericProperty("28dp")


Factory.register("Framed", cls=Framed)  # no widget by itself, so that the layout does not know it otherwise
