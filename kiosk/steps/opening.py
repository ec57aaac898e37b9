"""Opening a session, or changing its steps to those without the face."""

from __future__ import annotations

from kiosk.client import CentralClient
from kiosk.contract import Consent, Service, Session, SessionRequest, StepResult
from kiosk.flow import Event, State
from kiosk.steps.floor import BlindStep, Floor


class Opening(BlindStep):
    """Begins with the central service what the visitor has agreed to."""

    def __init__(self, floor: Floor, central: CentralClient, notice_version: str) -> None:
        self._floor, self._central, self._notice_version = floor, central, notice_version
        self.enters = {State.OPENING: self._open, State.OTHER_WAY: self._other_way}

    def _open(self) -> None:
        visit = self._floor.visit
        request = SessionRequest(
            service=self._floor.position.service or Service.RESET,
            language=visit.language,
            consent=Consent(notice_version=self._notice_version, face=visit.face_agreed),
        )
        self._floor.call(lambda: self._central.open_session(request), self._opened)

    def _opened(self, session: Session) -> None:
        self._floor.visit.session = session
        self._floor.happened(Event.OPENED, session.steps)

    def _other_way(self) -> None:
        session_id = self._floor.session_id
        self._floor.call(lambda: self._central.other_way(session_id), self._switched)

    def _switched(self, result: StepResult) -> None:
        self._floor.visit.face_agreed = False
        self._floor.happened(Event.PROVEN, result.steps)
