"""The one-time code: a way in for whoever is the machine's own user, when no badge can be read."""

from __future__ import annotations

import hmac
import secrets
import threading
from collections.abc import Callable

from pydantic import SecretStr

DIGITS = 8
GOOD_S = 600.0
TRIES = 5


class OneTimeCodes:
    """One code at a time, good once, for ten minutes and five tries. Asked for and tried in different threads.

    `draw(n)` draws a number below n; `clock` counts seconds.
    """

    def __init__(self, clock: Callable[[], float], draw: Callable[[int], int] = secrets.randbelow) -> None:
        self._clock, self._draw = clock, draw
        self._lock = threading.Lock()
        self._code: SecretStr | None = None
        self._until, self._tries = 0.0, 0

    def make(self) -> SecretStr:
        """A new code; the one before is void."""
        code = SecretStr(f"{self._draw(10**DIGITS):0{DIGITS}}")
        with self._lock:
            self._code, self._until, self._tries = code, self._clock() + GOOD_S, TRIES
        return code

    def good(self, typed: SecretStr) -> bool:
        """Whether this is the code; then it is used up."""
        with self._lock:
            code = self._code
            if code is None or self._clock() >= self._until:
                self._code = None
                return False
            self._tries -= 1
            right = hmac.compare_digest(code.get_secret_value().encode(), typed.get_secret_value().encode())
            if right or self._tries == 0:
                self._code = None
            return right
