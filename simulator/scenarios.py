"""The visits that the demo can play: who comes, what goes wrong, and what must come of it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum

from kiosk.contract import Ending, HolderRole, ProblemCode, Service
from kiosk.flow import State
from simulator.visitor import Character, Presents


class Mishap(StrEnum):
    """What goes wrong around the visit."""

    SERVICE_KILLED = "service_killed"
    ANSWER_LOST = "answer_lost"
    CAMERA_UNPLUGGED = "camera_unplugged"


@dataclass(frozen=True)
class Scenario:
    """One visit. `summary` says what must come of it; the rest is what is checked."""

    summary: str
    character: Character
    ending: Ending = Ending.SUCCESS
    changes_password: bool = True
    problems: tuple[ProblemCode, ...] = ()
    """Each must have been shown."""
    hint: str | None = None
    """About a code in view: must have been shown."""
    mishap: tuple[State, Mishap] | None = None
    """What goes wrong when that state begins."""
    region: str = "beijing"
    quick_clocks: bool = False
    """With the shortest idle and warning times that the configuration allows."""


MAIN = "星河"
DEFAULT = "visit"

SCENARIOS: Mapping[str, Scenario] = {
    "visit": Scenario("the representative leaves with a new password and a receipt", Character(MAIN)),
    "kiosk-code": Scenario(
        "the visitor's app scans the terminal's code instead; a new password",
        Character(MAIN, presents=Presents.APP_SCANS),
    ),
    "two-proofs": Scenario(
        "Shanghai asks for an SMS code after the face; a new password",
        Character("浦江"),
        region="shanghai",
    ),
    "other-way": Scenario(
        "the visitor refuses the face check: ID number and SMS code; a new password",
        Character(MAIN, agrees_to_face=False),
    ),
    "unlock": Scenario(
        "the locked account is unlocked; the old password works again",
        Character("云杉", service=Service.UNLOCK),
        changes_password=False,
    ),
    "agent": Scenario(
        "an agent with authority: own face, SMS code to the representative; a new password",
        Character("远帆", role=HolderRole.AGENT),
    ),
    "agent-without-authority": Scenario(
        "an agent without authority is sent to the window; nothing changes",
        Character("青禾", role=HolderRole.AGENT),
        problems=(ProblemCode.AGENT_NOT_AUTHORISED,),
        ending=Ending.REFUSED,
        changes_password=False,
    ),
    "wrong-person": Scenario(
        "somebody else's face is refused until the tries are used up; nothing changes",
        Character("长亭", face="hopper"),  # on file is another, whose rendered smile opens too little to be an action
        problems=(ProblemCode.FACE_NOT_CONFIRMED, ProblemCode.ATTEMPTS_EXHAUSTED),
        ending=Ending.REFUSED,
        changes_password=False,
    ),
    "printed-photo": Scenario(
        "a printed photo of the representative never does what is asked; nothing changes",
        Character(MAIN, photo=True),
        problems=(ProblemCode.ATTEMPTS_EXHAUSTED,),
        ending=Ending.REFUSED,
        changes_password=False,
    ),
    "expired-code": Scenario(
        "an expired code is refused with the words that help, a fresh one is taken; a new password",
        Character(MAIN, presents=Presents.EXPIRED_FIRST),
        problems=(ProblemCode.LICENCE_CODE_EXPIRED,),
    ),
    "printed-licence": Scenario(
        "a printed licence's code is told apart and refused, the app's is taken; a new password",
        Character(MAIN, presents=Presents.PRINTED_FIRST),
        hint="printed_licence",
    ),
    "revoked": Scenario(
        "a revoked enterprise is sent to the window; nothing changes",
        Character("旧港"),
        problems=(ProblemCode.ENTERPRISE_NOT_IN_ORDER,),
        ending=Ending.REFUSED,
        changes_password=False,
    ),
    "one-time-password": Scenario(
        "a one-time password comes by SMS, signs in once and must be changed; nobody sees it at the terminal",
        Character(MAIN, one_time=True),
    ),
    "weak-password": Scenario(
        "a password made of the company's name is refused with the reason, a better one is taken",
        Character(MAIN, weak_first=True),
        problems=(ProblemCode.PASSWORD_REFUSED,),
    ),
    "service-lost": Scenario(
        "the central service dies before the change: a slip, out of service, and back by itself; nothing changes",
        Character(MAIN),
        mishap=(State.PASSWORD, Mishap.SERVICE_KILLED),
        ending=Ending.SERVICE_LOST,
        changes_password=False,
    ),
    "answer-lost": Scenario(
        "the answer to the change is lost: the terminal asks what became of it; a new password, once",
        Character(MAIN),
        mishap=(State.PASSWORD, Mishap.ANSWER_LOST),
    ),
    "camera-unplugged": Scenario(
        "the camera's plug is pulled: a slip, out of service, and back by itself; nothing changes",
        Character(MAIN),
        mishap=(State.FACE, Mishap.CAMERA_UNPLUGGED),
        ending=Ending.DEVICE_LOST,
        changes_password=False,
    ),
    "walks-away": Scenario(
        "the visitor walks away: a warning, then all is forgotten; nothing changes",
        Character(MAIN, leaves_at=State.COMPANY),
        ending=Ending.WALKED_AWAY,
        changes_password=False,
        quick_clocks=True,
    ),
}
