"""How bright and even the backlight is."""

from __future__ import annotations

from screens.technician.hands_on.slides import Slides, plain


class DisplayBacklight(Slides):
    """White shows dark corners, grey shows spots, black where light leaks."""

    check = "display.backlight"
    question = "technician.display_backlight.say"
    slides = (
        (plain("#ffffff"), "technician.slides.white"),
        (plain("#808080"), "technician.slides.grey"),
        (plain("#000000"), "technician.slides.black"),
    )
