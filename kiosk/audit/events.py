"""What the journal can tell: events of fixed kinds, whose facts are numbers, words of the program and its own names.

There is no free text: what is not declared here is refused where it is noted.
"""

from __future__ import annotations

import math
import re
from collections.abc import Mapping
from enum import StrEnum

from devices.liveness import Setback
from devices.printer import PaperSupply
from devices.status import DeviceStatus
from kiosk.client import Trouble
from kiosk.contract import Ending, EnrolmentState, ProblemCode, Verdict
from kiosk.flow import Event, State
from kiosk.remote_configuration import Reason
from kiosk.technician.badge import Refusal
from kiosk.technician.ways_in import Event as WayOut


class Kind(StrEnum):
    """What a record tells of."""

    STARTED = "started"
    STOPPED = "stopped"
    RECORDS_LOST = "records_lost"
    STATE = "state"
    REFUSED = "refused"
    CODE_READ = "code_read"
    CAPTURED = "captured"
    CAPTURE_FAILED = "capture_failed"
    UNREACHABLE = "unreachable"
    VISIT_ENDED = "visit_ended"
    PART_LOST = "part_lost"
    PART_BACK = "part_back"
    PRINTER = "printer"
    PRINTED = "printed"
    PAPER_FAULT = "paper_fault"
    TESTED = "tested"
    CONFIGURATION_TAKEN = "configuration_taken"
    CONFIGURATION_REFUSED = "configuration_refused"
    TECHNICIAN_CODE = "technician_code"
    TECHNICIAN_REFUSED = "technician_refused"
    TECHNICIAN_ENTERED = "technician_entered"
    TECHNICIAN_DID = "technician_did"
    TECHNICIAN_LEFT = "technician_left"
    DEVICES_SOUGHT = "devices_sought"
    CAMERA_SET = "camera_set"
    VOLUME_SET = "volume_set"
    GATE_SET = "gate_set"
    PAPER_CHANGED = "paper_changed"
    RESTART_ORDERED = "restart_ordered"
    POWER_OFF_ORDERED = "power_off_ordered"
    POWER_OFF_REFUSED = "power_off_refused"
    PIN_SET = "pin_set"
    ENROLMENT = "enrolment"
    CRASH = "crash"


class Name(str):
    """A name that the program gave: a module, a class, a device. Raises ValueError for what cannot be one."""

    __slots__ = ()

    def __new__(cls, text: str) -> Name:
        if not re.fullmatch(r"[A-Za-z_][A-Za-z0-9_.-]{0,79}", text):
            raise ValueError("a name of the program begins with a letter and has letters, digits and ._- only")
        return super().__new__(cls, text)


Fact = StrEnum | int | float | Name
FactType = type[StrEnum] | type[int] | type[float] | type[Name]

FACTS: Mapping[Kind, Mapping[str, FactType]] = {
    Kind.STARTED: {},
    Kind.STOPPED: {},
    Kind.RECORDS_LOST: {"count": int},
    Kind.STATE: {"state": State, "event": Event},
    Kind.REFUSED: {"code": ProblemCode},
    Kind.CODE_READ: {"after_ms": int},
    Kind.CAPTURED: {"after_ms": int, "after_action_ms": int},
    Kind.CAPTURE_FAILED: {"reason": Setback, **{str(setback): int for setback in Setback}},
    Kind.UNREACHABLE: {"trouble": Trouble, "status": int},
    Kind.VISIT_ENDED: {"ending": Ending, "seconds": int, "extensions": int, "frame_p99_ms": float},
    Kind.PART_LOST: {"event": Event},
    Kind.PART_BACK: {"event": Event},
    Kind.TESTED: {str(verdict): int for verdict in Verdict},
    Kind.CONFIGURATION_TAKEN: {"version": int},
    Kind.CONFIGURATION_REFUSED: {"version": int, "reason": Reason},
    Kind.PRINTER: {"status": DeviceStatus, "paper": PaperSupply},
    Kind.PRINTED: {"documents": int},
    Kind.PAPER_FAULT: {"status": DeviceStatus},
    Kind.TECHNICIAN_CODE: {},
    Kind.TECHNICIAN_REFUSED: {"badge": int, "reason": Refusal},
    Kind.TECHNICIAN_ENTERED: {"badge": int},
    Kind.TECHNICIAN_DID: {"badge": int, "deed": Name},
    Kind.TECHNICIAN_LEFT: {"badge": int, "way": WayOut, "seconds": int},
    Kind.DEVICES_SOUGHT: {"found": int, "new": int, "missing": int, "faulty": int},
    Kind.CAMERA_SET: {"focus": int, "exposure": int, "mirrored": int, "rotation": int},
    Kind.VOLUME_SET: {"volume": int},
    Kind.GATE_SET: {"min_size": float, "max_size": float, "min_brightness": float, "max_brightness": float},
    Kind.PAPER_CHANGED: {"documents": int},
    Kind.RESTART_ORDERED: {},
    Kind.POWER_OFF_ORDERED: {},
    Kind.POWER_OFF_REFUSED: {},
    Kind.PIN_SET: {},
    Kind.ENROLMENT: {"state": EnrolmentState},
    Kind.CRASH: {"type": Name, "module": Name, "line": int},
}
"""The facts of each kind, all of them and no others."""

LARGEST = 2**53
"""No whole number beyond this: every reader of JSON has it exact."""


class FactRefused(TypeError):
    """An event was noted otherwise than it is declared. The message names kind and fact, never the value."""


def checked(kind: Kind, facts: Mapping[str, Fact]) -> Mapping[str, Fact]:
    """`facts` as they are declared for `kind`. Raises FactRefused."""
    declared = FACTS[kind]
    if facts.keys() != declared.keys():
        odd = ", ".join(
            sorted(name if name in declared else "one that is not declared" for name in facts ^ declared.keys())
        )
        raise FactRefused(f"{kind}: needs exactly {', '.join(declared) or 'no facts'}; see FACTS about {odd}")
    for name, wanted in declared.items():
        if not _fits(facts[name], wanted):
            raise FactRefused(f"{kind}.{name}: must be {wanted.__name__}")
    return facts


def _fits(value: object, wanted: FactType) -> bool:
    if wanted is float:
        return type(value) in (int, float) and math.isfinite(value)  # type: ignore[arg-type] # both are numbers
    if wanted is int:
        return type(value) is int and abs(value) <= LARGEST
    return type(value) is wanted
