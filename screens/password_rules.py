"""What can be said of a password while it is typed. Pure; the central service decides."""

from __future__ import annotations

import string
from typing import NamedTuple

from kiosk.contract import PasswordRules

KINDS = (string.ascii_lowercase, string.ascii_uppercase, string.digits, string.punctuation)
ANY = PasswordRules(profile="", min_length=1, max_length=64, min_kinds=1, one_time_hours=1)
"""Before the central service has said which rules hold."""


class Checks(NamedTuple):
    """Which rules a password keeps."""

    length: bool
    kinds: bool
    repeated: bool

    @property
    def new(self) -> bool:
        """Whether it may be repeated."""
        return self.length and self.kinds


def check(new: str, repeat: str, rules: PasswordRules) -> Checks:
    """`new` and its repetition against `rules`."""
    kinds = sum(any(character in kind for character in new) for kind in KINDS)
    return Checks(
        length=rules.min_length <= len(new) <= rules.max_length,
        kinds=kinds >= rules.min_kinds,
        repeated=bool(new) and new == repeat,
    )
