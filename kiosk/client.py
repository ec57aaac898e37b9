"""The terminal's side of the conversation with the central reset service: signed calls, typed answers."""

from __future__ import annotations

import time
from collections.abc import Callable
from enum import StrEnum
from pathlib import Path
from typing import TypeVar

import requests
from pydantic import BaseModel, ValidationError
from requests.adapters import HTTPAdapter
from requests_http_signature import HTTPSignatureAuth, algorithms
from urllib3.exceptions import HTTPError
from urllib3.util import Retry

from kiosk.contract import (
    API,
    IDEMPOTENCY_KEY,
    PROBLEM_JSON,
    SIGNATURE_TAG,
    SIGNED_COMPONENTS,
    Challenge,
    DiagnosticReport,
    Disposition,
    Enrolment,
    EnrolmentRequest,
    FaceEvidence,
    Heartbeat,
    IdNumberEvidence,
    Invitation,
    InvitationState,
    LicenceEvidence,
    LicenceResult,
    Orders,
    Outcome,
    Problem,
    ProblemCode,
    Receipt,
    Receipts,
    ReportsKept,
    ResetRequest,
    Session,
    SessionEnd,
    SessionRequest,
    SignedConfiguration,
    SmsEvidence,
    SmsSent,
    StepResult,
)
from kiosk.contract import Health as ServiceHealth

Answer = TypeVar("Answer", bound=BaseModel)
MAX_ANSWER_BYTES = 1 << 20
CHUNK_BYTES = 1 << 16
CONNECTS = 3
LONG_POLL_SECONDS = 20


class Refused(Exception):
    """The service understood and said no; `problem` says why."""

    def __init__(self, problem: Problem) -> None:
        super().__init__(f"the central service refused: {problem.code}")
        self.problem = problem


class Trouble(StrEnum):
    """Why there is no usable answer."""

    NO_ANSWER = "no_answer"
    UNTRUSTED = "untrusted"
    """Its certificate is not signed by the CA in central.ca_file, has expired, or is another name's."""
    SIGNATURE_REFUSED = "signature_refused"
    """The terminal's key is not enrolled, or revoked."""
    CLOCK_SKEW = "clock_skew"
    """The clocks of terminal and service differ too much."""
    DISABLED = "disabled"
    """An operator has closed the terminal."""
    SERVICE_FAULT = "service_fault"
    NONSENSE = "nonsense"


OWN = {
    ProblemCode.SIGNATURE_REFUSED: Trouble.SIGNATURE_REFUSED,
    ProblemCode.CLOCK_SKEW: Trouble.CLOCK_SKEW,
    ProblemCode.TERMINAL_DISABLED: Trouble.DISABLED,
}
"""Faults that the service names and whose remedy is at the terminal, or with an operator."""


class Unreachable(Exception):
    """There is no usable answer: no connection or too slow, a fault of the service's own, or nonsense.

    `status` is the HTTP status where there is one, `code` what the service itself called its fault.
    """

    def __init__(self, trouble: Trouble, status: int = 0, code: ProblemCode | None = None) -> None:
        super().__init__(f"the central service gives no usable answer: {trouble} {status or ''}".rstrip())
        self.trouble, self.status, self.code = trouble, status, code


def signer(terminal_id: str, key_pem: bytes) -> HTTPSignatureAuth:
    """Signs each request with the terminal's Ed25519 key (RFC 9421), with its time and a nonce."""
    return HTTPSignatureAuth(
        signature_algorithm=algorithms.ED25519,
        key=key_pem,
        key_id=terminal_id,
        covered_component_ids=SIGNED_COMPONENTS[:3],  # the digest of the body is covered by itself
        tag=SIGNATURE_TAG,
        use_nonce=True,
    )


