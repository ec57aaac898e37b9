"""Every service action as its screen may have to show it, for the gallery and the tests of the layout."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

from devices.camera_setting import CameraSetting, Lens
from devices.printer import PaperSupply
from devices.status import DeviceStatus
from kiosk.contract import Language
from kiosk.site import Gate
from kiosk.technician.actions.camera import CameraView
from kiosk.technician.actions.devices import Device, DevicesView, Found
from kiosk.technician.actions.enrolment import EnrolmentView, Hitch, Stage
from kiosk.technician.actions.events import EventsView, Line, Topic
from kiosk.technician.actions.gate import GateView, Mark, Measured, Unfit
from kiosk.technician.actions.paper import PaperView
from kiosk.technician.actions.pin import PinView, Problem
from kiosk.technician.actions.power import Order, PowerView
from kiosk.technician.actions.service_action import ServiceAction
from kiosk.technician.actions.upkeep import UpkeepView
from kiosk.technician.badge import ALL_RIGHTS
from kiosk.technician.view import Screen, TechnicianView

NOON = datetime(2026, 11, 25, 4, 0, tzinfo=UTC)
FINGERPRINT = "3f9a 07c4 e81b 5d20 91ae 6672 0bd3 f458"


class Still(ServiceAction):
    """An action whose view stays as it is."""

    def __init__(self, view: Any) -> None:
        self.view = view


def page_of(action: str, language: Language) -> TechnicianView:
    """The technician's view in which an action is open."""
    return TechnicianView(Screen.ACTION, language, badge=42, rights=ALL_RIGHTS, chosen=action)


def _enrolment(stage: Stage, **changes: Any) -> EnrolmentView:
    return EnrolmentView("BJ-0001", "beijing", stage=stage, **changes)


EVENTS = tuple(
    Line(NOON - timedelta(seconds=37 * number), kind, facts)
    for number, (kind, facts) in enumerate(
        (
            ("camera_set", "focus=-1  exposure=200  mirrored=0  rotation=90"),
            ("part_lost", "event=taken_out"),
            ("visit_ended", "ending=success  seconds=74  extensions=0  frame_p99_ms=21.4"),
            ("printed", "documents=1"),
            ("state", "state=result  event=done"),
            ("unreachable", "trouble=no_answer  status=0"),
            ("started", ""),
        )
        * 3
    )
)

SAMPLES: dict[str, tuple[str, Any]] = {
    "upkeep": ("upkeep", UpkeepView(False)),
    "upkeep_out": ("upkeep", UpkeepView(True)),
    "upkeep_failed": ("upkeep", UpkeepView(False, "[Errno 28] No space left on device: 'site.json'")),
    "devices": ("devices", DevicesView()),
    "devices_found": (
        "devices",
        DevicesView(
            devices=(
                Device("camera", Found.FOUND, "1280 x 720"),
                Device("printer", Found.FAULTY, "the printer is out of paper: put in a new roll"),
                Device("speaker", Found.FOUND),
                Device("1bcf:2284 HD Webcam eMeet C960", Found.FOUND),
                Device("0781:5583 SanDisk Ultra Fit", Found.NEW),
                Device("04b8:0202 receipt printer", Found.MISSING),
            )
        ),
    ),
    "camera": ("camera", CameraView(CameraSetting(), steerable=frozenset(Lens), sharpness=412.0)),
    "camera_tried": (
        "camera",
        CameraView(CameraSetting(35, 200, True, 270), False, frozenset({Lens.EXPOSURE}), 96.0, "No space left"),
    ),
    "gate": ("gate", GateView(Gate(), Measured(0.41, 128.0))),
    "gate_walking": ("gate", GateView(Gate(), None, Mark.FAR, begins_in=4)),
    "gate_unfit": ("gate", GateView(Gate(), None, far=Measured(0.17, 120.0), unfit=Unfit.TOO_FAR)),
    "gate_proposed": (
        "gate",
        GateView(
            Gate(),
            Measured(0.55, 131.0),
            far=Measured(0.33, 120.0),
            near=Measured(0.55, 131.0),
            proposed=Gate(min_size=0.3, max_size=0.605, max_brightness=208.0),
        ),
    ),
    "paper": ("paper", PaperView(True, DeviceStatus.ONLINE, PaperSupply.LOW, 187)),
    "paper_done": ("paper", PaperView(True, DeviceStatus.ONLINE, PaperSupply.FULL, 0, done=True)),
    "paper_fault": (
        "paper",
        PaperView(True, DeviceStatus.USER_ERROR, PaperSupply.OUT, 187, fault="the printer's cover is open: close it"),
    ),
    "paper_none": ("paper", PaperView(False, documents=0)),
    "events": ("events", EventsView(lines=EVENTS)),
    "events_none": ("events", EventsView(Topic.FAULTS, ())),
    "power": ("power", PowerView(True, True)),
    "power_confirm": ("power", PowerView(True, True, Order.POWER_OFF, 1)),
    "power_refused": ("power", PowerView(False, False, refused="Interactive authentication required.")),
    "pin": ("pin", PinView()),
    "pin_weak": ("pin", PinView(problem=Problem.WEAK)),
    "pin_done": ("pin", PinView(done=True)),
    "enrolment": ("enrolment", _enrolment(Stage.READY)),
    "enrolment_waiting": ("enrolment", _enrolment(Stage.WAITING, fingerprint=FINGERPRINT, left=851)),
    "enrolment_doubt": (
        "enrolment",
        _enrolment(Stage.WAITING, fingerprint=FINGERPRINT, left=640, hitch=Hitch.UNTRUSTED),
    ),
    "enrolment_confirmed": ("enrolment", _enrolment(Stage.CONFIRMED, left=5)),
    "enrolment_lapsed": ("enrolment", _enrolment(Stage.LAPSED)),
    "enrolment_trouble": ("enrolment", _enrolment(Stage.TROUBLE, hitch=Hitch.UNKNOWN_REGION)),
    "enrolment_impossible": ("enrolment", EnrolmentView("BJ-0001", "beijing", False)),
}
"""The action's name and its view, by the picture's name."""
