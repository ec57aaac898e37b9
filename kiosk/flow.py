"""What may happen next in a visit: one table, and one pure function that reads it.

`PLACES` says what each state is to the visitor, `RULES` which event leads where. A rule's source is one state or a
group of states; a rule of one state goes before a rule of a group. An overlay (a warning, the help) lies upon the
state from which it came: an event that it does not know goes to the state below.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from enum import StrEnum
from typing import NamedTuple

from kiosk.contract import Ending, Service, Step


class State(StrEnum):
    """Where a visit can be."""

    OUT_OF_SERVICE = "out_of_service"
    ATTRACT = "attract"
    SERVICE = "service"
    CONSENT = "consent"
    OPENING = "opening"
    LICENCE = "licence"
    LICENCE_CHECK = "licence_check"
    COMPANY = "company"
    FACE_PREPARE = "face_prepare"
    FACE = "face"
    FACE_CHECK = "face_check"
    FACE_AGAIN = "face_again"
    FACE_CLOSED = "face_closed"
    OTHER_WAY = "other_way"
    ID_NUMBER = "id_number"
    ID_CHECK = "id_check"
    SMS_SENDING = "sms_sending"
    SMS = "sms"
    SMS_CHECK = "sms_check"
    PASSWORD = "password"  # noqa: S105
    RESETTING = "resetting"
    LOOKING_UP = "looking_up"
    RESULT = "result"
    HANDOVER = "handover"
    GOODBYE = "goodbye"
    IDLE_WARNING = "idle_warning"
    TIME_WARNING = "time_warning"
    HELP = "help"


class Event(StrEnum):
    """What can happen, by type only: no event carries a visitor's data."""

    TOUCHED = "touched"
    SERVICE_CHOSEN = "service_chosen"
    AGREED = "agreed"
    FACE_DECLINED = "face_declined"
    OPENED = "opened"
    CODE_READ = "code_read"
    LICENCE_PROVEN = "licence_proven"
    CONFIRMED = "confirmed"
    NOT_MINE = "not_mine"
    CHALLENGED = "challenged"
    CAPTURED = "captured"
    CAPTURE_FAILED = "capture_failed"
    AGAIN = "again"
    OTHER_WAY = "other_way"
    ENTERED = "entered"
    ONE_TIME = "one_time"
    SENT = "sent"
    RESEND = "resend"
    PROVEN = "proven"
    REFUSED = "refused"
    CLOSED = "closed"
    DONE = "done"
    PRINT = "print"
    FINISHED = "finished"
    BACK = "back"
    CONTINUE = "continue"
    ELAPSED = "elapsed"
    CANCEL = "cancel"
    IDLE = "idle"
    DEADLINE = "deadline"
    HELP = "help"
    SENT_TO_WINDOW = "sent_to_window"
    FAULT = "fault"
    CAMERA_LOST = "camera_lost"
    CAMERA_BACK = "camera_back"
    VISION_LOST = "vision_lost"
    VISION_BACK = "vision_back"
    SERVICE_LOST = "service_lost"
    SERVICE_BACK = "service_back"
    MACHINE_LOST = "machine_lost"
    MACHINE_BACK = "machine_back"
    TAKEN_OUT = "taken_out"
    GIVEN_BACK = "given_back"
    DISABLED = "disabled"
    ENABLED = "enabled"


class Part(StrEnum):
    """What a visit cannot begin without; what the visitor is told of first comes first."""

    MAINTENANCE = "maintenance"
    """A technician at the terminal has taken it out of service."""
    PERMISSION = "permission"
    """The operators have disabled it from afar."""
    CAMERA = "camera"
    VISION = "vision"
    SERVICE = "service"
    MACHINE = "machine"
    """Whatever else its self-test found wanting."""


