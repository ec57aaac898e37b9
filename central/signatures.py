"""Request signatures of the terminals: HTTP Message Signatures (RFC 9421) with Ed25519, each accepted once."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Annotated, Any, cast

from fastapi import Depends, Request
from fastapi.openapi.models import APIKey, APIKeyIn
from fastapi.security.base import SecurityBase
from http_message_signatures import (
    HTTPMessageSignaturesException,
    HTTPMessageVerifier,
    HTTPSignatureKeyResolver,
    VerifyResult,
)
from http_message_signatures.algorithms import ED25519
from sqlalchemy import CursorResult, bindparam, delete, text
from sqlalchemy.orm import Session

from central.clock import Clock
from central.database import Database, Nonce, Terminal, UtcDateTime
from central.problems import Refused
from kiosk.contract import SIGNATURE_TAG, SIGNED_COMPONENTS, ProblemCode

MAX_SKEW = timedelta(seconds=60)
PARAMETERS = {"created", "keyid", "alg", "nonce", "tag"}
MAX_NONCE = 64
SWEEP_EVERY = timedelta(minutes=1)

REMEMBER = text(
    "INSERT INTO nonces (terminal_id, nonce, expires_at) VALUES (:terminal_id, :nonce, :expires_at)"
    " ON CONFLICT DO NOTHING"
).bindparams(bindparam("expires_at", type_=UtcDateTime()))
SCHEME = (
    "HTTP Message Signature (RFC 9421) by the Ed25519 key of an enrolled terminal: Signature-Input and Signature, "
    f"covering {', '.join(SIGNED_COMPONENTS)}, with created, keyid (the terminal), alg, nonce and tag={SIGNATURE_TAG}; "
    f"accepted once, and no more than {MAX_SKEW.seconds} s from the service's clock."
)


@dataclass(frozen=True)
class SignedMessage:
    """A request as the signature library reads it: `url` absolute, `headers` with every line."""

    method: str
    url: str
    headers: Any


@dataclass(frozen=True)
class Caller:
    """The terminal that signed a request."""

    terminal_id: str
    region: str


class Signatures:
    """Verifies signatures against the keys of enrolled terminals."""

    def __init__(self, database: Database, clock: Clock) -> None:
        self._database = database
        self._clock = clock
        self._sweep_at = clock()

    def verify(self, message: SignedMessage, body: bytes) -> Caller:
        """Who signed `message` and `body`.

        Raises `Refused`: signature_refused, clock_skew, request_replayed, terminal_disabled.
        """
        # Fleeting: a nonce is needed for two minutes, and what could be replayed after a power cut is carried out once.
        with self._database.transaction(fleeting=True) as db:
            keys = _EnrolledKeys(db)
            parameters = _verified(keys, message, body)
            created = self._timely(parameters)
            self._remember(db, parameters["keyid"], parameters["nonce"], created + MAX_SKEW)
            terminal = db.get_one(Terminal, parameters["keyid"])
            if not terminal.enabled:
                raise Refused(ProblemCode.TERMINAL_DISABLED)
            return Caller(terminal.id, terminal.region)

    def verify_own(self, message: SignedMessage, body: bytes, terminal_id: str, public_key: str) -> None:
        """That `message` and `body` are signed with the key that they present, in the name of `terminal_id`.

        Raises `Refused`: signature_refused, clock_skew. A replay is let through: it asks for what was asked before.
        """
        self._timely(_verified(_PresentedKey(terminal_id, public_key), message, body))

    def _timely(self, parameters: dict[str, Any]) -> datetime:
        created = datetime.fromtimestamp(parameters["created"], UTC)
        if abs(self._clock() - created) > MAX_SKEW:
            raise Refused(ProblemCode.CLOCK_SKEW)
        return created

    def _remember(self, db: Session, terminal_id: str, nonce: str, stale_at: datetime) -> None:
        now = self._clock()
        if now >= self._sweep_at:  # not with every request; what is stale does no harm meanwhile
            self._sweep_at = now + SWEEP_EVERY
            db.execute(delete(Nonce).where(Nonce.expires_at < now))
        new = db.execute(REMEMBER, {"terminal_id": terminal_id, "nonce": nonce, "expires_at": stale_at})
        if not cast(CursorResult[Any], new).rowcount:
            raise Refused(ProblemCode.REQUEST_REPLAYED)


class _Verifier(HTTPMessageVerifier):
    def validate_created_and_expires(self, sig_input: Any, max_age: timedelta | None = None) -> None:
        """Left to `Signatures`, whose clock is handed in."""


class _EnrolledKeys(HTTPSignatureKeyResolver):
    def __init__(self, db: Session) -> None:
        self._db = db

    def resolve_public_key(self, key_id: str) -> bytes | None:
        # Kept: a session holds on to nothing that nobody else does, and would read it once more.
        self._found = found = self._db.get(Terminal, key_id)
        return found.public_key.encode() if found and found.revoked_at is None else None


class _PresentedKey(HTTPSignatureKeyResolver):
    def __init__(self, key_id: str, public_key: str) -> None:
        self._key_id = key_id
        self._public_key = public_key

    def resolve_public_key(self, key_id: str) -> bytes | None:
        return self._public_key.encode() if key_id == self._key_id else None


def _verified(keys: HTTPSignatureKeyResolver, message: SignedMessage, body: bytes) -> dict[str, Any]:
    """The parameters of the message's only signature, once it is known to be whole and to cover all it must."""
    verifier = _Verifier(signature_algorithm=ED25519, key_resolver=keys)
    try:
        results: list[VerifyResult] = verifier.verify(
            message, max_age=None, expect_tag=SIGNATURE_TAG, require_components=SIGNED_COMPONENTS, body=body
        )
    except HTTPMessageSignaturesException:
        raise Refused(ProblemCode.SIGNATURE_REFUSED) from None
    if len(results) != 1 or set(results[0].parameters) != PARAMETERS or len(results[0].nonce or "") > MAX_NONCE:
        raise Refused(ProblemCode.SIGNATURE_REFUSED)
    return dict(results[0].parameters)


async def body_of(request: Request) -> bytes:
    """The dependency of whoever needs the body as it came."""
    return await request.body()


def message_of(request: Request) -> SignedMessage:
    """The request as it was signed."""
    # The target as it came over the wire: the framework's own URL has lost its percent-encoding.
    target = request.scope["raw_path"].decode("latin-1")
    if request.scope["query_string"]:
        target += "?" + request.scope["query_string"].decode("latin-1")
    url = f"{request.url.scheme}://{request.headers.get('host', '')}{target}"
    return SignedMessage(request.method, url, request.headers)


class Signed(SecurityBase):
    """The dependency of every route that only terminals may use."""

    def __init__(self, signatures: Signatures) -> None:
        self._signatures = signatures
        self.scheme_name = "terminal"
        self.model = APIKey.model_validate({"in": APIKeyIn.header, "name": "Signature", "description": SCHEME})

    def __call__(self, request: Request, body: Annotated[bytes, Depends(body_of)]) -> Caller:
        """The caller; raises `Refused`."""
        return self._signatures.verify(message_of(request), body)
