"""What the central service tells the terminals of a region to do: believed only with its signature, kept on disk."""

from __future__ import annotations

from base64 import b64decode
from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import datetime
from enum import StrEnum
from pathlib import Path

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey
from pydantic import ValidationError

from kiosk.contract import Service, SignedConfiguration, TerminalConfiguration, Window
from kiosk.visit import TimeLimits


class Reason(StrEnum):
    """Why a configuration is refused."""

    ALTERED = "altered"
    """its signature is not that of the configuration key"""
    NONSENSE = "nonsense"
    """signed, and yet not what this release understands"""
    OLDER = "older"
    OTHER_REGION = "other_region"
    NOT_YET = "not_yet"


class ConfigurationRefused(Exception):
    """What came is not followed; the last good configuration holds."""

    def __init__(self, reason: Reason) -> None:
        super().__init__(f"the configuration is refused: {reason}")
        self.reason = reason


@dataclass(frozen=True)
class Standing:
    """What holds for a visit from its beginning to its end. Without `window` only a session tells it."""

    limits: TimeLimits
    notice_version: str
    services: tuple[Service, ...] = tuple(Service)
    window: Window | None = None


def combined(local: Standing, told: TerminalConfiguration | None) -> Standing:
    """The terminal's own settings, and what the region's configuration puts in their place."""
    if told is None:
        return local
    return Standing(
        limits=replace(local.limits, **told.times.model_dump()),
        notice_version=told.notice_version,
        services=told.services,
        window=told.window,
    )


def believed(
    signed: SignedConfiguration, key: Ed25519PublicKey, last: TerminalConfiguration | None, now: datetime
) -> TerminalConfiguration:
    """What `signed` says. Raises ConfigurationRefused unless it is whole, newer than `last`, and valid `now`."""
    told = _opened(signed, key)
    if last is not None and told.region != last.region:
        raise ConfigurationRefused(Reason.OTHER_REGION)
    if last is not None and told.version <= last.version:
        raise ConfigurationRefused(Reason.OLDER)
    if told.valid_from > now:
        raise ConfigurationRefused(Reason.NOT_YET)
    return told


class RemoteConfiguration:
    """The last good configuration, in memory and in `file`. Without `key` the terminal goes by `local` alone.

    A file that was altered is not followed: `local` holds until the service has told the configuration again.
    """

    def __init__(
        self, local: Standing, key: Ed25519PublicKey | None, file: Path, clock: Callable[[], datetime]
    ) -> None:
        self._local, self._key, self._file, self._clock = local, key, file, clock
        self._last = self._kept()

    @property
    def standing(self) -> Standing:
        """What the next visit goes by."""
        return combined(self._local, self._last)

    @property
    def version(self) -> int | None:
        """Of the last good configuration."""
        return self._last.version if self._last else None

    def wants(self, version: int | None) -> bool:
        """Whether the configuration of that version is to be fetched."""
        return self._key is not None and version is not None and version != self.version

    def take(self, signed: SignedConfiguration) -> None:
        """Follows `signed` from now on. Raises ConfigurationRefused."""
        if self._key is None:
            raise ConfigurationRefused(Reason.ALTERED)
        self._last = believed(signed, self._key, self._last, self._clock())
        new = self._file.with_suffix(".new")
        try:
            new.write_text(signed.model_dump_json(), "utf-8")
            new.replace(self._file)
        except OSError:
            return  # it holds all the same, and is fetched again after the next start

    def _kept(self) -> TerminalConfiguration | None:
        if self._key is None:
            return None
        try:
            return _opened(SignedConfiguration.model_validate_json(self._file.read_bytes()), self._key)
        except (OSError, ValidationError, ConfigurationRefused):
            return None


def _opened(signed: SignedConfiguration, key: Ed25519PublicKey) -> TerminalConfiguration:
    try:
        key.verify(b64decode(signed.signature, validate=True), signed.signed_bytes())
    except (InvalidSignature, ValueError):
        raise ConfigurationRefused(Reason.ALTERED) from None
    try:
        return TerminalConfiguration.model_validate_json(signed.payload)
    except ValidationError:
        raise ConfigurationRefused(Reason.NONSENSE) from None