class CentralClient:
    """Every call of the contract, blocking, for a worker thread.

    A call waits for a sign of the service no longer than `patience` seconds, and no longer than is left of the visit:
    first for a connection, then for the answer. It returns the answer or raises `Refused` or `Unreachable`.
    """

    def __init__(
        self,
        url: str,
        auth: HTTPSignatureAuth | None,
        *,
        patience: float,
        time_left: Callable[[], float],
        ca_file: Path | None = None,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        self._base = url.rstrip("/") + API
        self._patience = patience
        self._time_left = time_left
        self._clock = clock
        self._http = requests.Session()
        self._http.auth = auth
        self._http.trust_env = False
        self._http.verify = str(ca_file) if ca_file else True
        # Only a request that never left is tried again: whatever else was lost may have been carried out.
        retry = Retry(total=None, connect=CONNECTS - 1, read=0, redirect=0, status=0, other=0, backoff_factor=0.2)
        for scheme in ("https://", "http://"):
            self._http.mount(scheme, HTTPAdapter(max_retries=retry, pool_maxsize=4))

    def close(self) -> None:
        """Closes the connections."""
        self._http.close()

    def health(self) -> ServiceHealth:
        """Whether the service answers at all."""
        return self._ask(ServiceHealth, "GET", "/health")

    def heartbeat(self, heartbeat: Heartbeat) -> Orders:
        """The terminal is alive."""
        return self._ask(Orders, "POST", "/heartbeat", heartbeat)

    def configuration(self) -> SignedConfiguration:
        """What the terminals of this region are to do."""
        return self._ask(SignedConfiguration, "GET", "/configuration")

    def enrol(self, request: EnrolmentRequest) -> Enrolment:
        """Asks to be enrolled with the key that this client signs with; asked again, it is the same request."""
        return self._ask(Enrolment, "POST", "/enrolments", request)

    def enrolment(self, enrolment_id: str) -> Enrolment:
        """What has become of the request."""
        return self._ask(Enrolment, "GET", f"/enrolments/{enrolment_id}")

    def report(self, report: DiagnosticReport) -> None:
        """Hands in what a run of the terminal's tests found."""
        self._tell("POST", "/diagnostics", report)

    def reports_kept(self) -> ReportsKept:
        """Which reports of this terminal the service holds. A signed question that changes nothing."""
        return self._ask(ReportsKept, "GET", "/diagnostics")

    def open_session(self, request: SessionRequest) -> Session:
        """Opens a visit."""
        return self._ask(Session, "POST", "/sessions", request)

    def end_session(self, session_id: str, end: SessionEnd) -> None:
        """Closes a visit; after it nothing of the session is carried out any more."""
        self._tell("POST", f"/sessions/{session_id}/end", end)

    def other_way(self, session_id: str) -> StepResult:
        """Asks for the steps without the face."""
        return self._ask(StepResult, "POST", f"/sessions/{session_id}/other-way")

    def licence(self, session_id: str, evidence: LicenceEvidence) -> LicenceResult:
        """Hands in a presented code."""
        return self._ask(LicenceResult, "POST", f"/sessions/{session_id}/licence", evidence)

    def invite(self, session_id: str) -> Invitation:
        """Asks for a code to show to the visitor's app."""
        return self._ask(Invitation, "POST", f"/sessions/{session_id}/licence/invitation")

    def invitation(self, session_id: str, invitation_id: str) -> InvitationState:
        """Waits for the visitor's app to scan the code (long poll)."""
        return self._ask(
            InvitationState,
            "GET",
            f"/sessions/{session_id}/licence/invitation/{invitation_id}?wait={LONG_POLL_SECONDS}",
            timeout=LONG_POLL_SECONDS + self._patience,
        )

    def challenge(self, session_id: str) -> Challenge:
        """Asks what the visitor is to do before the camera."""
        return self._ask(Challenge, "POST", f"/sessions/{session_id}/face/challenge")

    def face(self, session_id: str, evidence: FaceEvidence) -> StepResult:
        """Hands in what the camera saw, for the service to decide."""
        return self._ask(StepResult, "POST", f"/sessions/{session_id}/face", evidence)

    def id_number(self, session_id: str, evidence: IdNumberEvidence) -> StepResult:
        """Hands in the ID number."""
        return self._ask(StepResult, "POST", f"/sessions/{session_id}/id-number", evidence)

    def send_sms(self, session_id: str) -> SmsSent:
        """Asks for a code to be sent to the phone on file."""
        return self._ask(SmsSent, "POST", f"/sessions/{session_id}/sms")

    def verify_sms(self, session_id: str, evidence: SmsEvidence) -> StepResult:
        """Hands in the code that came."""
        return self._ask(StepResult, "POST", f"/sessions/{session_id}/sms/verify", evidence)

    def reset(self, session_id: str, key: str, request: ResetRequest) -> Receipt:
        """Carries out the service of the session, once for each idempotency `key`."""
        return self._ask(Receipt, "POST", f"/sessions/{session_id}/reset", request, headers={IDEMPOTENCY_KEY: key})

    def outcome(self, session_id: str, key: str) -> Outcome:
        """What became of the reset with this `key`."""
        return self._ask(Outcome, "GET", f"/sessions/{session_id}/outcomes/{key}")

    def receipts(self, session_id: str) -> Receipts:
        """The enterprise's receipts."""
        return self._ask(Receipts, "GET", f"/sessions/{session_id}/receipts")

    def receipt(self, number: str) -> Receipt:
        """A receipt by its number, as anybody can look it up."""
        return self._ask(Receipt, "GET", f"/receipts/{number}")

    def _ask(
        self,
        answer: type[Answer],
        method: str,
        path: str,
        body: BaseModel | None = None,
        *,
        headers: dict[str, str] | None = None,
        timeout: float | None = None,
    ) -> Answer:
        status, content = self._call(method, path, body, headers=headers, timeout=timeout)
        try:
            return answer.model_validate_json(content)
        except ValidationError:
            raise Unreachable(Trouble.NONSENSE, status) from None

    def _tell(self, method: str, path: str, body: BaseModel) -> None:
        status, content = self._call(method, path, body)
        if content:  # whoever says something here is not the service: a portal in between, for instance
            raise Unreachable(Trouble.NONSENSE, status)

    def _call(
        self,
        method: str,
        path: str,
        body: BaseModel | None = None,
        *,
        headers: dict[str, str] | None = None,
        timeout: float | None = None,
    ) -> tuple[int, bytes]:
        """Status and content of a good answer. Raises Refused, Unreachable."""
        limit = timeout or max(1.0, min(self._patience, self._time_left()))
        until = self._clock() + limit
        try:
            with self._http.request(
                method,
                self._base + path,
                data=body.model_dump_json().encode() if body else None,
                headers={"Content-Type": "application/json", **(headers or {})},
                timeout=(limit / CONNECTS, limit),
                allow_redirects=False,
                stream=True,
            ) as response:
                content = self._read(response, until)
        except requests.exceptions.SSLError:
            raise Unreachable(Trouble.UNTRUSTED) from None
        except (requests.RequestException, HTTPError, OSError):
            raise Unreachable(Trouble.NO_ANSWER) from None
        if response.status_code < 300:
            return response.status_code, content
        raise _refusal(response, content)

    def _read(self, response: requests.Response, until: float) -> bytes:
        """The whole content, however slowly it trickles in. Raises Unreachable beyond the limits of size and time."""
        content = b""
        while chunk := response.raw.read1(CHUNK_BYTES, decode_content=True):
            content += chunk
            if len(content) > MAX_ANSWER_BYTES:
                raise Unreachable(Trouble.NONSENSE, response.status_code)
            if self._clock() > until:
                raise Unreachable(Trouble.NO_ANSWER, response.status_code)
        return content


def _refusal(response: requests.Response, content: bytes) -> Refused | Unreachable:
    if response.status_code < 400:
        return Unreachable(Trouble.NONSENSE, response.status_code)
    if not response.headers.get("Content-Type", "").startswith(PROBLEM_JSON):
        return Unreachable(Trouble.SERVICE_FAULT, response.status_code)
    try:
        problem = Problem.model_validate_json(content)
    except ValidationError:
        return Unreachable(Trouble.NONSENSE, response.status_code)
    if problem.disposition is Disposition.FAULT:
        return Unreachable(OWN.get(problem.code, Trouble.SERVICE_FAULT), response.status_code, problem.code)
    return Refused(problem)
