"""A QR code on the screen."""

from __future__ import annotations

from typing import Any

import numpy as np
import segno
from kivy.graphics.texture import Texture
from kivy.properties import ObjectProperty, StringProperty
from kivy.uix.widget import Widget

QUIET_ZONE = 3
"""Modules of white on each side; the card around it is white as well."""


class Qr(Widget):  # type: ignore[misc]
    """`content` as a QR code (ISO/IEC 18004, level M); nothing where it is empty."""

    content = StringProperty()
    texture = ObjectProperty(None, allownone=True)

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self.on_content()

    def on_content(self, *_: object) -> None:
        """Kivy's hook."""
        if not self.content:
            self.texture = None
            return
        code = segno.make(self.content, error="m", micro=False)
        modules = np.array(list(code.matrix_iter(border=QUIET_ZONE)), np.uint8)
        texture = Texture.create(size=modules.shape[::-1], colorfmt="luminance")
        texture.mag_filter = "nearest"
        texture.blit_buffer(np.where(modules, 0, 255).astype(np.uint8).reshape(-1), colorfmt="luminance")
        texture.flip_vertical()
        self.texture = texture
