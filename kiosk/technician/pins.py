"""The technicians' PIN of this terminal, and the lock that guessing at it meets."""

from __future__ import annotations

import os
import re
from collections.abc import Callable
from datetime import datetime, timedelta
from itertools import pairwise
from pathlib import Path

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError
from pydantic import AwareDatetime, BaseModel, ConfigDict, SecretStr, ValidationError

SHORTEST, LONGEST = 6, 12
"""Digits."""
FREE_TRIES = 2
"""Failures that nobody has to wait for."""
FIRST_WAIT_S, LONGEST_WAIT_S = 30.0, 3600.0
"""Doubled with every failure beyond those."""
FEWEST_DIGITS = 3
"""Different ones."""
COMMON = frozenset({"147258", "147258369", "159357", "258369", "1314520", "5201314", "112233", "123321", "654123"})
NOBODY_ELSE = 0o600


class PinRefused(ValueError):
    """A PIN that must not be set. The message says why, and never the PIN."""


class _Kept(BaseModel):
    """What is on the disk."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    hash: str
    failures: int = 0
    until: AwareDatetime | None = None
    """no PIN is taken before"""


def strong(pin: SecretStr) -> SecretStr:
    """`pin`, if it may be one. Raises PinRefused."""
    digits = pin.get_secret_value()
    if not re.fullmatch(rf"[0-9]{{{SHORTEST},{LONGEST}}}", digits):
        raise PinRefused(f"a PIN has {SHORTEST} to {LONGEST} digits and nothing else")
    steps = {(int(after) - int(before)) % 10 for before, after in pairwise(digits)}
    repeats = any(digits == (digits[:length] * len(digits))[: len(digits)] for length in range(1, len(digits) // 2 + 1))
    if len(steps) == 1 or repeats or len(set(digits)) < FEWEST_DIGITS or digits in COMMON:
        raise PinRefused("this PIN is among the first that anybody tries: no rows, no repetitions, no common numbers")
    return pin


def wait_after(failures: int) -> float:
    """Seconds that nobody is let in after so many failures in a row."""
    beyond = failures - FREE_TRIES
    return 0.0 if beyond <= 0 else min(LONGEST_WAIT_S, FIRST_WAIT_S * 2.0 ** min(beyond - 1, 20))


class Pins:
    """The PIN in `file`, which only the terminal's own user can read. `now` is the wall clock.

    There is no PIN until one is set, and nobody comes in without one. A try is counted before it is judged, so that
    pulling the plug saves none. Hashing blocks for a tenth of a second.
    """

    def __init__(self, file: Path, now: Callable[[], datetime], hasher: PasswordHasher | None = None) -> None:
        self._file, self._now, self._hasher = file, now, hasher or PasswordHasher()
        self._unwritten: _Kept | None = None
        """What a full disk did not take."""

    def set(self, pin: SecretStr) -> None:
        """Sets the PIN and opens the lock. Raises PinRefused, OSError."""
        self._write(_Kept(hash=self._hasher.hash(strong(pin).get_secret_value())))
        self._unwritten = None

    def usable(self) -> bool:
        """Whether there is a PIN, in a file that is nobody else's."""
        return self._read() is not None

    def locked_for(self) -> float:
        """Seconds until a PIN is taken again."""
        kept = self._read()
        if kept is None or kept.until is None:
            return 0.0
        left, longest = (kept.until - self._now()).total_seconds(), wait_after(kept.failures)
        if left > longest:  # the clock was set back: what is left of the wait is not known, so it begins anew
            self._keep(kept.model_copy(update={"until": self._now() + timedelta(seconds=longest)}))
            return longest
        return max(0.0, left)

    def right(self, pin: SecretStr) -> bool:
        """Whether this is the PIN; False also while the lock is closed or where no PIN is set."""
        kept = self._read()
        if kept is None or self.locked_for() > 0:
            return False
        failures = kept.failures + 1
        until = self._now() + timedelta(seconds=wait_after(failures))
        self._keep(kept.model_copy(update={"failures": failures, "until": until}))
        try:
            self._hasher.verify(kept.hash, pin.get_secret_value())
        except (VerificationError, InvalidHashError):
            return False
        self._keep(_Kept(hash=kept.hash))
        return True

    def _read(self) -> _Kept | None:
        try:
            if self._file.stat().st_mode & 0o077:
                return None
            kept = _Kept.model_validate_json(self._file.read_bytes())
        except (OSError, ValidationError):
            return None
        waiting = self._unwritten
        return waiting if waiting is not None and waiting.hash == kept.hash else kept

    def _keep(self, kept: _Kept) -> None:
        """A disk that is full does not open the lock, and does not keep the technician out who is to mend it."""
        try:
            self._write(kept)
            self._unwritten = None
        except OSError:
            self._unwritten = kept

    def _write(self, kept: _Kept) -> None:
        """Whole or not at all. Where root writes it, it is the folder's owner's: the terminal runs as that user."""
        folder = self._file.parent
        folder.mkdir(parents=True, exist_ok=True)
        part = self._file.with_name(f".{self._file.name}.part")
        part.unlink(missing_ok=True)
        part.touch(NOBODY_ELSE)
        part.write_text(kept.model_dump_json() + "\n", "utf-8")
        if os.geteuid() == 0:
            os.chown(part, folder.stat().st_uid, folder.stat().st_gid)
        part.replace(self._file)
