"""From black to full light, in grey and in each colour."""

from __future__ import annotations

from screens.technician.hands_on.slides import Slides, ramp


class DisplayGradient(Slides):
    """Steps or swallowed ends tell of a wrong range or a broken wire."""

    check = "display.gradient"
    question = "technician.display_gradient.say"
    slides = (
        (ramp("#ffffff"), "technician.slides.grey_ramp"),
        (ramp("#ff0000", "#00ff00", "#0000ff"), "technician.slides.colour_ramps"),
    )
