"""The devices, looked for again."""

from __future__ import annotations

from kivy.properties import BooleanProperty, ListProperty, StringProperty

from kiosk.technician.actions.devices import Device, DevicesAction, DevicesView, Found
from screens import palette
from screens.technician.actions.action_page import ActionPage

MARKS = {
    Found.FOUND: ("check", palette.GREEN),
    Found.NEW: ("info", palette.BLUE),
    Found.MISSING: ("cross", palette.RED_INK),
    Found.FAULTY: ("warning", palette.AMBER_INK),
}
OWN = ("camera", "printer", "speaker")


class DevicesPage(ActionPage):
    """What is there, what is missing, what is new; what is wrong comes first."""

    action: DevicesAction
    looking = BooleanProperty(False)
    note = StringProperty()
    lines = ListProperty()

    def draw(self, view: DevicesView) -> None:
        """Sets what depends on the action's view."""
        self.looking = view.looking
        self.note = self.words("technician.devices.busy") if view.busy else ""
        urgent = list(reversed(Found))
        devices = sorted(view.devices or (), key=lambda device: urgent.index(device.found))
        self.lines = [self._line(device) for device in devices]

    def look(self) -> None:
        """The technician wants it looked for."""
        self.action.look()
        self.refresh()

    def _line(self, device: Device) -> dict[str, str]:
        icon, color = MARKS[device.found]
        name = self.words(f"technician.devices.{device.name}") if device.name in OWN else device.name
        found = self.words(f"technician.devices.{device.found}")
        return {"icon": icon, "color": color, "text": name, "aside": found, "detail": self.words.said(device.detail)}
