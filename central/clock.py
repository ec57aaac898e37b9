"""Time and randomness, handed in everywhere."""

from __future__ import annotations

import string
from collections.abc import Callable
from datetime import UTC, datetime
from random import Random

Clock = Callable[[], datetime]
"""The current time, aware, UTC."""

TOKEN_ALPHABET = string.ascii_uppercase + string.digits


def utc_now() -> datetime:
    """The system's clock."""
    return datetime.now(UTC)


def lasts(until: datetime | None, now: datetime) -> bool:
    """Whether what ends at `until` still holds."""
    return until is not None and until > now


def token(random: Random) -> str:
    """45 upper-case alphanumeric characters, more than 128 bits: fits a QR code of version 3, level M."""
    return "".join(random.choices(TOKEN_ALPHABET, k=45))


def identifier(random: Random) -> str:
    """128 random bits in hexadecimal."""
    return f"{random.getrandbits(128):032x}"
