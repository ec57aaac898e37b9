"""Which new passwords are refused, and why. Pure; former passwords are compared in `resets`."""

from __future__ import annotations

import string
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from random import Random

from pypinyin import Style, lazy_pinyin
from zxcvbn import matching, scoring, time_estimates

from central.policies import PasswordProfile
from kiosk.contract import PasswordReason

KINDS = (string.ascii_lowercase, string.ascii_uppercase, string.digits, string.punctuation)
LEET = tuple(str.maketrans("@4836$50+7!1", "aabegssotti" + one) for one in "il")
READABLE = ("abcdefghjkmnpqrstuvwxyz", "ABCDEFGHJKLMNPQRSTUVWXYZ", "23456789")
SHORTEST_DRAWN = 12
SHORTEST_WORD = 4
SHORTEST_FRAGMENT = 6
ZXCVBN_LIMIT = 72
COMMON_WORDS = "common"
"""Our dictionary of them beside zxcvbn's own, `passwords`, which knows little of what is common in China."""

Dictionaries = Mapping[str, Mapping[str, int]]
"""Words and their ranks, the first being 1, by dictionary."""


@dataclass(frozen=True)
class Owner:
    """What others know, or can find out, about the owner of an account."""

    name: str
    short_name: str
    founded: int
    numbers: tuple[str, ...] = field(repr=False)

    def words(self) -> frozenset[str]:
        """The names in pinyin and as initials; short initials count with the founding year only."""
        words = set()
        for name in (self.name, self.short_name):
            words.add("".join(lazy_pinyin(name)).lower())
            initials = "".join(lazy_pinyin(name, style=Style.FIRST_LETTER)).lower()
            words |= {initials, f"{initials}{self.founded}", f"{self.founded}{initials}"}
        return frozenset(word for word in words if len(word) >= SHORTEST_WORD)


def load_common() -> tuple[str, ...]:
    """Reads common_passwords.txt: common words, most common first."""
    lines = Path(__file__).with_name("common_passwords.txt").read_text("ascii").splitlines()
    return tuple(line for line in lines if line and not line.startswith("#"))


def one_time_password(random: Random, min_length: int) -> str:
    """At least 12 random characters of three kinds, none easily mistaken for another when read from a phone."""
    drawn = [random.choice(kind) for kind in READABLE]
    drawn += random.choices("".join(READABLE), k=max(SHORTEST_DRAWN, min_length) - len(drawn))
    random.shuffle(drawn)
    return "".join(drawn)


def reasons(password: str, profile: PasswordProfile, owner: Owner, common: Sequence[str]) -> tuple[PasswordReason, ...]:
    """Why `password` is refused; empty when it is not. `common` words count as easily guessed."""
    forms = _forms(password)
    words = owner.words()
    found = {
        PasswordReason.TOO_SHORT: len(password) < profile.min_length,
        PasswordReason.TOO_LONG: len(password) > profile.max_length,
        PasswordReason.TOO_FEW_KINDS: _kinds(password) < profile.min_kinds,
        PasswordReason.BAD_CHARACTERS: not set(password) <= set("".join(KINDS)),
        PasswordReason.COMPANY_NAME: any(word in form for word in words for form in forms),
        PasswordReason.OWN_NUMBER: any(fragment in form for fragment in _fragments(owner.numbers) for form in forms),
    }
    refused = [reason for reason, is_so in found.items() if is_so]
    if not refused:
        # Handed in, and not by zxcvbn(): that leaves its user_inputs in a global, where another visit finds them.
        own = {
            COMMON_WORDS: matching.build_ranked_dict(common),
            "owner": matching.build_ranked_dict([*words, *owner.numbers]),
        }
        refused += _weakness(forms, profile, matching.RANKED_DICTIONARIES | own)
    return tuple(refused)


def _kinds(password: str) -> int:
    return sum(any(character in kind for character in password) for kind in KINDS)


def _forms(password: str) -> frozenset[str]:
    """The password as it was meant: plain, without signs, with leet undone, and each reversed."""
    lower = password.lower()
    bare = "".join(filter(str.isalnum, lower))
    straight = {lower, bare, *(form.translate(table) for form in (lower, bare) for table in LEET)}
    return frozenset(straight | {form[::-1] for form in straight})


def _fragments(numbers: Iterable[str]) -> frozenset[str]:
    return frozenset(
        number[start : start + SHORTEST_FRAGMENT].lower()
        for number in numbers
        for start in range(len(number) - SHORTEST_FRAGMENT + 1)
    )


def _weakness(forms: frozenset[str], profile: PasswordProfile, dictionaries: Dictionaries) -> list[PasswordReason]:
    """Judged by the weakest form: signs and leet add less than zxcvbn grants them."""
    texts = [form[:ZXCVBN_LIMIT] for form in forms if form]
    estimates = [scoring.most_guessable_match_sequence(text, matching.omnimatch(text, dictionaries)) for text in texts]
    weakest = min(estimates, key=lambda estimate: estimate["guesses"])
    if time_estimates.guesses_to_score(weakest["guesses"]) >= profile.min_score:
        return []
    is_common = any(match.get("dictionary_name") in ("passwords", COMMON_WORDS) for match in weakest["sequence"])
    return [PasswordReason.COMMON if is_common else PasswordReason.GUESSABLE]
