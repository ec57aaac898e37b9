"""How the camera is set, on the living picture."""

from __future__ import annotations

from kivy.properties import BooleanProperty, StringProperty

from devices.camera_setting import Lens
from kiosk.diagnostics.checks.camera import SHARP_WARN
from kiosk.technician.actions.camera import CameraAction, CameraView
from screens.technician.actions.action_page import ActionPage


class CameraPage(ActionPage):
    """The picture as the codes are read in, not as a mirror shows it: what is written in it must be readable."""

    action: CameraAction
    focus = StringProperty()
    exposure = StringProperty()
    rotation = StringProperty()
    mirrored = BooleanProperty(False)
    can_focus = BooleanProperty(False)
    can_expose = BooleanProperty(False)
    sharpness = StringProperty()
    kept = BooleanProperty(True)

    def draw(self, view: CameraView) -> None:
        """Sets what depends on the action's view."""
        setting, itself = view.setting, self.words("technician.camera.automatic")
        self.focus = itself if setting.focus is None else str(setting.focus)
        self.exposure = itself if setting.exposure is None else f"{setting.exposure / 10:g} ms"
        self.rotation = f"{setting.rotation}°"
        self.mirrored, self.kept = setting.mirrored, view.kept
        self.can_focus, self.can_expose = Lens.FOCUS in view.steerable, Lens.EXPOSURE in view.steerable
        figure = "–" if view.sharpness is None else f"{view.sharpness:.0f}"
        self.sharpness = self.words("technician.camera.sharpness", figure=figure, limit=round(SHARP_WARN))

    def set(self, what: str, *values: object) -> None:
        """The technician pressed a button: one of the action's methods, by its name."""
        getattr(self.action, what)(*values)
        self.refresh()