LOST = {
    Event.CAMERA_LOST: Part.CAMERA,
    Event.VISION_LOST: Part.VISION,
    Event.SERVICE_LOST: Part.SERVICE,
    Event.MACHINE_LOST: Part.MACHINE,
    Event.TAKEN_OUT: Part.MAINTENANCE,
    Event.DISABLED: Part.PERMISSION,
}
BACK = {
    Event.CAMERA_BACK: Part.CAMERA,
    Event.VISION_BACK: Part.VISION,
    Event.SERVICE_BACK: Part.SERVICE,
    Event.MACHINE_BACK: Part.MACHINE,
    Event.GIVEN_BACK: Part.MAINTENANCE,
    Event.ENABLED: Part.PERMISSION,
}


class WaitsFor(StrEnum):
    """Whose time passes in a state."""

    NOBODY = "nobody"
    VISITOR = "visitor"
    MACHINE = "machine"


class Looks(StrEnum):
    """What the camera is on for. It is off everywhere else."""

    CODES = "codes"
    FACE = "face"


class Place(NamedTuple):
    """What a state is to the visitor: its screen, whose turn it is, what the camera looks for."""

    screen: str
    waits_for: WaitsFor
    looks: Looks | None = None


_VISITOR, _MACHINE, _NOBODY = WaitsFor.VISITOR, WaitsFor.MACHINE, WaitsFor.NOBODY

PLACES: dict[State, Place] = {
    State.OUT_OF_SERVICE: Place("out_of_service", _NOBODY),
    State.ATTRACT: Place("attract", _NOBODY),
    State.SERVICE: Place("service", _VISITOR),
    State.CONSENT: Place("consent", _VISITOR),
    State.OPENING: Place("consent", _MACHINE),
    State.LICENCE: Place("licence", _VISITOR, Looks.CODES),
    State.LICENCE_CHECK: Place("licence", _MACHINE),
    State.COMPANY: Place("company", _VISITOR),
    State.FACE_PREPARE: Place("face", _MACHINE, Looks.FACE),
    State.FACE: Place("face", _VISITOR, Looks.FACE),
    State.FACE_CHECK: Place("face", _MACHINE),
    State.FACE_AGAIN: Place("face", _VISITOR),
    State.FACE_CLOSED: Place("face", _VISITOR),
    State.OTHER_WAY: Place("face", _MACHINE),
    State.ID_NUMBER: Place("id_number", _VISITOR),
    State.ID_CHECK: Place("id_number", _MACHINE),
    State.SMS_SENDING: Place("sms", _MACHINE),
    State.SMS: Place("sms", _VISITOR),
    State.SMS_CHECK: Place("sms", _MACHINE),
    State.PASSWORD: Place("password", _VISITOR),
    State.RESETTING: Place("resetting", _MACHINE),
    State.LOOKING_UP: Place("resetting", _MACHINE),
    State.RESULT: Place("result", _VISITOR),
    State.HANDOVER: Place("handover", _VISITOR),
    State.GOODBYE: Place("goodbye", _NOBODY),
    State.IDLE_WARNING: Place("idle_warning", _VISITOR),
    State.TIME_WARNING: Place("idle_warning", _VISITOR),
    State.HELP: Place("help", _VISITOR),
}


class Group(StrEnum):
    """States that share rules."""

    OVERLAY = "overlay"
    FINAL = "final"
    PROVING = "proving"
    CANCELLABLE = "cancellable"
    INTERRUPTIBLE = "interruptible"
    LOOKING = "looking"


OVERLAYS = frozenset({State.IDLE_WARNING, State.TIME_WARNING, State.HELP})
HOME_STATES = frozenset({State.ATTRACT, State.OUT_OF_SERVICE})
FINAL_STATES = frozenset({State.RESULT, State.HANDOVER})
PROVING_STATES = frozenset(State) - HOME_STATES - FINAL_STATES - OVERLAYS - {State.GOODBYE}

MEMBERS: dict[Group, frozenset[State]] = {
    Group.OVERLAY: OVERLAYS,
    Group.FINAL: FINAL_STATES,
    Group.PROVING: PROVING_STATES,
    Group.CANCELLABLE: PROVING_STATES - {State.RESETTING},
    Group.INTERRUPTIBLE: frozenset(s for s in PROVING_STATES if PLACES[s].waits_for is _VISITOR),
    Group.LOOKING: frozenset({State.FACE_PREPARE, State.FACE}),
}


