"""Technicians of a simulated terminal: badges good and bad, and its PIN, all drawn anew for every terminal."""

from __future__ import annotations

import secrets
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat
from pydantic import SecretStr

from devices.frames import Image
from kiosk.config import TechnicianSettings
from kiosk.contract import CHINA
from kiosk.technician.badge import ALL_RIGHTS, Badge, Right, issue
from kiosk.technician.pins import PinRefused, Pins, strong
from simulator import cards

PIN_DIGITS = 6


@dataclass(frozen=True)
class Kind:
    """A badge to be shown."""

    serial: int
    days: int = 30
    """From today to its last day."""
    rights: frozenset[Right] = ALL_RIGHTS
    revoked: bool = False
    forged: bool = False
    """Signed by somebody who issues no badges."""


BADGES: Mapping[str, Kind] = {
    "badge": Kind(1),
    "badge for tests only": Kind(2, rights=frozenset({Right.TEST})),
    "expired badge": Kind(3, days=-1),
    "revoked badge": Kind(4, revoked=True),
    "forged badge": Kind(5, forged=True),
}


class Technicians:
    """`folder` is where the terminal finds what it knows of them."""

    def __init__(self, folder: Path, now: Callable[[], datetime]) -> None:
        self._issuer, self._stranger = Ed25519PrivateKey.generate(), Ed25519PrivateKey.generate()
        self._now, self._key_file, self._pin_file = now, folder / "badges.pub", folder / "technician.pin"
        self._key_file.write_bytes(
            self._issuer.public_key().public_bytes(Encoding.PEM, PublicFormat.SubjectPublicKeyInfo)
        )
        self.pin = _pin()
        Pins(self._pin_file, now).set(self.pin)

    def known_to(self, settings: TechnicianSettings) -> TechnicianSettings:
        """The settings of a terminal that takes these badges and this PIN."""
        revoked = tuple(kind.serial for kind in BADGES.values() if kind.revoked)
        return settings.model_copy(
            update={"badge_keys": (self._key_file,), "pin_file": self._pin_file, "revoked": revoked}
        )

    def badge(self, name: str) -> tuple[Badge, SecretStr]:
        """One of BADGES, and what its code says."""
        kind = BADGES[name]
        last_day = self._now().astimezone(CHINA).date() + timedelta(days=kind.days)
        badge = Badge(kind.serial, "示例技术员", last_day, kind.rights)
        return badge, issue(badge, self._stranger if kind.forged else self._issuer)

    def card(self, name: str) -> Image:
        """One of BADGES as a card, (H, W, 3) BGR."""
        badge, text = self.badge(name)
        return cards.badge(text.get_secret_value(), badge.name)


def _pin() -> SecretStr:
    while True:
        drawn = SecretStr("".join(secrets.choice("0123456789") for _ in range(PIN_DIGITS)))
        try:
            return strong(drawn)
        except PinRefused:
            continue
