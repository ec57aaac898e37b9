"""What the terminal and the central reset service say to each other, version 1.

Every message is one of these models, used by both sides. Requests of a terminal are signed (RFC 9421), errors are
`Problem` documents (RFC 9457). Secrets travel as `SecretStr` and biometric templates are kept out of `repr`, so that
neither can slip into a log.
"""

from __future__ import annotations

import hashlib
from datetime import datetime, timedelta, timezone
from enum import StrEnum
from typing import Annotated, Literal

from pydantic import AwareDatetime, BaseModel, ConfigDict, Field, SecretStr, field_serializer

API = "/v1"
CHINA = timezone(timedelta(hours=8))
"""The time that people read, wherever a machine's own clock thinks it is."""
PROBLEM_JSON = "application/problem+json"
IDEMPOTENCY_KEY = "Idempotency-Key"
SIGNATURE_TAG = "reset-kiosk"
"""The `tag` parameter of every request signature, so that a signature made for another use is not accepted."""
SIGNED_COMPONENTS = ("@method", "@authority", "@target-uri", "content-digest")
TOKEN_PATTERN = r"^[0-9A-Z]{43,49}$"  # noqa: S105 - a shape, not a secret
"""A presented licence code: an opaque upper-case alphanumeric token (QR version 3, level M)."""
CONFIGURATION_CONTEXT = b"reset-kiosk configuration 1\n"
"""Precedes a signed configuration, so that no other signature of the same key can pass for one."""
ENTERPRISE_CODE_SCHEME = "qyym:"
"""Begins an enterprise's lifelong code (企业码) of the reference authority. It identifies and proves nothing."""


def fingerprint(public_key: bytes) -> str:
    """What people compare of a key (SubjectPublicKeyInfo, DER): eight groups of four, the first 128 bits of SHA-256."""
    digest = hashlib.sha256(public_key).hexdigest()
    return " ".join(digest[start : start + 4] for start in range(0, 32, 4))


class Message(BaseModel):
    """A message: immutable, and refused when it holds a field that the contract does not know."""

    model_config = ConfigDict(frozen=True, extra="forbid")


class Service(StrEnum):
    """What a visitor can come for."""

    RESET = "reset"
    UNLOCK = "unlock"
    RESET_AND_UNLOCK = "reset_and_unlock"
    RECEIPTS = "receipts"


class Step(StrEnum):
    """A proof that the policy of a region asks for, in the order given by the central service."""

    LICENCE = "licence"
    FACE = "face"
    ID_NUMBER = "id_number"
    SMS = "sms"
    PASSWORD = "password"  # noqa: S105


class Language(StrEnum):
    """A language of the terminal and of what the central service sends to people."""

    ZH_CN = "zh_CN"
    EN = "en"


class Disposition(StrEnum):
    """What a refusal leaves open to the visitor."""

    RETRY = "retry"
    """The same step once more."""
    OTHER_WAY = "other_way"
    """This step is closed to the visitor; the region's way without the face, and the window, are open."""
    WINDOW = "window"
    """Only the staffed window can help; a hand-over slip says what to bring."""
    RESTART = "restart"
    """The session is over, the visitor may begin anew."""
    FAULT = "fault"
    """Not the visitor's doing: the terminal or the service is at fault."""