class Goto(StrEnum):
    """Targets that depend on where the visit is."""

    NEXT_STEP = "next step"
    BELOW = "the state below"
    HOME = "attract, or out of service while a part is lost"


class Rule(NamedTuple):
    """`event` in `source` leads to `target`; where the visit ends by it, `ending` says how."""

    source: State | Group
    event: Event
    target: State | Goto
    ending: Ending | None = None


RULES: tuple[Rule, ...] = (
    Rule(State.ATTRACT, Event.TOUCHED, State.SERVICE),
    Rule(State.SERVICE, Event.SERVICE_CHOSEN, State.CONSENT),
    Rule(State.SERVICE, Event.BACK, State.GOODBYE, Ending.CANCELLED),
    Rule(State.CONSENT, Event.AGREED, State.OPENING),
    Rule(State.CONSENT, Event.FACE_DECLINED, State.OPENING),
    Rule(State.CONSENT, Event.BACK, State.SERVICE),
    Rule(State.OPENING, Event.OPENED, Goto.NEXT_STEP),
    Rule(State.LICENCE, Event.CODE_READ, State.LICENCE_CHECK),
    Rule(State.LICENCE, Event.LICENCE_PROVEN, State.COMPANY),
    Rule(State.LICENCE, Event.REFUSED, State.LICENCE),
    Rule(State.LICENCE_CHECK, Event.LICENCE_PROVEN, State.COMPANY),
    Rule(State.LICENCE_CHECK, Event.REFUSED, State.LICENCE),
    Rule(State.COMPANY, Event.CONFIRMED, Goto.NEXT_STEP),
    Rule(State.COMPANY, Event.NOT_MINE, State.OPENING),
    Rule(State.FACE_PREPARE, Event.CHALLENGED, State.FACE),
    Rule(State.FACE_PREPARE, Event.CLOSED, State.FACE_CLOSED),
    Rule(State.FACE_PREPARE, Event.REFUSED, State.FACE_AGAIN),
    Rule(State.FACE, Event.CAPTURED, State.FACE_CHECK),
    Rule(State.FACE, Event.CAPTURE_FAILED, State.FACE_AGAIN),
    Rule(State.FACE, Event.OTHER_WAY, State.OTHER_WAY),
    Rule(State.FACE_CHECK, Event.PROVEN, Goto.NEXT_STEP),
    Rule(State.FACE_CHECK, Event.REFUSED, State.FACE_AGAIN),
    Rule(State.FACE_CHECK, Event.CLOSED, State.FACE_CLOSED),
    Rule(State.FACE_CLOSED, Event.OTHER_WAY, State.OTHER_WAY),
    Rule(State.FACE_AGAIN, Event.AGAIN, State.FACE_PREPARE),
    Rule(State.FACE_AGAIN, Event.OTHER_WAY, State.OTHER_WAY),
    Rule(State.OTHER_WAY, Event.PROVEN, Goto.NEXT_STEP),
    Rule(State.ID_NUMBER, Event.ENTERED, State.ID_CHECK),
    Rule(State.ID_CHECK, Event.PROVEN, Goto.NEXT_STEP),
    Rule(State.ID_CHECK, Event.REFUSED, State.ID_NUMBER),
    Rule(State.SMS_SENDING, Event.SENT, State.SMS),
    Rule(State.SMS_SENDING, Event.REFUSED, State.SMS),
    Rule(State.SMS, Event.ENTERED, State.SMS_CHECK),
    Rule(State.SMS, Event.RESEND, State.SMS_SENDING),
    Rule(State.SMS_CHECK, Event.PROVEN, Goto.NEXT_STEP),
    Rule(State.SMS_CHECK, Event.REFUSED, State.SMS),
    Rule(State.PASSWORD, Event.ENTERED, State.RESETTING),
    Rule(State.PASSWORD, Event.ONE_TIME, State.RESETTING),
    Rule(State.RESETTING, Event.DONE, State.RESULT, Ending.SUCCESS),
    Rule(State.RESETTING, Event.REFUSED, State.PASSWORD),
    Rule(State.LOOKING_UP, Event.DONE, State.RESULT, Ending.SUCCESS),
    Rule(State.RESULT, Event.PRINT, State.RESULT),
    Rule(State.HANDOVER, Event.PRINT, State.HANDOVER),
    Rule(State.GOODBYE, Event.ELAPSED, Goto.HOME),
    Rule(State.OUT_OF_SERVICE, Event.CAMERA_BACK, Goto.HOME),
    Rule(State.OUT_OF_SERVICE, Event.VISION_BACK, Goto.HOME),
    Rule(State.OUT_OF_SERVICE, Event.SERVICE_BACK, Goto.HOME),
    Rule(State.OUT_OF_SERVICE, Event.MACHINE_BACK, Goto.HOME),
    Rule(State.OUT_OF_SERVICE, Event.GIVEN_BACK, Goto.HOME),
    Rule(State.OUT_OF_SERVICE, Event.ENABLED, Goto.HOME),
    Rule(State.ATTRACT, Event.CAMERA_LOST, Goto.HOME),
    Rule(State.ATTRACT, Event.VISION_LOST, Goto.HOME),
    Rule(State.ATTRACT, Event.SERVICE_LOST, Goto.HOME),
    Rule(State.ATTRACT, Event.MACHINE_LOST, Goto.HOME),
    Rule(State.ATTRACT, Event.TAKEN_OUT, Goto.HOME),
    Rule(State.ATTRACT, Event.DISABLED, Goto.HOME),
    # What every state of a group inherits.
    Rule(Group.OVERLAY, Event.CONTINUE, Goto.BELOW),
    Rule(Group.OVERLAY, Event.ELAPSED, State.GOODBYE, Ending.WALKED_AWAY),
    Rule(Group.OVERLAY, Event.CANCEL, State.GOODBYE, Ending.CANCELLED),
    Rule(Group.FINAL, Event.FINISHED, State.GOODBYE),
    Rule(Group.FINAL, Event.IDLE, State.GOODBYE),
    Rule(Group.FINAL, Event.FAULT, State.GOODBYE),
    Rule(Group.INTERRUPTIBLE, Event.IDLE, State.IDLE_WARNING),
    Rule(Group.INTERRUPTIBLE, Event.DEADLINE, State.TIME_WARNING),
    Rule(Group.INTERRUPTIBLE, Event.HELP, State.HELP),
    Rule(Group.LOOKING, Event.CAMERA_LOST, State.HANDOVER, Ending.DEVICE_LOST),
    Rule(Group.LOOKING, Event.VISION_LOST, State.HANDOVER, Ending.DEVICE_LOST),
    Rule(Group.CANCELLABLE, Event.CANCEL, State.GOODBYE, Ending.CANCELLED),
    Rule(Group.PROVING, Event.SENT_TO_WINDOW, State.HANDOVER, Ending.REFUSED),
    Rule(Group.PROVING, Event.SERVICE_LOST, State.HANDOVER, Ending.SERVICE_LOST),
    Rule(Group.PROVING, Event.FAULT, State.HANDOVER, Ending.FAULT),
)

