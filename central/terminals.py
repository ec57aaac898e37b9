"""The terminals' identity: keys enrolled, replaced, revoked; requests for enrolment; remote disable and enable."""

from __future__ import annotations

from datetime import timedelta
from random import Random

from cryptography.exceptions import UnsupportedAlgorithm
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat, load_pem_public_key
from sqlalchemy import delete, func, select
from sqlalchemy.orm import Session

from central.clock import Clock, identifier
from central.database import Enrolment, Terminal
from central.ledger import Kind, Ledger
from central.operators.actions import ActionKind, record
from central.policies import Policies
from central.problems import Refused
from central.visits import end_all
from kiosk import contract
from kiosk.contract import EnrolmentRequest, EnrolmentState, ProblemCode, fingerprint

REQUEST_LIFETIME = timedelta(days=1)
MOST_PENDING = 50
"""Anybody can send such requests: no more are kept waiting."""


LEDGER_KINDS = {
    ActionKind.TERMINAL_ENROLLED: Kind.TERMINAL_ENROLLED,
    ActionKind.KEY_REPLACED: Kind.TERMINAL_KEY_REPLACED,
    ActionKind.KEY_REVOKED: Kind.TERMINAL_REVOKED,
    ActionKind.TERMINAL_ENABLED: Kind.TERMINAL_ENABLED,
    ActionKind.TERMINAL_DISABLED: Kind.TERMINAL_DISABLED,
}


class TerminalFault(ValueError):
    """What is asked for cannot be done to a terminal; the message names the remedy."""