class ProblemCode(StrEnum):
    """Every reason for a refusal, stable across versions; the words for it live in the message catalogues."""

    LICENCE_CODE_UNKNOWN = "licence_code_unknown"
    LICENCE_CODE_EXPIRED = "licence_code_expired"
    LICENCE_CODE_USED = "licence_code_used"
    LICENCE_CODE_STATIC = "licence_code_static"
    INVITATION_EXPIRED = "invitation_expired"
    ENTERPRISE_NOT_IN_ORDER = "enterprise_not_in_order"
    REGION_NOT_SERVED = "region_not_served"
    NOT_OFFERED = "not_offered"
    REPRESENTATIVE_CHANGED = "representative_changed"
    PHONE_UNUSABLE = "phone_unusable"
    PHONE_CHANGED = "phone_changed"
    ACCOUNT_FROZEN = "account_frozen"
    AGENT_NOT_AUTHORISED = "agent_not_authorised"
    NO_OTHER_WAY = "no_other_way"
    FACE_NOT_CONFIRMED = "face_not_confirmed"
    CHALLENGE_EXPIRED = "challenge_expired"
    ID_NUMBER_WRONG = "id_number_wrong"
    SMS_CODE_WRONG = "sms_code_wrong"
    SMS_CODE_EXPIRED = "sms_code_expired"
    SMS_TOO_SOON = "sms_too_soon"
    ATTEMPTS_EXHAUSTED = "attempts_exhausted"
    COOLING_DOWN = "cooling_down"
    PASSWORD_REFUSED = "password_refused"  # noqa: S105
    WRONG_STEP = "wrong_step"
    SESSION_OVER = "session_over"
    NOT_FOUND = "not_found"
    METHOD_NOT_ALLOWED = "method_not_allowed"
    MALFORMED = "malformed"
    TOO_LARGE = "too_large"
    SIGNATURE_REFUSED = "signature_refused"
    REQUEST_REPLAYED = "request_replayed"
    CLOCK_SKEW = "clock_skew"
    TERMINAL_DISABLED = "terminal_disabled"
    LOGIN_REFUSED = "login_refused"
    SECOND_FACTOR_WRONG = "second_factor_wrong"
    TOO_MANY_REQUESTS = "too_many_requests"
    INTERNAL = "internal"


class PasswordReason(StrEnum):
    """Why a password is refused."""

    TOO_SHORT = "too_short"
    TOO_LONG = "too_long"
    TOO_FEW_KINDS = "too_few_kinds"
    BAD_CHARACTERS = "bad_characters"
    COMMON = "common"
    COMPANY_NAME = "company_name"
    OWN_NUMBER = "own_number"
    GUESSABLE = "guessable"
    USED_BEFORE = "used_before"


class Problem(Message):
    """RFC 9457 problem document. `title` is for engineers; visitors read the catalogue's words for `code`."""

    type: str = "about:blank"
    title: str
    status: int
    code: ProblemCode
    disposition: Disposition
    tries_left: int | None = None
    retry_after: int | None = Field(None, description="seconds")
    reasons: tuple[PasswordReason, ...] = ()


class PasswordRules(Message):
    """What the terminal can say about a password while it is typed; the central service decides."""

    profile: str
    min_length: int
    max_length: int
    min_kinds: int = Field(description="of: lower case, upper case, digits, signs")
    one_time_hours: int = Field(description="for so long a one-time password may be used")


class Window(Message):
    """The staffed window that a visitor is sent to."""

    name: str
    address: str
    hours: str
    phone: str


class Consent(Message):
    """What the visitor agreed to, and to which version of the notice."""

    notice_version: str = Field(max_length=32)
    face: bool


class SessionRequest(Message):
    """Opens a visit."""

    service: Service
    language: Language
    consent: Consent


class Session(Message):
    """A visit as the central service sees it."""

    session_id: str
    steps: tuple[Step, ...]
    expires_at: datetime
    window: Window
    password_rules: PasswordRules


class HolderRole(StrEnum):
    """Who holds the licence app that presented the code."""

    REPRESENTATIVE = "representative"
    MANAGER = "manager"
    """A licence manager (证照管理员)."""
    AGENT = "agent"
    """A clerk (办事人) who acts by electronic authority, in full or for some services."""


class Company(Message):
    """What the visitor confirms: enough to recognise the own enterprise, masked where it names a person."""

    name: str
    credit_code: str = Field(description="masked unified social credit code")
    representative: str = Field(description="masked")
    kind: str
    account_locked: bool
    holder: HolderRole
    holder_name: str = Field(description="masked")
    one_time_phone: str | None = Field(None, description="masked; where a one-time password can be sent")


class LicenceEvidence(Message):
    """A presented code read by the camera."""

    code: SecretStr = Field(min_length=1, max_length=512)

    @field_serializer("code", when_used="json")
    def _reveal(self, code: SecretStr) -> str:
        return code.get_secret_value()


class LicenceResult(Message):
    """The licence is proven. `steps` is what remains, in order: the holder's role may ask for other steps."""

    company: Company
    steps: tuple[Step, ...]


