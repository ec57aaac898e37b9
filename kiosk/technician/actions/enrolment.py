"""Enrols the terminal with the central service: a new key, whose fingerprint an operator compares and confirms."""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import dataclass, replace
from enum import StrEnum
from typing import NamedTuple, Protocol

from pydantic import SecretBytes

from kiosk.audit.events import Kind
from kiosk.background import Background
from kiosk.client import Refused, Trouble, Unreachable
from kiosk.contract import Enrolment, EnrolmentRequest, EnrolmentState, ProblemCode, ReportsKept
from kiosk.key_file import KeyFile
from kiosk.signature import print_of, public_pem
from kiosk.technician.actions.service_action import ServiceAction

ASK_S = 3.0
"""Between two questions what has become of the request."""
PATIENCE_S = 900.0
"""For the operator; the request itself stays at the service for a day."""
FAREWELL_S = 6.0
"""To read that it is done, before the program starts anew with its new key."""


class Stage(StrEnum):
    """How far it is: messages `technician.enrolment.<stage>`."""

    READY = "ready"
    ASKING = "asking"
    WAITING = "waiting"
    """An operator compares the fingerprints."""
    CONFIRMED = "confirmed"
    REFUSED = "refused"
    LAPSED = "lapsed"
    """Nobody confirmed it in time."""
    TROUBLE = "trouble"


class Hitch(StrEnum):
    """What is in the way: messages `technician.enrolment.hitch.<hitch>`."""

    NO_ANSWER = "no_answer"
    UNTRUSTED = "untrusted"
    CLOCK_SKEW = "clock_skew"
    UNKNOWN_REGION = "unknown_region"
    TOO_MANY = "too_many"
    SERVICE_FAULT = "service_fault"
    DISK = "disk"


HITCHES: dict[Trouble | ProblemCode, Hitch] = {
    Trouble.NO_ANSWER: Hitch.NO_ANSWER,
    Trouble.UNTRUSTED: Hitch.UNTRUSTED,
    Trouble.CLOCK_SKEW: Hitch.CLOCK_SKEW,
    ProblemCode.MALFORMED: Hitch.UNKNOWN_REGION,  # the only part of the request that the configuration can get wrong
    ProblemCode.TOO_MANY_REQUESTS: Hitch.TOO_MANY,
}
"""Anything else is a fault of the service's."""


@dataclass(frozen=True)
class EnrolmentView:
    """How the enrolment stands."""

    terminal: str
    region: str
    possible: bool = True
    """False: the terminal's key comes from the environment, not from a file"""
    stage: Stage = Stage.READY
    fingerprint: str = ""
    """of the new key, in groups"""
    left: int = 0
    """whole seconds that are still waited; or until the program starts anew"""
    hitch: Hitch | None = None


class Central(Protocol):
    """The central service, asked with the new key's signature; see `CentralClient`."""

    def enrol(self, request: EnrolmentRequest) -> Enrolment: ...

    def enrolment(self, enrolment_id: str) -> Enrolment: ...

    def reports_kept(self) -> ReportsKept: ...

    def close(self) -> None: ...


class Asked(NamedTuple):
    """A request that is under way; without `enrolment_id` the key is accepted already."""

    central: Central
    fingerprint: str
    enrolment_id: str | None


