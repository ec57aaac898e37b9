"""The technicians' badges of a simulated terminal are what their names say, and their PIN is its own."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey
from cryptography.hazmat.primitives.serialization import load_pem_public_key

from devices.codes import CodeReader, CodeReaderConfig
from kiosk.config import TechnicianSettings
from kiosk.technician.badge import ALL_RIGHTS, BadgeRefused, Badges, Refusal, Right
from kiosk.technician.pins import Pins
from simulator.scene import RAISE_TAKES, Scene
from simulator.technicians import BADGES, Technicians

NOON = datetime(2026, 11, 25, 12, tzinfo=UTC)
REFUSED = {"expired badge": Refusal.EXPIRED, "revoked badge": Refusal.REVOKED, "forged badge": Refusal.FORGED}
RIGHTS = {"badge": ALL_RIGHTS, "badge for tests only": frozenset({Right.TEST})}


@pytest.fixture
def technicians(tmp_path: Path) -> Technicians:
    return Technicians(tmp_path, lambda: NOON)


@pytest.fixture
def settings(technicians: Technicians) -> TechnicianSettings:
    nobody = TechnicianSettings(badge_keys=(), revoked=(), pin_file=Path("none"), idle_s=60)
    return technicians.known_to(nobody)


@pytest.fixture
def badges(settings: TechnicianSettings) -> Badges:
    issuer = load_pem_public_key(settings.badge_keys[0].read_bytes())
    assert isinstance(issuer, Ed25519PublicKey)
    return Badges([issuer], settings.revoked, lambda: NOON)


@pytest.mark.parametrize("name", BADGES)
def test_a_badge_is_admitted_or_refused_as_its_name_says(name: str, technicians: Technicians, badges: Badges) -> None:
    text = technicians.badge(name)[1].get_secret_value()
    if name in REFUSED:
        with pytest.raises(BadgeRefused) as refused:
            badges.admitted(text)
        assert refused.value.reason is REFUSED[name]
    else:
        assert badges.admitted(text).rights == RIGHTS[name]


@pytest.mark.parametrize("name", BADGES)
def test_the_cards_code_is_read_from_the_scene(name: str, technicians: Technicians) -> None:
    scene = Scene((1280, 720))
    scene.show_card(technicians.card(name))
    scene(0.0)
    frame = scene(RAISE_TAKES + 0.5)
    assert frame is not None
    assert [(code.text or "")[:4] for code in CodeReader(CodeReaderConfig()).read(frame)] == ["RKB1"]


def test_the_pin_lets_in_and_is_drawn_anew_for_every_terminal(
    technicians: Technicians, settings: TechnicianSettings, tmp_path: Path
) -> None:
    assert Pins(settings.pin_file, lambda: NOON).right(technicians.pin)
    (tmp_path / "another").mkdir()
    others = {Technicians(tmp_path / "another", lambda: NOON).pin.get_secret_value() for _ in range(3)}
    assert others != {technicians.pin.get_secret_value()}
