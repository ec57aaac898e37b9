"""The code by SMS to the phone on file."""

from __future__ import annotations

from kiosk.client import CentralClient
from kiosk.contract import SmsEvidence, SmsSent, StepResult
from kiosk.flow import Event, State
from kiosk.steps.floor import BlindStep, Floor


class Sms(BlindStep):
    """Has a code sent and hands in what came."""

    def __init__(self, floor: Floor, central: CentralClient) -> None:
        self._floor, self._central = floor, central
        self._resend_at = 0.0
        self.enters = {State.SMS_SENDING: self._send, State.SMS_CHECK: self._check}

    @property
    def resend_in(self) -> int:
        """Whole seconds until another code may be asked for."""
        return max(0, round(self._resend_at - self._floor.now()))

    def _send(self) -> None:
        session_id = self._floor.session_id
        self._floor.call(lambda: self._central.send_sms(session_id), self._sent)

    def _sent(self, sent: SmsSent) -> None:
        self._floor.visit.sms = sent
        self._resend_at = self._floor.now() + sent.resend_after
        self._floor.happened(Event.SENT)

    def _check(self) -> None:
        evidence, session_id = SmsEvidence(code=self._floor.visit.take_secret()), self._floor.session_id
        self._floor.call(lambda: self._central.verify_sms(session_id, evidence), self._proven)

    def _proven(self, result: StepResult) -> None:
        self._floor.happened(Event.PROVEN, result.steps)
