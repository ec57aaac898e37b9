"""What the ticks beside the rules say while a password is typed."""

from __future__ import annotations

import pytest

from kiosk.contract import PasswordRules
from screens.password_rules import check

RULES = PasswordRules(profile="test", min_length=8, max_length=12, min_kinds=3, one_time_hours=24)


@pytest.mark.parametrize(
    ("new", "length", "kinds"),
    [
        ("", False, False),
        ("abcdefgh", True, False),
        ("abcdEF1", False, True),
        ("abcdEF12", True, True),
        ("abcd-123", True, True),
        ("abcdEF1234567", False, True),
    ],
)
def test_length_and_kinds(new: str, length: bool, kinds: bool) -> None:
    checks = check(new, "", RULES)
    assert (checks.length, checks.kinds) == (length, kinds)


def test_the_repetition_must_be_the_same_and_something() -> None:
    assert check("abcdEF12", "abcdEF12", RULES).repeated
    assert not check("abcdEF12", "abcdEF1", RULES).repeated
    assert not check("", "", RULES).repeated