class Terminals:
    """Works within the caller's transaction; `by` is the operator, kept with every change."""

    def __init__(self, policies: Policies, ledger: Ledger, clock: Clock, random: Random) -> None:
        self._policies = policies
        self._ledger = ledger
        self._clock = clock
        self._random = random

    def enrol(self, db: Session, terminal_id: str, region: str, pem: str, by: str) -> None:
        """Enrols a terminal, or gives it another key: the old one is refused from now on, and its visits end.

        Raises TerminalFault. A terminal that was disabled stays so.
        """
        self._check_region(region)
        key = normalised(pem)
        terminal = db.get(Terminal, terminal_id, with_for_update=True)
        if terminal is None:
            db.add(Terminal(id=terminal_id, region=region, public_key=key))
            self._changed(db, by, ActionKind.TERMINAL_ENROLLED, terminal_id, region=region, key=fingerprint_of(key))
        elif (terminal.public_key, terminal.region, terminal.revoked_at) != (key, region, None):
            terminal.public_key, terminal.region, terminal.revoked_at = key, region, None
            end_all(db, terminal_id, self._clock())
            self._changed(db, by, ActionKind.KEY_REPLACED, terminal_id, region=region, key=fingerprint_of(key))

    def revoke(self, db: Session, terminal_id: str, by: str, reason: str = "") -> None:
        """The key is refused from now on, and the visits under way end; enrolling again gives the terminal another.

        Raises TerminalFault.
        """
        terminal = _known(db, terminal_id)
        if terminal.revoked_at is None:
            terminal.revoked_at = self._clock()
            end_all(db, terminal_id, self._clock())
            self._changed(db, by, ActionKind.KEY_REVOKED, terminal_id, reason)

    def set_enabled(self, db: Session, terminal_id: str, enabled: bool, by: str, reason: str = "") -> None:
        """Closes a terminal from afar, or opens it again; raises TerminalFault."""
        terminal = _known(db, terminal_id)
        if terminal.enabled != enabled:
            terminal.enabled = enabled
            kind = ActionKind.TERMINAL_ENABLED if enabled else ActionKind.TERMINAL_DISABLED
            self._changed(db, by, kind, terminal_id, reason)

    def request(self, db: Session, request: EnrolmentRequest) -> contract.Enrolment:
        """Keeps a request until an operator decides; asking again finds the same one.

        Raises TerminalFault, `Refused` too_many_requests.
        """
        self._check_region(request.region)
        key = normalised(request.public_key)
        db.execute(delete(Enrolment).where(Enrolment.expires_at < self._clock()))
        pending = select(Enrolment).where(Enrolment.state == EnrolmentState.PENDING)
        mine = pending.where(Enrolment.terminal_id == request.terminal_id, Enrolment.public_key == key)
        enrolment = db.scalar(mine.where(Enrolment.region == request.region))
        if enrolment is None:
            if (db.scalar(select(func.count()).select_from(pending.subquery())) or 0) >= MOST_PENDING:
                raise Refused(ProblemCode.TOO_MANY_REQUESTS)
            enrolment = Enrolment(
                id=identifier(self._random),
                terminal_id=request.terminal_id,
                region=request.region,
                public_key=key,
                state=EnrolmentState.PENDING,
                requested_at=self._clock(),
                expires_at=self._clock() + REQUEST_LIFETIME,
            )
            db.add(enrolment)
        return _shown(enrolment)

    def enrolment(self, db: Session, enrolment_id: str) -> contract.Enrolment:
        """What has become of a request; raises `Refused` not_found."""
        enrolment = db.get(Enrolment, enrolment_id)
        if enrolment is None or enrolment.expires_at < self._clock():
            raise Refused(ProblemCode.NOT_FOUND)
        return _shown(enrolment)

    def pending(self, db: Session) -> list[Enrolment]:
        """The requests that wait for an operator, oldest first."""
        waiting = select(Enrolment).where(Enrolment.state == EnrolmentState.PENDING)
        return list(db.scalars(waiting.where(Enrolment.expires_at >= self._clock()).order_by(Enrolment.requested_at)))

    def decide(self, db: Session, enrolment_id: str, confirmed: bool, by: str) -> None:
        """Confirms or refuses a request; the first decision counts. Raises TerminalFault where there is none."""
        enrolment = db.get(Enrolment, enrolment_id, with_for_update=True)
        if enrolment is None or enrolment.expires_at < self._clock():
            raise TerminalFault("there is no such request any more: start it again at the terminal")
        if enrolment.state != EnrolmentState.PENDING:
            return
        enrolment.state = EnrolmentState.CONFIRMED if confirmed else EnrolmentState.REFUSED
        if confirmed:
            self.enrol(db, enrolment.terminal_id, enrolment.region, enrolment.public_key, by)
        else:
            record(db, self._clock(), by, ActionKind.ENROLMENT_REFUSED, enrolment.terminal_id)

    def _changed(
        self, db: Session, by: str, kind: ActionKind, terminal_id: str, reason: str = "", **detail: str
    ) -> None:
        """For the operators to see, and in the ledger for good."""
        record(db, self._clock(), by, kind, terminal_id, reason)
        self._ledger.append(db, LEDGER_KINDS[kind], terminal_id, {"by": by, "reason": reason} | detail)

    def _check_region(self, region: str) -> None:
        known = self._policies.regions
        if region not in known:
            raise TerminalFault(f"unknown region {region}; policies.toml knows {', '.join(known)}")


def normalised(pem: str) -> str:
    """The same Ed25519 public key always as the same text; raises TerminalFault."""
    try:
        key = load_pem_public_key(pem.encode())
    except (ValueError, UnsupportedAlgorithm):
        key = None
    if not isinstance(key, Ed25519PublicKey):
        raise TerminalFault("this is no Ed25519 public key in PEM; make one with openssl genpkey -algorithm ed25519")
    return key.public_bytes(Encoding.PEM, PublicFormat.SubjectPublicKeyInfo).decode("ascii")


def fingerprint_of(pem: str) -> str:
    """The fingerprint of a public key in PEM."""
    return fingerprint(load_pem_public_key(pem.encode()).public_bytes(Encoding.DER, PublicFormat.SubjectPublicKeyInfo))


def _known(db: Session, terminal_id: str) -> Terminal:
    terminal = db.get(Terminal, terminal_id, with_for_update=True)
    if terminal is None:
        raise TerminalFault(f"there is no terminal {terminal_id}; central fleet lists them")
    return terminal


def _shown(enrolment: Enrolment) -> contract.Enrolment:
    return contract.Enrolment(
        enrolment_id=enrolment.id,
        state=EnrolmentState(enrolment.state),
        fingerprint=fingerprint_of(enrolment.public_key),
    )
