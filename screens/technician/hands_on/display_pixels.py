"""Dead pixels and lines."""

from __future__ import annotations

from screens.technician.hands_on.slides import Slides, plain


class DisplayPixels(Slides):
    """On black those show that are stuck bright, on the others those that stay dark. Their number is odd, so that the
    second time round the panel is at the other end."""

    check = "display.pixels"
    question = "technician.display_pixels.say"
    slides = (
        (plain("#000000"), "technician.slides.black"),
        (plain("#ffffff"), "technician.slides.white"),
        (plain("#ff0000"), "technician.slides.red"),
        (plain("#00ff00"), "technician.slides.green"),
        (plain("#0000ff"), "technician.slides.blue"),
    )
