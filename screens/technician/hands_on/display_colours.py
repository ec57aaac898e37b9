"""The primary colours, black and white."""

from __future__ import annotations

from screens.technician.hands_on.slides import Slides, plain


class DisplayColours(Slides):
    """A wire of the video cable that is broken takes one of them away."""

    check = "display.colours"
    question = "technician.display_colours.say"
    slides = (
        (plain("#ff0000"), "technician.slides.red"),
        (plain("#00ff00"), "technician.slides.green"),
        (plain("#0000ff"), "technician.slides.blue"),
        (plain("#ffffff"), "technician.slides.white"),
        (plain("#000000"), "technician.slides.black"),
    )