class Invitation(Message):
    """A code that the terminal shows and the visitor's licence app scans."""

    invitation_id: str
    code: str = Field(description="text of the QR code to show")
    expires_in: int = Field(description="seconds")


class InvitationState(Message):
    """The long poll's answer: `waiting` when nobody has scanned within the time asked for."""

    state: Literal["waiting", "accepted"]
    result: LicenceResult | None = None


class Action(StrEnum):
    """What the visitor is asked to do, left and right being the visitor's own."""

    TURN_LEFT = "turn_left"
    TURN_RIGHT = "turn_right"
    OPEN_MOUTH = "open_mouth"


class PassivePolicy(StrEnum):
    """Whether evidence needs the passive liveness score (ISO/IEC 30107-3 PAD subsystem)."""

    REQUIRED = "required"
    IF_AVAILABLE = "if_available"
    NOT_USED = "not_used"


class Challenge(Message):
    """Bound to the session, for one attempt."""

    nonce: str
    actions: tuple[Action, ...]
    seconds: int = Field(description="until the evidence must be here")
    passive: PassivePolicy
    tries_left: int


Finite = Annotated[float, Field(allow_inf_nan=False)]
Vector = Annotated[tuple[Finite, ...], Field(min_length=128, max_length=128, repr=False)]


SFACE = "sface-2021dec-int8bq"
DLIB = "dlib-resnet-v1"
"""The engines of this terminal's software: name and version of model and preparation."""


class FaceTemplate(Message):
    """One biometric template. Compared only with a reference of the same engine."""

    engine: str = Field(max_length=64, description="name and version, as SFACE and DLIB")
    vector: Vector


class ActionRecord(Message):
    """An action as the terminal saw it, seconds since the attempt began."""

    action: Action
    started: Finite
    finished: Finite


class FaceEvidence(Message):
    """What the terminal saw. No picture; templates live for as long as the check takes."""

    nonce: str = Field(max_length=64)
    templates: tuple[FaceTemplate, ...] = Field(min_length=1, max_length=16, repr=False)
    actions: tuple[ActionRecord, ...] = Field(max_length=4)
    passive: Finite | None = Field(None, ge=0, le=1, description="median score of live, where the models are supplied")
    restarts: int = Field(0, ge=0, description="how often the capture began anew within the attempt")


class StepResult(Message):
    """A step is proven; what remains, in order."""

    steps: tuple[Step, ...]


class IdNumberEvidence(Message):
    """The ID number of the licence's holder, typed by those who refuse the face check."""

    id_number: SecretStr = Field(min_length=15, max_length=18)

    @field_serializer("id_number", when_used="json")
    def _reveal(self, id_number: SecretStr) -> str:
        return id_number.get_secret_value()


class SmsSent(Message):
    """A code is on its way."""

    phone: str = Field(description="masked")
    expires_in: int = Field(description="seconds")
    resend_after: int = Field(description="seconds")


class SmsEvidence(Message):
    """The code that came by SMS."""

    code: SecretStr = Field(min_length=6, max_length=6)

    @field_serializer("code", when_used="json")
    def _reveal(self, code: SecretStr) -> str:
        return code.get_secret_value()


class ResetRequest(Message):
    """Carries out the service of the session, once for each idempotency key.

    A reset takes either the visitor's own choice or `one_time`: a random password by SMS to the phone on file, to be
    changed at the first sign-in. Unlocking alone takes neither.
    """

    new_password: SecretStr | None = Field(None, max_length=128)
    one_time: bool = False

    @field_serializer("new_password", when_used="json")
    def _reveal(self, new_password: SecretStr | None) -> str | None:
        return new_password.get_secret_value() if new_password else None


class LinkedStatus(StrEnum):
    """Whether a linked system knows of the change."""

    SYNCHRONISED = "synchronised"
    PENDING = "pending"


class LinkedSystem(Message):
    """A system that shares the account."""

    name: str
    status: LinkedStatus


class SecondFactor(StrEnum):
    """What a sign-in asks for beside the password."""

    SMS = "sms"
    TOTP = "totp"
    """A code of an authenticator app (RFC 6238)."""