class EnrolmentAction(ServiceAction):
    """Lives on the main loop; asks beside it. `connect` makes a client that signs with a key, `end` ends the program
    so that it starts anew; `keys` is None where the key comes from the environment.

    Who goes away while the operator is being waited for goes on where it was with `enter`.
    """

    def __init__(
        self,
        terminal: str,
        region: str,
        keys: KeyFile | None,
        connect: Callable[[SecretBytes], Central],
        end: Callable[[], None],
        background: Background,
        clock: Callable[[], float],
        note: Callable[..., None],
    ) -> None:
        self._keys, self._connect, self._end = keys, connect, end
        self._background, self._clock, self._note = background, clock, note
        self._asked: Asked | None = None
        self._asks_at = self._until = math.inf
        self.view = self._ready = EnrolmentView(terminal, region, keys is not None)

    @property
    def busy(self) -> bool:
        """The operator is being waited for, on the telephone perhaps."""
        return self.view.stage in (Stage.ASKING, Stage.WAITING)

    def enter(self) -> None:
        """Goes on with what is under way."""
        if self._keys is not None and self.view.stage is not Stage.CONFIRMED and self._keys.waiting() is not None:
            self.begin()

    def begin(self) -> None:
        """Makes a key and asks the service to take it."""
        keys = self._keys
        if keys is not None and self.view.stage not in (Stage.ASKING, Stage.WAITING, Stage.CONFIRMED):
            self.view = replace(self._ready, stage=Stage.ASKING)
            self._background.run(lambda: self._ask(keys), self._was_asked, self._failed)

    def leave(self) -> None:
        """The request stays at the service, and the key with the terminal. What is confirmed is not put off."""
        if self.view.stage is not Stage.CONFIRMED:
            self._drop_client()
            self.view = self._ready
        elif self._until < math.inf:
            self._until = math.inf
            self._over()

    def tick(self) -> None:
        """Asks from time to time what has become of the request; in the end starts the program anew."""
        if self.view.stage not in (Stage.WAITING, Stage.CONFIRMED):
            return
        now = self._clock()
        self.view = replace(self.view, left=max(0, math.ceil(min(self._until - now, PATIENCE_S))))
        if now >= self._until:
            self._until = math.inf
            self._over()
        elif now >= self._asks_at and self._asked is not None:
            self._asks_at = math.inf
            asked = self._asked
            self._background.run(lambda: _state(asked), lambda state: self._told(asked, state), self._failed)

    def _ask(self, keys: KeyFile) -> Asked:
        key = keys.make()
        central = self._connect(key)
        request = EnrolmentRequest(
            terminal_id=self._ready.terminal, region=self._ready.region, public_key=public_pem(key)
        )
        try:
            enrolment_id = None if _accepted(central) else central.enrol(request).enrolment_id
        except BaseException:
            central.close()
            raise
        # The fingerprint is the terminal's own work: the operator compares it with what the service was given.
        return Asked(central, print_of(key), enrolment_id)

    def _was_asked(self, asked: Asked) -> None:
        if self.view.stage is not Stage.ASKING:  # the technician went away
            asked.central.close()
            return
        self._asked, now = asked, self._clock()
        self._asks_at, self._until = now + ASK_S, now + PATIENCE_S
        self.view = replace(self.view, stage=Stage.WAITING, fingerprint=asked.fingerprint)
        if asked.enrolment_id is None:
            self._told(asked, EnrolmentState.CONFIRMED)
        else:
            self._note(Kind.ENROLMENT, state=EnrolmentState.PENDING)

    def _told(self, asked: Asked, state: EnrolmentState) -> None:
        if asked is not self._asked or self._keys is None:
            return
        if state is EnrolmentState.PENDING:
            self._asks_at = self._clock() + ASK_S
            self.view = replace(self.view, hitch=None)
            return
        self._note(Kind.ENROLMENT, state=state)
        self._drop_client()
        try:
            if state is EnrolmentState.CONFIRMED:
                self._keys.switch()
            else:
                self._keys.drop()
        except OSError:
            self.view = replace(self.view, stage=Stage.TROUBLE, hitch=Hitch.DISK)
            return
        if state is EnrolmentState.CONFIRMED:
            self._until = self._clock() + FAREWELL_S
        stage = Stage.CONFIRMED if state is EnrolmentState.CONFIRMED else Stage.REFUSED
        self.view = replace(self.view, stage=stage, hitch=None)

    def _over(self) -> None:
        if self.view.stage is Stage.CONFIRMED:
            self._end()
        else:
            self._drop_client()
            self.view = replace(self.view, stage=Stage.LAPSED)

    def _failed(self, error: BaseException) -> None:
        hitch = _hitch(error)
        if self.view.stage is Stage.ASKING:
            self.view = replace(self.view, stage=Stage.TROUBLE, hitch=hitch)
        elif self.view.stage is Stage.WAITING and ProblemCode.NOT_FOUND in _named(error):  # a day has passed
            self._over()
        elif self.view.stage is Stage.WAITING:
            self._asks_at = self._clock() + ASK_S
            self.view = replace(self.view, hitch=hitch)

    def _drop_client(self) -> None:
        asked, self._asked, self._asks_at = self._asked, None, math.inf
        if asked is not None:
            asked.central.close()


def _state(asked: Asked) -> EnrolmentState:
    """What has become of the request; confirmed only once the service does accept the key."""
    state = asked.central.enrolment(asked.enrolment_id or "").state
    if state is EnrolmentState.CONFIRMED and not _accepted(asked.central):
        return EnrolmentState.PENDING
    return state


def _accepted(central: Central) -> bool:
    """Whether the service accepts what is signed with the new key."""
    try:
        central.reports_kept()
    except Unreachable as error:
        if error.trouble is Trouble.SIGNATURE_REFUSED:
            return False
        if error.trouble is Trouble.DISABLED:  # the key is good, and the terminal closed
            return True
        raise
    return True


def _hitch(error: BaseException) -> Hitch:
    """What an error means to the technician; what nobody expected is raised again."""
    match error:
        case Unreachable() | Refused():
            return next((HITCHES[one] for one in _named(error) if one in HITCHES), Hitch.SERVICE_FAULT)
        case OSError():
            return Hitch.DISK
        case _:
            raise error


def _named(error: BaseException) -> tuple[Trouble | ProblemCode | None, ...]:
    """What the service and the client call it."""
    match error:
        case Refused():
            return (error.problem.code,)
        case Unreachable():
            return (error.code, error.trouble)
        case _:
            return ()
