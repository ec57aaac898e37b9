"""What the camera sees."""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from typing import Any

import cv2
from kivy.clock import Clock
from kivy.core.window import Window
from kivy.graphics.opengl import GL_RENDERER, GL_SCISSOR_TEST, glDisable, glEnable, glGetString, glScissor
from kivy.graphics.texture import Texture
from kivy.lang import Builder
from kivy.properties import BooleanProperty, ListProperty, NumericProperty, ObjectProperty
from kivy.uix.widget import Widget

from devices.frames import Frame, Image

CORNER_POINTS = 8
UPDATES = 60
"""A second: how often a new frame is looked for."""
BEFORE_DRAWING = -1
SOFTWARE = b"llvmpipe"
"""Mesa's renderer where there is no graphics processor. What it drew stays where it is, frame after frame."""


def cover(picture: tuple[int, int], room: tuple[float, float], *, mirrored: bool) -> tuple[float, ...]:
    """Texture coordinates of the middle part of `picture` that fills `room`, both (width, height), undistorted.

    Pictures come with their top row first, textures begin at the bottom; `mirrored` swaps left and right.
    """
    scale = max(room[0] / picture[0], room[1] / picture[1])
    u, v = (room[0] / picture[0] / scale / 2, room[1] / picture[1] / scale / 2)
    left, right = (0.5 + u, 0.5 - u) if mirrored else (0.5 - u, 0.5 + u)
    bottom, top = 0.5 + v, 0.5 - v
    return (left, bottom, right, bottom, right, top, left, top)


def rounded(box: tuple[float, ...], radius: float, tex_coords: Sequence[float]) -> list[float]:
    """A rounded rectangle as vertices (x, y, u, v) of a triangle fan: Kivy's own cannot show a part of a texture.

    `box` is (x, y, width, height), `tex_coords` are those of its corners as for a Rectangle.
    """
    x, y, width, height = box
    left, bottom, right, top = tex_coords[0], tex_coords[1], tex_coords[4], tex_coords[5]
    centres = ((width - radius, height - radius), (radius, height - radius), (radius, radius), (width - radius, radius))
    vertices = []
    for corner, (across, up) in enumerate(centres):
        for step in range(CORNER_POINTS + 1):
            angle = math.pi / 2 * (corner + step / CORNER_POINTS)
            a, b = across + radius * math.cos(angle), up + radius * math.sin(angle)
            vertices += [x + a, y + b, left + a / width * (right - left), bottom + b / height * (top - bottom)]
    return vertices


class Preview(Widget):  # type: ignore[misc]
    """The newest frame, blitted into one texture. Looks for frames between `start` and `stop` only.

    Where the processor draws, a new frame redraws its own place of the window and nothing else, unless something else
    has changed as well: the whole window would cost several times as much.
    """

    frames: Callable[[], Frame | None] = ObjectProperty(lambda: None)
    mirrored = BooleanProperty(False)
    covered = BooleanProperty(False)
    """no picture is to be shown"""
    texture = ObjectProperty(None, allownone=True)
    tex_coords = ListProperty([0.0, 0.0, 1.0, 0.0, 1.0, 1.0, 0.0, 1.0])
    live = BooleanProperty(False)
    """whether there is a picture to show"""
    running = BooleanProperty(False)
    region = ObjectProperty(None, allownone=True, rebind=False)
    """the widget that is redrawn with each new frame; only this one, where it is None"""
    __events__ = ("on_redraw",)

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self._number: int | None = None
        self._updates: Any = None
        self._redraw = Clock.create_trigger(self._draw, BEFORE_DRAWING)
        self._alone_in = -1
        """The frame of the window in which nothing but the region has changed."""
        for name in ("size", "texture"):
            self.fbind(name, self._cover)

    def start(self) -> None:
        """Shows what the camera sees from now on."""
        if not self.running:
            self.running = True
            self._updates = Clock.schedule_interval(self._update, 1 / UPDATES)
            Window.bind(on_draw=self._clip, on_flip=self._unclip)

    def stop(self) -> None:
        """Shows nothing any more, and keeps no picture."""
        if self.running:
            self._updates.cancel()
            Window.unbind(on_draw=self._clip, on_flip=self._unclip)
        self._number, self.texture, self.live, self.running = None, None, False, False

    def on_covered(self, *_: object) -> None:
        """Kivy's hook."""
        self.live = self.live and not self.covered

    def _update(self, _: float) -> None:
        frame = self.frames()
        if frame is None:
            self.live = False
        elif frame.number != self._number:
            self._number = frame.number
            self._blit(frame.image)
            self.live = not self.covered

    def _blit(self, image: Image) -> None:
        height, width = image.shape[:2]
        if self.texture is None or self.texture.size != (width, height):
            self.texture = Texture.create(size=(width, height), colorfmt="bgra")
        pixels = cv2.cvtColor(image, cv2.COLOR_BGR2BGRA)
        self.texture.blit_buffer(pixels.reshape(-1), colorfmt="bgra")
        self._redraw()

    def on_redraw(self) -> None:
        """What else moves within the region moves now, so that it costs no drawing of its own."""

    def _draw(self, _: float) -> None:
        Builder.sync()  # what else has changed is known only now
        if not Window.canvas.needs_redraw:
            self._alone_in = Clock.frames
        self.dispatch("on_redraw")
        self.canvas.ask_update()

    def _clip(self, _: Any) -> None:
        """Before the window is drawn."""
        if self._alone_in == Clock.frames and glGetString(GL_RENDERER).startswith(SOFTWARE):
            region = self.region or self
            x, y = region.to_window(*region.pos)
            glEnable(GL_SCISSOR_TEST)
            glScissor(int(x), int(y), math.ceil(region.width) + 1, math.ceil(region.height) + 1)

    def _unclip(self, _: Any) -> None:
        """After it was drawn."""
        glDisable(GL_SCISSOR_TEST)

    def _cover(self, *_: object) -> None:
        if self.texture is not None and min(self.size) > 0:
            self.tex_coords = list(cover(self.texture.size, self.size, mirrored=self.mirrored))


class RoundedPreview(Preview):
    """With round corners."""

    radius = NumericProperty(0)
    vertices = ListProperty()
    indices = ListProperty(list(range(4 * (CORNER_POINTS + 1))))

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(**kwargs)
        for name in ("pos", "size", "radius", "tex_coords"):
            self.fbind(name, self._round)

    def _round(self, *_: object) -> None:
        if min(self.size) > 0:
            self.vertices = rounded((*self.pos, *self.size), self.radius, self.tex_coords)