ENTRY: dict[Step, State] = {
    Step.LICENCE: State.LICENCE,
    Step.FACE: State.FACE_PREPARE,
    Step.ID_NUMBER: State.ID_NUMBER,
    Step.SMS: State.SMS_SENDING,
    Step.PASSWORD: State.PASSWORD,
}
"""The state in which each step of a policy begins."""


@dataclass(frozen=True)
class Position:
    """Where the terminal is. `steps` is what the visit still has to prove, in the central service's order."""

    state: State = State.ATTRACT
    below: State | None = None
    service: Service | None = None
    steps: tuple[Step, ...] = ()
    ending: Ending | None = None
    lost: frozenset[Part] = frozenset()

    @property
    def acting(self) -> State:
        """The state that acts: the one below, where an overlay lies upon it."""
        return self.below or self.state

    @property
    def place(self) -> Place:
        """The place of the state that acts."""
        return PLACES[self.acting]

    @property
    def in_visit(self) -> bool:
        """Whether somebody is at the terminal."""
        return self.state not in HOME_STATES


def _index(rules: tuple[Rule, ...]) -> dict[tuple[State, Event], Rule]:
    found: dict[tuple[State, Event], Rule] = {}
    for rule in sorted(rules, key=lambda r: isinstance(r.source, Group)):
        for state in MEMBERS[rule.source] if isinstance(rule.source, Group) else {rule.source}:
            found.setdefault((state, rule.event), rule)
    return found


