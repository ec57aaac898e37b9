"""Configurations published on the command line and fetched by terminals."""

from __future__ import annotations

import stat
import tomllib
from pathlib import Path
from typing import Any

import pytest
import requests
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey
from cryptography.hazmat.primitives.serialization import load_pem_public_key
from typer.testing import Result

from kiosk.contract import SignedConfiguration
from kiosk.remote_configuration import believed
from tests.central.central_desk import BEAT, Clock, Terminal, refusal, session_request
from tests.central.processes import TERMINALS_EXAMPLE, central


@pytest.fixture
def key(tmp_path: Path) -> Path:
    private = tmp_path / "configuration.key"
    assert central("configuration-key", str(private), str(tmp_path / "configuration.pem")).exit_code == 0
    return private


@pytest.fixture
def public(key: Path) -> Ed25519PublicKey:
    public = load_pem_public_key(key.with_suffix(".pem").read_bytes())
    assert isinstance(public, Ed25519PublicKey)
    return public


def publish(database_url: str, key: Path, file: Path = TERMINALS_EXAMPLE, region: str = "beijing") -> Result:
    return central("publish-configuration", "--database", database_url, region, str(file), "--key", str(key))


def orders(terminal: Terminal) -> dict[str, Any]:
    return dict(terminal.call("POST", "/heartbeat", BEAT).json())


def test_a_heartbeat_names_the_version_and_the_terminal_believes_what_it_fetches(
    terminals: dict[str, Terminal], database_url: str, key: Path, public: Ed25519PublicKey, clock: Clock
) -> None:
    terminal = terminals["bj-1"]
    assert orders(terminal)["configuration"] is None
    assert refusal(terminal.call("GET", "/configuration"))[0] == "not_found"
    for version in (1, 2):
        clock.advance(minutes=10)  # the command goes by the machine's clock
        assert f"version {version} of beijing" in publish(database_url, key).output
        assert orders(terminal)["configuration"] == version
    signed = SignedConfiguration.model_validate(terminal.call("GET", "/configuration").json())
    told = believed(signed, public, None, clock())
    assert (told.version, told.region) == (2, "beijing")
    assert told.times.budget == tomllib.loads(TERMINALS_EXAMPLE.read_text("utf-8"))["times"]["budget"]
    assert told.window.name == "示例市政务服务大厅 企业登记窗口"
    assert orders(terminals["sh-1"])["configuration"] is None


def test_what_is_to_come_is_not_handed_out_before_its_time(
    terminal: Terminal, database_url: str, key: Path, tmp_path: Path, clock: Clock
) -> None:
    later = tmp_path / "later.toml"
    day = clock.now.replace(microsecond=0)
    clock.advance(minutes=10)
    publish(database_url, key)
    later.write_text(
        f"valid_from = {day.replace(year=day.year + 1).isoformat()}\n" + TERMINALS_EXAMPLE.read_text("utf-8")
    )
    assert "version 2 of beijing" in publish(database_url, key, later).output
    assert orders(terminal)["configuration"] == 1
    clock.advance(days=366)
    assert orders(terminal)["configuration"] == 2


def test_a_service_that_the_region_does_not_offer_is_refused_whatever_the_terminal_shows(
    terminals: dict[str, Terminal], database_url: str, key: Path, tmp_path: Path, clock: Clock
) -> None:
    def opened(service: str, terminal: str = "bj-1") -> requests.Response:
        return terminals[terminal].call("POST", "/sessions", session_request(service))

    fewer = tmp_path / "fewer.toml"
    offered = TERMINALS_EXAMPLE.read_text("utf-8").replace('services = ["reset", "unlock",', 'services = ["unlock",')
    fewer.write_text(offered)
    assert offered != TERMINALS_EXAMPLE.read_text("utf-8")
    assert opened("reset").status_code == 201
    publish(database_url, key, fewer)
    clock.advance(minutes=10)  # the command goes by the machine's clock
    assert refusal(opened("reset")) == ("not_offered", "window")
    assert opened("unlock").status_code == 201
    assert opened("reset", "sh-1").status_code == 201
    publish(database_url, key)
    clock.advance(minutes=10)
    assert opened("reset").status_code == 201


def test_the_answer_tells_the_services_clock(terminal: Terminal, clock: Clock) -> None:
    assert orders(terminal)["time"].startswith(clock().strftime("%Y-%m-%dT%H:%M:%S"))


def test_the_private_key_is_its_owners_only_and_never_overwritten(key: Path) -> None:
    assert stat.S_IMODE(key.stat().st_mode) == 0o600
    before = key.read_bytes()
    again = central("configuration-key", str(key), str(key.with_suffix(".pem")))
    assert again.exit_code == 2
    assert key.read_bytes() == before


@pytest.mark.parametrize(
    ("change", "region", "complaint"),
    [
        (("idle = 45", "idle = 5"), "beijing", "times.idle: Input should be greater than or equal to 20"),
        (('"receipts"]', '"tea"]'), "beijing", "services.3"),
        (('"receipts"]', '"receipts"'), "beijing", "not TOML"),
        (("notice_version", "notise_version"), "beijing", "notise_version"),
        (("", ""), "atlantis", "unknown region atlantis"),
    ],
)
def test_a_mistake_is_named_and_nothing_is_published(
    terminal: Terminal,
    database_url: str,
    key: Path,
    tmp_path: Path,
    change: tuple[str, str],
    region: str,
    complaint: str,
) -> None:
    file = tmp_path / "wrong.toml"
    file.write_text(TERMINALS_EXAMPLE.read_text("utf-8").replace(*change, 1))
    result = publish(database_url, key, file, region)
    assert result.exit_code == 2
    assert complaint in " ".join(result.output.replace("│", "").split())
    assert orders(terminal)["configuration"] is None
