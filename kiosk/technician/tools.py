"""What a test with a person works with at the screen."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from devices.frames import Frame
from devices.speaker import Speaker


@dataclass(frozen=True)
class Tools:
    """The terminal's own devices, lent to whoever tests them with a person."""

    frames: Callable[[], Frame | None]
    """the newest picture, while the camera is lent"""
    lend: Callable[[bool], None]
    """opens and closes the camera; on the main loop"""
    speaker: Speaker
    clock: Callable[[], float]
    """seconds of a monotonic clock"""
