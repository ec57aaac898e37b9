"""The ID number, for those who refuse the face check."""

from __future__ import annotations

from kiosk.client import CentralClient
from kiosk.contract import IdNumberEvidence, StepResult
from kiosk.flow import Event, State
from kiosk.steps.floor import BlindStep, Floor


class IdNumber(BlindStep):
    """Hands in what was typed, and forgets it."""

    def __init__(self, floor: Floor, central: CentralClient) -> None:
        self._floor, self._central = floor, central
        self.enters = {State.ID_CHECK: self._check}

    def _check(self) -> None:
        evidence, session_id = IdNumberEvidence(id_number=self._floor.visit.take_secret()), self._floor.session_id
        self._floor.call(lambda: self._central.id_number(session_id, evidence), self._proven)

    def _proven(self, result: StepResult) -> None:
        self._floor.happened(Event.PROVEN, result.steps)
