"""The technician's badge: who may do what at which terminals, until when, signed by those who issue badges.

Its text is made for a small QR code: upper-case letters and digits. A copy of it says nothing that opens a terminal
without the PIN.
"""

from __future__ import annotations

import base64
import binascii
import struct
from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from enum import StrEnum

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey
from pydantic import SecretStr

from kiosk.contract import CHINA

PREFIX = "RKB1"
CONTEXT = b"reset-kiosk badge 1\n"
"""Precedes what is signed, so that no other signature of the same key can pass for a badge."""
HEAD = struct.Struct(">IHB")
"""Serial number, days from EPOCH to the last day, rights as bits in the order of `Right`."""
EPOCH = date(2020, 1, 1)
SIGNATURE_BYTES = 64
LARGEST_SERIAL = 2**32 - 1
LONGEST_NAME = 60
"""Bytes of UTF-8."""


class Right(StrEnum):
    """What the holder of a badge may do."""

    TEST = "test"
    """Run tests, read and hand on reports."""
    SERVICE = "service"
    """The service actions."""
    ENROL = "enrol"
    """Enrol the terminal, set the PIN."""


ALL_RIGHTS = frozenset(Right)


class Refusal(StrEnum):
    """Why somebody was not let in: for the journal, never for the screen."""

    FOREIGN = "foreign"
    FORGED = "forged"
    EXPIRED = "expired"
    REVOKED = "revoked"
    CODE = "code"
    PIN = "pin"
    NO_PIN = "no_pin"
    LOCKED = "locked"


@dataclass(frozen=True)
class Holder:
    """Who is at the terminal, as far as it needs to know: a badge's number and its rights."""

    serial: int
    """0: whoever had a one-time code made by the machine's own user"""
    rights: frozenset[Right]


BY_CODE = Holder(0, ALL_RIGHTS)


@dataclass(frozen=True)
class Badge:
    """What stands on a badge. Its name is for people who look at it; the terminal keeps the number only."""

    serial: int
    name: str = field(repr=False)
    expires: date
    """the last day on which it is good, in China"""
    rights: frozenset[Right]

    @property
    def holder(self) -> Holder:
        """Who shows it."""
        return Holder(self.serial, self.rights)


class BadgeRefused(Exception):
    """A text is no badge that is good here. `serial` is 0 unless the signature is."""

    def __init__(self, reason: Refusal, serial: int = 0) -> None:
        super().__init__(f"the badge is not accepted: {reason}")
        self.reason, self.serial = reason, serial


def issue(badge: Badge, key: Ed25519PrivateKey) -> SecretStr:
    """The badge's text. Raises ValueError for what does not fit on a badge."""
    name, days = badge.name.encode(), (badge.expires - EPOCH).days
    if not 0 < badge.serial <= LARGEST_SERIAL:
        raise ValueError(f"the serial number {badge.serial} must be 1 to {LARGEST_SERIAL}")
    if not 0 < len(name) <= LONGEST_NAME:
        raise ValueError(f"the name has {len(name)} bytes; it must have 1 to {LONGEST_NAME}")
    if not 0 <= days < 2**16:
        raise ValueError(f"the last day {badge.expires} must be from {EPOCH} to {EPOCH + timedelta(2**16 - 1)}")
    if not badge.rights:
        raise ValueError("a badge without a right opens nothing")
    body = HEAD.pack(badge.serial, days, sum(1 << bit for bit, one in enumerate(Right) if one in badge.rights)) + name
    return SecretStr(PREFIX + _text(body + key.sign(CONTEXT + body)))


def read(text: str, issuers: Sequence[Ed25519PublicKey]) -> Badge:
    """The badge in `text`, if one of the issuers signed it, good today or not. Raises BadgeRefused."""
    if not text.startswith(PREFIX):
        raise BadgeRefused(Refusal.FOREIGN)
    body, signature = _parts(text.removeprefix(PREFIX))
    if not any(_signed(issuer, body, signature) for issuer in issuers):
        raise BadgeRefused(Refusal.FORGED)
    try:
        serial, days, bits = HEAD.unpack(body[: HEAD.size])
        name = body[HEAD.size :].decode()
    except (struct.error, UnicodeDecodeError):  # of a later version, signed by the same hand
        raise BadgeRefused(Refusal.FOREIGN) from None
    rights = frozenset(one for bit, one in enumerate(Right) if bits & 1 << bit)
    return Badge(serial, name, EPOCH + timedelta(days), rights)


class Badges:
    """Which badges are good at this terminal. `now` is the wall clock."""

    def __init__(
        self, issuers: Sequence[Ed25519PublicKey], revoked: Collection[int], now: Callable[[], datetime]
    ) -> None:
        self._issuers, self._revoked, self._now = tuple(issuers), frozenset(revoked), now

    def admitted(self, text: str) -> Badge:
        """The badge in `text`, if it is good here and now. Raises BadgeRefused."""
        badge = read(text, self._issuers)
        if badge.serial in self._revoked:
            raise BadgeRefused(Refusal.REVOKED, badge.serial)
        if self._now().astimezone(CHINA).date() > badge.expires:
            raise BadgeRefused(Refusal.EXPIRED, badge.serial)
        return badge


def _text(content: bytes) -> str:
    return base64.b32encode(content).decode().rstrip("=")


def _parts(text: str) -> tuple[bytes, bytes]:
    """What is signed, and the signature. Raises BadgeRefused for whatever `_text` does not write."""
    try:
        content = base64.b32decode(text + "=" * (-len(text) % 8))
    except (ValueError, binascii.Error):
        raise BadgeRefused(Refusal.FORGED) from None
    if _text(content) != text or len(content) <= SIGNATURE_BYTES:  # one badge has one text
        raise BadgeRefused(Refusal.FORGED)
    return content[:-SIGNATURE_BYTES], content[-SIGNATURE_BYTES:]


def _signed(issuer: Ed25519PublicKey, body: bytes, signature: bytes) -> bool:
    try:
        issuer.verify(signature, CONTEXT + body)
    except InvalidSignature:
        return False
    return True