class Scope(StrEnum):
    """What a sub-account may do."""

    ANNUAL_REPORT = "annual_report"
    CHANGE = "change"


class SubAccount(Message):
    """An account under the enterprise's own; it is signed out with it."""

    name: str
    scope: Scope


class Warn(StrEnum):
    """What the owner of an account should see to."""

    FEW_EMERGENCY_CONTACTS = "few_emergency_contacts"
    REPRESENTATIVE_OUTDATED = "representative_outdated"
    PHONE_OUTDATED = "phone_outdated"


class Receipt(Message):
    """What was done, without a secret; names and numbers are masked."""

    number: str
    service: Service
    issued_at: datetime
    company: str
    credit_code: str
    holder: str
    sessions_revoked: int = Field(description="signed-in sessions that were ended")
    signing_grants_revoked: int = Field(0, description="cached permissions to sign that were ended")
    sub_accounts: tuple[SubAccount, ...] = Field((), description="those that the change touched")
    linked: tuple[LinkedSystem, ...]
    verification_url: str = Field(description="the page where anybody sees that the receipt is genuine")
    hash: str | None = Field(None, description="of its entry in the ledger, hexadecimal")
    password_expires_on: datetime | None = None
    one_time_until: datetime | None = Field(None, description="a one-time password was sent; so long it may be used")
    second_factor: SecondFactor | None = Field(None, description="asked for from now on")
    warnings: tuple[Warn, ...] = ()


class Paper(StrEnum):
    """A paper that an enterprise files."""

    APPLICATION = "application"
    """密码重置申请书"""
    NOTICE = "notice"
    """办理结果通知书"""


class Outcome(Message):
    """What became of a reset: asked for when its answer was lost."""

    state: Literal["done", "not_done"]
    receipt: Receipt | None = None


class Receipts(Message):
    """The enterprise's receipts, newest first."""

    receipts: tuple[Receipt, ...]


class Ending(StrEnum):
    """How a visit ended."""

    SUCCESS = "success"
    CANCELLED = "cancelled"
    WALKED_AWAY = "walked_away"
    REFUSED = "refused"
    OTHER_WAY = "other_way"
    DEVICE_LOST = "device_lost"
    SERVICE_LOST = "service_lost"
    FAULT = "fault"


class SessionEnd(Message):
    """The terminal reports the end of a visit."""

    ending: Ending
    seconds: Finite = Field(ge=0)
    extensions: int = Field(ge=0, le=1000)


class LoginRequest(Message):
    """Signs in to the registration account, as its owner does from anywhere."""

    account: str = Field(max_length=64, description="unified social credit code")
    password: SecretStr = Field(max_length=128)

    @field_serializer("password", when_used="json")
    def _reveal(self, password: SecretStr) -> str:
        return password.get_secret_value()


class LoginResult(Message):
    """The password is right. Either a session begins, or the second factor is asked for.

    `session` is a bearer token for /account; where the password must be changed, it is good for nothing else.
    """

    state: Literal["signed_in", "second_factor"]
    session: str | None = Field(None, repr=False)
    must_change_password: bool = False
    password_expires_on: datetime | None = None
    factor: SecondFactor | None = None
    challenge: str | None = Field(None, repr=False, description="to be handed in with the second factor's code")


class SecondFactorRequest(Message):
    """Completes a sign-in."""

    challenge: str = Field(max_length=64, repr=False)
    code: SecretStr = Field(min_length=6, max_length=6)

    @field_serializer("code", when_used="json")
    def _reveal(self, code: SecretStr) -> str:
        return code.get_secret_value()


class PasswordChange(Message):
    """The signed-in owner chooses a new password."""

    new_password: SecretStr = Field(max_length=128)

    @field_serializer("new_password", when_used="json")
    def _reveal(self, new_password: SecretStr) -> str:
        return new_password.get_secret_value()


class TotpEnrolment(Message):
    """What an authenticator app is to take up; it counts once a code of it was confirmed."""

    uri: str = Field(repr=False, description="otpauth:// URI, to be shown as a QR code")


class TotpConfirmation(Message):
    """A code of the app."""

    code: SecretStr = Field(min_length=6, max_length=6)

    @field_serializer("code", when_used="json")
    def _reveal(self, code: SecretStr) -> str:
        return code.get_secret_value()


