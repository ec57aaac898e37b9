"""The tests that a person takes part in, one file each, by the check's name."""

from __future__ import annotations

from screens.technician.hands_on.hands_on import HandsOn

HANDS_ON: dict[str, type[HandsOn]] = {}
