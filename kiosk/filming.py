"""The camera of the configuration."""

from __future__ import annotations

from devices.camera import Clock, Listener, OpenCVCamera, ignore
from kiosk.config import CameraSettings


def camera_of(settings: CameraSettings, clock: Clock, told: Listener = ignore) -> OpenCVCamera:
    """The camera, switched off; `told` hears of each frame, from its thread."""
    return OpenCVCamera(
        clock, told, index=settings.index, width=settings.width, height=settings.height, fps=settings.fps
    )
