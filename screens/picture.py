"""A picture of what is on the screen."""

from __future__ import annotations

from pathlib import Path

import cv2
import numpy as np
from kivy.core.window import Window
from kivy.graphics.opengl import GL_RGB, GL_UNSIGNED_BYTE, glPixelStorei, glReadPixels

GL_PACK_ALIGNMENT = 0x0D05


def take(path: Path) -> None:
    """Writes the window's content as PNG."""
    width, height = Window.system_size
    glPixelStorei(GL_PACK_ALIGNMENT, 1)
    pixels = glReadPixels(0, 0, width, height, GL_RGB, GL_UNSIGNED_BYTE)
    upside_down = np.frombuffer(pixels, np.uint8).reshape(height, width, 3)
    cv2.imwrite(str(path), cv2.cvtColor(upside_down[::-1], cv2.COLOR_RGB2BGR))
