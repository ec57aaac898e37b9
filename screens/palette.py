"""The colours, each `#rrggbb`. What is read on what is in `READ_ON`: at least 7:1 (WCAG 2.2, AAA), tested."""

from __future__ import annotations

NAVY = "#0a2650"
HAZE = "#0e2e5f"
DEEP = "#123a75"
BLUE = "#0b4aa0"
PRESSED = "#083a80"
SKY = "#cfe0f7"
MIST = "#e6eefa"
PAPER = "#f2f6fb"
WHITE = "#ffffff"
LINE = "#c9d6e8"
INK = "#12213a"
MUTED = "#3c4a60"
FAINT = "#8b98ab"
"""Of what cannot be used now; such text is exempt."""
STEEL = "#5f7fb0"
"""Of lines on navy."""
AMBER = "#ffc64a"
AMBER_INK = "#5a3600"
AMBER_MIST = "#fff3d4"
RED_INK = "#8a1414"
RED_MIST = "#fdecec"
GREEN = "#0e7a43"
GREEN_INK = "#0c5430"
GREEN_MIST = "#e3f5ea"

READ_ON = (
    (INK, PAPER),
    (INK, WHITE),
    (INK, MIST),
    (MUTED, PAPER),
    (MUTED, WHITE),
    (NAVY, MIST),
    (NAVY, SKY),
    (BLUE, WHITE),
    (WHITE, NAVY),
    (WHITE, BLUE),
    (WHITE, PRESSED),
    (SKY, NAVY),
    (AMBER, NAVY),
    (WHITE, HAZE),
    (SKY, HAZE),
    (AMBER, HAZE),
    (WHITE, DEEP),
    (SKY, DEEP),
    (AMBER_INK, AMBER_MIST),
    (RED_INK, RED_MIST),
    (GREEN_INK, GREEN_MIST),
    (GREEN_INK, WHITE),
)
