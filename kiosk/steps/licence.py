"""The licence, both ways: a code before the camera, or a code on the screen for the visitor's app."""

from __future__ import annotations

from pydantic import SecretStr

from devices.observations import CodesSeen, Observation
from kiosk.audit.events import Kind
from kiosk.client import CentralClient
from kiosk.contract import Invitation, InvitationState, LicenceEvidence, LicenceResult
from kiosk.flow import Event, State
from kiosk.licence_code import CodeKind, choose
from kiosk.steps.floor import Floor

HINT_SECONDS = 6.0
"""How long the words about a code that was not taken stay after it was last seen."""


class Licence:
    """Takes a presented code once, explains the others, and waits on the invitation at the same time."""

    def __init__(self, floor: Floor, central: CentralClient) -> None:
        self._floor, self._central = floor, central
        self._invitation_until = 0.0
        self._hint: tuple[CodeKind, float] | None = None
        self.enters = {State.LICENCE: self._await, State.LICENCE_CHECK: self._check}

    @property
    def hint(self) -> CodeKind | None:
        """Why the code that is or was just in view was not taken."""
        if self._hint is None or self._floor.now() > self._hint[1]:
            return None
        return self._hint[0]

    def observe(self, state: State, observation: Observation) -> None:
        """Codes in view, where one is awaited."""
        if state is not State.LICENCE or not isinstance(observation, CodesSeen):
            return
        chosen = choose(tuple(code.text for code in observation.codes if code.text))
        if chosen is None:
            return
        kind, text = chosen
        self._floor.touched()
        if kind is not CodeKind.PRESENTED:
            self._hint = (kind, self._floor.now() + HINT_SECONDS)
            self._floor.changed()
        elif self._floor.visit.licence_code != SecretStr(text):
            self._floor.visit.licence_code = SecretStr(text)
            self._floor.note(Kind.CODE_READ, after_ms=round(1000 * (self._floor.now() - observation.at)))
            self._floor.happened(Event.CODE_READ)

    def tick(self, state: State) -> None:
        """Time alone changes nothing here."""

    def _await(self) -> None:
        self._hint = None
        invitation = self._floor.visit.invitation
        if invitation is None or self._floor.now() >= self._invitation_until:
            self._invite()
        else:
            self._poll(invitation)

    def _invite(self) -> None:
        session_id = self._floor.session_id
        self._floor.call(lambda: self._central.invite(session_id), self._invited)

    def _invited(self, invitation: Invitation) -> None:
        self._floor.visit.invitation = invitation
        self._invitation_until = self._floor.now() + invitation.expires_in
        self._floor.changed()
        self._poll(invitation)

    def _poll(self, invitation: Invitation) -> None:
        session_id = self._floor.session_id
        self._floor.call(lambda: self._central.invitation(session_id, invitation.invitation_id), self._answered)

    def _answered(self, answer: InvitationState) -> None:
        if answer.result is not None:
            self._proven(answer.result)
        else:
            self._await()

    def _check(self) -> None:
        code, session_id = self._floor.visit.licence_code, self._floor.session_id
        if code is None:
            raise ValueError("a licence check began without a code")
        self._floor.call(lambda: self._central.licence(session_id, LicenceEvidence(code=code)), self._proven)

    def _proven(self, result: LicenceResult) -> None:
        self._floor.visit.company = result.company
        self._floor.happened(Event.LICENCE_PROVEN, result.steps)
