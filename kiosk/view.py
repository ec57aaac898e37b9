"""What a screen shows, as one immutable value. Screens read it and decide nothing."""

from __future__ import annotations

from dataclasses import dataclass

from kiosk.contract import (
    Action,
    Company,
    Ending,
    Language,
    PasswordRules,
    Problem,
    Receipt,
    Service,
    SmsSent,
    Step,
    Window,
)
from kiosk.flow import Part, State
from kiosk.visit import Doubt, PaperState


@dataclass(frozen=True)
class FaceView:
    """The face step: what to do now, what is in the way of it, how far it is."""

    prompt: str
    """look_straight, hold or an `Action`: message `face.prompt.<prompt>`"""
    hint: str | None = None
    """a `GateHint`: message `face.hint.<hint>`"""
    fraction: float = 0.0
    actions: tuple[Action, ...] = ()
    done: int = 0
    """how many of the actions are done"""
    failure: str | None = None
    """why the capture failed: message `face.failure.<failure>`"""


@dataclass(frozen=True)
class View:
    """The terminal as the visitor sees it."""

    state: State
    screen: str
    language: Language
    below: str | None = None
    """the screen under an overlay"""
    busy: bool = False
    """the machine is at work: the visitor waits"""
    remaining: int | None = None
    """whole seconds left of the five minutes, in a visit"""
    countdown: int | None = None
    """whole seconds until this screen ends by itself, where it does"""
    plan: tuple[Step, ...] = ()
    """the visit's steps, proven and to come"""
    stage: int = 0
    """how many of `plan` are proven"""
    service: Service | None = None
    ending: Ending | None = None
    problem: Problem | None = None
    company: Company | None = None
    window: Window | None = None
    invitation: str | None = None
    """text of the code that the terminal shows for the visitor's app to scan"""
    code_hint: str | None = None
    """why the code in view was not taken: message `licence.hint.<code_hint>`"""
    face: FaceView | None = None
    tries_left: int | None = None
    """face attempts left, this one included"""
    retry_in: int = 0
    """whole seconds of a pause after several failures, until another try is taken"""
    sms: SmsSent | None = None
    resend_in: int = 0
    rules: PasswordRules | None = None
    waiting: int = 0
    """whole seconds since the machine began what it is busy with"""
    settling: bool = False
    """the answer to the change was lost; the terminal is asking what became of it"""
    doubt: Doubt | None = None
    """after a lost answer: whether the change was made"""
    receipts: tuple[Receipt, ...] = ()
    paper: PaperState | None = None
    """how it stands with the paper receipt or slip; None where there is no printer"""
    starting: bool = False
    """the terminal was switched on a moment ago, and not all of its parts have answered"""
    lost: frozenset[Part] = frozenset()
    services: tuple[Service, ...] = tuple(Service)
    """what a visitor can come for here"""
    notice_version: str = ""
    paperless: bool = False
    """the printer is at fault: receipts are shown on the screen only"""
    camera_stale: bool = False
    """the picture has stopped; the camera is being started anew"""