class Heartbeat(Message):
    """A terminal's sign of life."""

    software: str = Field(max_length=32)
    state: str = Field(max_length=32)
    faults: tuple[str, ...] = Field(max_length=32)


class Orders(Message):
    """The answer to a heartbeat."""

    time: datetime = Field(description="the service's clock; requests that differ by more than 60 s are refused")
    configuration: int | None = Field(None, description="version that holds for the terminal's region, if there is one")


class VisitTimes(Message):
    """The clocks of a visit, seconds; the least is what accessibility asks for (WCAG 2.2.1)."""

    budget: Finite = Field(ge=60, le=1800)
    extension: Finite = Field(ge=60)
    idle: Finite = Field(ge=20)
    warning: Finite = Field(ge=20)


class TerminalConfiguration(Message):
    """What the terminals of a region are to do. `version` only ever grows within a region."""

    version: int = Field(ge=1)
    region: str = Field(max_length=32)
    valid_from: AwareDatetime
    services: tuple[Service, ...] = Field(min_length=1, description="offered; others are neither shown nor opened")
    notice_version: str = Field(min_length=1, max_length=32)
    window: Window
    times: VisitTimes


class SignedConfiguration(Message):
    """A configuration as it was signed: `payload` is the JSON of a `TerminalConfiguration`, byte for byte."""

    payload: str = Field(max_length=16384)
    signature: str = Field(max_length=128, description="base64 of Ed25519 over CONFIGURATION_CONTEXT and the payload")

    def signed_bytes(self) -> bytes:
        """What the signature covers."""
        return CONFIGURATION_CONTEXT + self.payload.encode()


class EnrolmentRequest(Message):
    """A terminal asks to be enrolled. Signed like every request, with the very key that it presents."""

    terminal_id: str = Field(pattern=r"^[A-Z]{2}-[0-9]{4}$")
    region: str = Field(max_length=32)
    public_key: str = Field(max_length=256, description="Ed25519, PEM")


class EnrolmentState(StrEnum):
    """What has become of the request."""

    PENDING = "pending"
    CONFIRMED = "confirmed"
    REFUSED = "refused"


class Enrolment(Message):
    """A request for enrolment. An operator compares `fingerprint` with what the terminal itself shows."""

    enrolment_id: str
    state: EnrolmentState
    fingerprint: str


class Health(Message):
    """The service answers."""

    status: Literal["ok"]
    time: datetime


class Verdict(StrEnum):
    """What a test of the terminal found. `skipped` is never a pass: its finding says why nothing was tested."""

    PASS = "pass"  # noqa: S105 - no password
    WARN = "warn"
    FAIL = "fail"
    SKIPPED = "skipped"


class Limit(Message):
    """What a figure must keep to, in the figure's unit."""

    sign: Literal["at_least", "at_most"]
    value: Finite


class Finding(Message):
    """What is wrong, or why nothing was tested: a code of the catalogues and the values in its words.

    The words are `diagnose.found.<code>` and what to do `diagnose.advice.<code>`. A value named `test` is a test's
    name, of which its title is shown.
    """

    code: str = Field(max_length=64)
    values: dict[str, str | int | Finite] = Field(default_factory=dict, max_length=8)


class CheckResult(Message):
    """One test of the terminal, as it went."""

    test: str = Field(max_length=64)
    verdict: Verdict
    figure: Finite | None = None
    unit: str = Field("", max_length=16)
    limit: Limit | None = None
    finding: Finding | None = None
    at: datetime
    seconds: Finite = Field(ge=0, description="that the test took")


class DiagnosticReport(Message):
    """A run of the terminal's tests."""

    terminal: str = Field(max_length=32)
    place: str = Field(max_length=128)
    software: str = Field(max_length=32)
    configuration: str = Field(max_length=64, description="SHA-256 of the configuration, hexadecimal")
    at: datetime
    results: tuple[CheckResult, ...] = Field(max_length=128)


class ReportsKept(Message):
    """How many reports of the terminal that asks the service holds, and when the newest was made."""

    count: int
    last: datetime | None
