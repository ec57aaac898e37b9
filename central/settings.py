"""What an operator sets."""

from __future__ import annotations

from pathlib import Path

import argon2
from pydantic import BaseModel, ConfigDict, Field, HttpUrl, PositiveInt, SecretBytes, SecretStr

from central.hashing import YieldingHasher


class SettingsFault(ValueError):
    """What an operator set cannot be served with; the message says what to do, and no secret."""


class Destination(BaseModel):
    """Where the outbox delivers to, and the bearer token it shows there."""

    model_config = ConfigDict(frozen=True, extra="forbid", hide_input_in_errors=True)
    url: HttpUrl
    token: SecretStr


class Argon2Cost(BaseModel):
    """The cost of a password hash; by default the low-memory profile of RFC 9106."""

    model_config = ConfigDict(frozen=True, extra="forbid")
    time_cost: PositiveInt = argon2.profiles.RFC_9106_LOW_MEMORY.time_cost
    memory_cost: PositiveInt = argon2.profiles.RFC_9106_LOW_MEMORY.memory_cost  # KiB
    parallelism: PositiveInt = argon2.profiles.RFC_9106_LOW_MEMORY.parallelism

    def hasher(self) -> argon2.PasswordHasher:
        """A hasher of this cost."""
        return YieldingHasher(self.time_cost, self.memory_cost, self.parallelism)


class Settings(BaseModel):
    """`destinations` holds `sms` and every linked system of the policies; without `world_token` there is no world,
    without `metrics_token` there are no metrics. `keys` encrypt secrets in the database, see `central.vault`.

    `ledger_hash` names the hash function of the ledger's new entries: `sha256`, or `sm3` where GB/T 39786 asks for it;
    without it they go on as the last one.
    `fonts` is a folder to keep the papers' fonts in, taken out of the system's at the first start.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")
    database: str = Field(repr=False)  # the URL may hold a password
    public_url: str
    destinations: dict[str, Destination]
    keys: tuple[SecretBytes, ...] = Field(min_length=1)
    argon2: Argon2Cost = Argon2Cost()
    ledger_hash: str | None = None
    fonts: Path = Path.home() / ".cache" / "reset-kiosk" / "fonts"
    world_token: SecretStr | None = None
    metrics_token: SecretStr | None = None
