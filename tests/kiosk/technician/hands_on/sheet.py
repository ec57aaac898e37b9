"""What is held before a camera whose lens is turned."""

from __future__ import annotations

import cv2
import numpy as np

from devices.frames import Image, as_image


def scene(blur: float) -> Image:
    """A printed sheet, out of focus by so many pixels."""
    sheet = np.full((360, 640), 190, np.uint8)
    for row in range(40, 320, 16):
        cv2.putText(sheet, "RESET KIOSK 0123456789", (60, row), cv2.FONT_HERSHEY_PLAIN, 1.2, 40, 1)
    grey = cv2.GaussianBlur(sheet, (0, 0), blur) if blur else sheet
    return as_image(cv2.cvtColor(grey, cv2.COLOR_GRAY2BGR))
