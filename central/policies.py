"""The policies of the regions, as data."""

from __future__ import annotations

import tomllib
from pathlib import Path
from typing import Literal, Self

from pydantic import Field, PositiveInt, model_validator

from kiosk.contract import HolderRole, Message, PassivePolicy, PasswordRules, Step, Window

WAYS = frozenset(f"{role}_{consent}_face" for role in HolderRole for consent in ("with", "without"))
COUNTED = frozenset({Step.FACE, Step.ID_NUMBER, Step.SMS})


class PasswordProfile(Message):
    """What a new password must be.

    `min_score` is zxcvbn's, 0 to 4; `history` the number of former passwords refused. Without `valid_days` a password
    does not expire; after it, the sign-in asks for a new one or only reminds of it. An SMS reminds `remind_days`
    before. A one-time password is good for `one_time_hours`.
    """

    min_length: PositiveInt
    max_length: int = Field(le=128)
    min_kinds: int = Field(ge=1, le=4)
    min_score: int = Field(ge=0, le=4)
    history: int = Field(ge=0)
    valid_days: PositiveInt | None = None
    when_expired: Literal["change", "remind"] = "change"
    remind_days: PositiveInt = 14
    one_time_hours: PositiveInt = 24


class Region(Message):
    """What a region asks for.

    `ways` maps holder and consent to steps; an absent way sends to the window. `phone_always` sends an enterprise
    whose phone on file cannot be used to the window even where no step needs it. `tries` limits the failures of a
    step in one visit, `tries_a_day` those of one holder in all visits of 24 hours. The roles of `needs_authority` act
    only by an electronic authority for the service. A change of representative or phone that is not in the account's
    file after `file_days` sends to the window.
    """

    passwords: str
    passive: PassivePolicy
    needs_authority: frozenset[HolderRole]
    file_days: PositiveInt
    phone_always: bool
    tries: dict[Step, PositiveInt]
    tries_a_day: PositiveInt
    sms_a_visit: PositiveInt
    ways: dict[str, tuple[Step, ...]]
    window: Window


class Pause(Message):
    """After `failures` within `hours` a pause of `seconds`; it doubles with each further failure up to `longest`."""

    failures: PositiveInt
    hours: PositiveInt
    seconds: int = Field(ge=30)
    longest: PositiveInt


class Pauses(Message):
    """For whom failures are counted."""

    person: Pause
    enterprise: Pause
    terminal: Pause


class Policies(Message):
    """All regions, the password profiles they name, and the linked systems: id -> official name."""

    linked: dict[str, str]
    pauses: Pauses
    passwords: dict[str, PasswordProfile]
    regions: dict[str, Region]

    @model_validator(mode="after")
    def _is_complete(self) -> Self:
        for name, region in self.regions.items():
            if region.passwords not in self.passwords:
                raise ValueError(f"region {name} names the unknown password profile {region.passwords}")
            for way, steps in region.ways.items():
                if way not in WAYS:
                    raise ValueError(f"region {name} has the unknown way {way}; there are {', '.join(sorted(WAYS))}")
                if steps[:1] != (Step.LICENCE,):
                    raise ValueError(f"way {way} of region {name} must begin with licence: it says who the visitor is")
                if missing := COUNTED & set(steps) - region.tries.keys():
                    raise ValueError(f"region {name} lacks the tries of {', '.join(sorted(missing))}")
        return self

    def password_rules(self, region: str) -> PasswordRules:
        """The part of the region's password profile that the terminal can explain."""
        name = self.regions[region].passwords
        profile = self.passwords[name]
        return PasswordRules(
            profile=name,
            min_length=profile.min_length,
            max_length=profile.max_length,
            min_kinds=profile.min_kinds,
            one_time_hours=profile.one_time_hours,
        )


def load() -> Policies:
    """Reads and validates policies.toml."""
    text = Path(__file__).with_name("policies.toml").read_text("utf-8")
    return Policies.model_validate(tomllib.loads(text))
