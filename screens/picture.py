"""A picture of what is on the screen."""

from __future__ import annotations

from pathlib import Path

import cv2
import numpy as np
from kivy.core.window import Window
from kivy.graphics.opengl import GL_RGB, GL_UNSIGNED_BYTE, glPixelStorei, glReadPixels
from numpy.typing import NDArray

GL_PACK_ALIGNMENT = 0x0D05


def pixels() -> NDArray[np.uint8]:
    """The window's content: (height, width, 3), RGB, the top row first."""
    width, height = Window.system_size
    glPixelStorei(GL_PACK_ALIGNMENT, 1)
    read = glReadPixels(0, 0, width, height, GL_RGB, GL_UNSIGNED_BYTE)
    return np.frombuffer(read, np.uint8).reshape(height, width, 3)[::-1]


def take(path: Path) -> None:
    """Writes the window's content as PNG."""
    cv2.imwrite(str(path), cv2.cvtColor(pixels(), cv2.COLOR_RGB2BGR))
