"""The service actions' screens, by the action's name; the actions are in `kiosk/technician/actions/`."""

from __future__ import annotations

from screens.technician.actions.action_page import ActionPage
from screens.technician.actions.camera import CameraPage
from screens.technician.actions.devices import DevicesPage
from screens.technician.actions.enrolment import EnrolmentPage
from screens.technician.actions.events import EventsPage
from screens.technician.actions.gate import GatePage
from screens.technician.actions.paper import PaperPage
from screens.technician.actions.pin import SetPinPage
from screens.technician.actions.power import PowerPage
from screens.technician.actions.upkeep import UpkeepPage

PAGES: dict[str, type[ActionPage]] = {
    "upkeep": UpkeepPage,
    "devices": DevicesPage,
    "camera": CameraPage,
    "gate": GatePage,
    "paper": PaperPage,
    "events": EventsPage,
    "power": PowerPage,
    "pin": SetPinPage,
    "enrolment": EnrolmentPage,
}
