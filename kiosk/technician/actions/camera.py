"""Focus, exposure, mirroring and rotation of the camera, tried on the living picture before they are kept."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Any

import cv2

from devices.camera import Camera
from devices.camera_setting import MOST_FOCUS, CameraSetting, Lens
from devices.frames import as_image
from devices.probes.camera import normal, sharpness
from kiosk.audit.events import Kind
from kiosk.site import SiteFile
from kiosk.technician.actions.service_action import ServiceAction

EXPOSURES = (10, 25, 50, 100, 200, 300, 400)
"""In units of 0.1 ms. Of 10 ms and its multiples, lamps on 50 Hz mains draw no bands."""
FOCUS_STEP = 5
FIRST_FOCUS = 0
FIRST_EXPOSURE = 100
ITSELF = -1
"""What the journal says of what is left to the camera."""


@dataclass(frozen=True)
class CameraView:
    """How the camera is set, and what comes of it."""

    setting: CameraSetting
    kept: bool = True
    """it is what the site's file says"""
    steerable: frozenset[Lens] = frozenset()
    """what the driver lets be set by hand"""
    sharpness: float | None = None
    """of the picture now, as in the test `camera.focus`; None without a picture"""
    failed: str = ""
    """why it could not be kept, in the system's words"""


class CameraAction(ServiceAction):
    """Lives on the main loop. `lend` opens and closes the camera.

    What was tried and not kept is forgotten with `leave`.
    """

    def __init__(
        self, camera: Camera[Any], site: SiteFile, lend: Callable[[bool], None], note: Callable[..., None]
    ) -> None:
        self._camera, self._site, self._lend, self._note = camera, site, lend, note
        self._number = 0
        self.view = CameraView(site.now.camera)

    def enter(self) -> None:
        """The technician looks through the camera."""
        self._lend(True)
        self.view = CameraView(self._site.now.camera)

    def leave(self) -> None:
        """And no longer."""
        self._camera.adjust(self._site.now.camera)
        self._lend(False)

    def tick(self) -> None:
        """Measures the newest picture."""
        frame = self._camera.newest()
        if frame is None:
            self.view = replace(self.view, sharpness=None, steerable=self._camera.steerable())
        elif frame.number != self._number:
            self._number = frame.number
            grey = normal(as_image(cv2.cvtColor(frame.image, cv2.COLOR_BGR2GRAY)))
            self.view = replace(self.view, sharpness=sharpness(grey, grey), steerable=self._camera.steerable())

    def focus(self, steps: int) -> None:
        """Nearer by so many steps, or farther; from automatic focus to focus by hand."""
        now = self.view.setting.focus
        wanted = FIRST_FOCUS if now is None else now + steps * FOCUS_STEP
        self._try(focus=min(max(wanted, 0), MOST_FOCUS))

    def expose(self, steps: int) -> None:
        """Longer by so many steps, or shorter; from automatic exposure to exposure by hand."""
        now = self.view.setting.exposure
        if now is None:
            self._try(exposure=FIRST_EXPOSURE)
            return
        place = min(range(len(EXPOSURES)), key=lambda index: abs(EXPOSURES[index] - now))
        self._try(exposure=EXPOSURES[min(max(place + steps, 0), len(EXPOSURES) - 1)])

    def automatic(self, lens: Lens) -> None:
        """Leaves focus or exposure to the camera."""
        self._try(**{str(lens): None})

    def mirror(self) -> None:
        """Swaps left and right, or no longer."""
        self._try(mirrored=not self.view.setting.mirrored)

    def turn(self) -> None:
        """A quarter turn further, clockwise."""
        self._try(rotation=(self.view.setting.rotation + 90) % 360)

    def reset(self) -> None:
        """As it was shipped; to be kept like any other change."""
        self._show(CameraSetting())

    def keep(self) -> None:
        """Puts it into the site's file."""
        setting = self.view.setting
        try:
            self._site.keep(camera=setting)
        except OSError as error:
            self.view = replace(self.view, failed=str(error))
            return
        self._note(
            Kind.CAMERA_SET,
            focus=ITSELF if setting.focus is None else setting.focus,
            exposure=ITSELF if setting.exposure is None else setting.exposure,
            mirrored=int(setting.mirrored),
            rotation=int(setting.rotation),
        )
        self._show(setting)

    def _try(self, **changes: Any) -> None:
        self._show(replace(self.view.setting, **changes))

    def _show(self, setting: CameraSetting) -> None:
        self._camera.adjust(setting)
        self.view = replace(self.view, setting=setting, kept=setting == self._site.now.camera, failed="")