_BY_STATE_AND_EVENT = _index(RULES)


def advance(
    position: Position,
    event: Event,
    *,
    service: Service | None = None,
    steps: tuple[Step, ...] | None = None,
) -> Position | None:
    """The position after `event`, or None where the event means nothing at this position.

    `service` comes with SERVICE_CHOSEN; `steps` with OPENED, LICENCE_PROVEN and PROVEN: what remains to be proven.
    """
    lost = _lost_after(position.lost, event)
    told = replace(
        position,
        lost=lost,
        service=position.service if service is None else service,
        steps=position.steps if steps is None else steps,
    )
    rule = _BY_STATE_AND_EVENT.get((told.state, event))
    if rule is None and told.below is not None:
        rule = _BY_STATE_AND_EVENT.get((told.below, event))
        if rule is not None:
            told = replace(told, state=told.below, below=None)
    if rule is None:
        return replace(position, lost=lost) if lost != position.lost else None
    return _enter(told, rule)


def _lost_after(lost: frozenset[Part], event: Event) -> frozenset[Part]:
    if event in LOST:
        return lost | {LOST[event]}
    return lost - {BACK[event]} if event in BACK else lost


def _enter(position: Position, rule: Rule) -> Position:
    state = _resolve(position, rule.target)
    if state in HOME_STATES:
        return Position(state=state, lost=position.lost)
    if state in MEMBERS[Group.LOOKING] and position.lost & {Part.CAMERA, Part.VISION}:
        return replace(position, state=State.HANDOVER, below=None, ending=Ending.DEVICE_LOST)
    if state is State.GOODBYE:
        return Position(state=state, ending=rule.ending or position.ending, lost=position.lost)
    below = position.state if state in OVERLAYS else None
    return replace(position, state=state, below=below, ending=rule.ending or position.ending)


def _resolve(position: Position, target: State | Goto) -> State:
    match target:
        case State():
            return target
        case Goto.BELOW:
            return position.below or State.ATTRACT
        case Goto.HOME:
            return State.OUT_OF_SERVICE if position.lost else State.ATTRACT
        case Goto.NEXT_STEP:
            if position.steps:
                return ENTRY[position.steps[0]]
            return State.LOOKING_UP if position.service is Service.RECEIPTS else State.RESETTING


def diagram() -> str:
    """The table as a Mermaid state diagram, for docs/architecture.md."""
    lines = ["stateDiagram-v2", "    direction TB"]
    for group, members in MEMBERS.items():
        lines.append(f"    %% {group}: {', '.join(sorted(members))}")
    for rule in RULES:
        source = f"any_{rule.source}" if isinstance(rule.source, Group) else str(rule.source)
        target = rule.target.name.lower() if isinstance(rule.target, Goto) else str(rule.target)
        ending = f" ({rule.ending})" if rule.ending else ""
        lines.append(f"    {source} --> {target}: {rule.event}{ending}")
    for step, entry in ENTRY.items():
        lines.append(f"    next_step --> {entry}: {step}")
    lines.append("    next_step --> resetting: all proven")
    lines.append("    next_step --> looking_up: all proven (receipts)")
    return "\n".join(lines) + "\n"


if __name__ == "__main__":
    print(diagram(), end="")
