"""The commands for operators, as they are typed."""

from __future__ import annotations

import json
import re
import subprocess
import sys
from base64 import b64encode
from pathlib import Path

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from sqlalchemy import select

from central.app import create_app
from central.database import Database, LedgerEntry
from central.operators import fleet
from central.operators.accounts import Operators
from central.passwords import load_common
from central.wakeups import Wakeups
from tests.central.central_desk import (
    BEAT,
    CHEAP,
    ENTERPRISES,
    KEY,
    OLD_PASSWORD,
    Clock,
    Terminal,
    World,
    pem,
    refusal,
    settings,
)
from tests.central.processes import ROOT, TERMINALS_EXAMPLE, central

PASSWORD = "Copper-kettle-94-thistle"


def test_a_fresh_key_is_enrolled_and_revoked(
    terminal: Terminal, database_url: str, tmp_path: Path, clock: Clock
) -> None:
    key = Ed25519PrivateKey.generate()
    file = tmp_path / "new.pem"
    file.write_text(pem(key))
    assert central("enrol-terminal", "--database", database_url, "BJ-0042", "beijing", str(file)).exit_code == 0
    there = Terminal(terminal.url, "BJ-0042", key, clock)
    assert there.call("POST", "/heartbeat", BEAT).ok
    assert central("revoke-terminal", "--database", database_url, "BJ-0042", "--reason", "stolen").exit_code == 0
    assert refusal(there.call("POST", "/heartbeat", BEAT))[0] == "signature_refused"


@pytest.mark.parametrize(
    ("words", "complaint"),
    [
        (("revoke-terminal", "XX-1"), "there is no terminal XX-1"),
        (("enrol-terminal", "BJ-0042", "atlantis", "KEY"), "unknown region atlantis"),
        (("enrol-terminal", "BJ-0042", "beijing", "NOKEY"), "no Ed25519 public key"),
        (("remove-operator", "nobody"), "there is no operator nobody"),
    ],
)
def test_mistakes_are_named(database_url: str, tmp_path: Path, words: tuple[str, ...], complaint: str) -> None:
    (tmp_path / "KEY").write_text(pem(Ed25519PrivateKey.generate()))
    (tmp_path / "NOKEY").write_text("-----BEGIN")
    words = tuple(str(tmp_path / word) if "KEY" in word else word for word in words)
    result = central(*words, "--database", database_url)
    assert result.exit_code == 2
    assert complaint in " ".join(result.output.replace("│", "").split())


def test_fleet_as_a_table_and_for_programs(terminal: Terminal, database_url: str) -> None:
    terminal.call("POST", "/heartbeat", BEAT | {"faults": ["printer"]})
    table = central("fleet", "--database", database_url).output
    line = next(line for line in table.splitlines() if line.startswith("bj-1") or " bj-1 " in line)
    assert "faults" in line
    assert "printer" in line
    rows = {row["terminal"]: row for row in json.loads(central("fleet", "--database", database_url, "--json").output)}
    assert rows["bj-1"]["faults"] == ["printer"]
    assert rows["bj-off"]["status"] == "disabled"
    assert rows["sh-1"]["seen_at"] is None


def test_a_frozen_account_is_released_and_a_sound_one_is_not(world: World, database_url: str, tmp_path: Path) -> None:
    frozen, sound = ENTERPRISES["寒石"], ENTERPRISES["星河"]
    assert world.login("寒石", OLD_PASSWORD).status_code == 401
    assert central("release-account", "--database", database_url, frozen).exit_code == 0
    assert world.login("寒石", OLD_PASSWORD).status_code == 200
    assert central("audit", "verify", "--database", database_url).exit_code == 0
    assert central("release-account", "--database", database_url, sound).exit_code == 2
    (tmp_path / "keys").write_text(b64encode(KEY).decode())
    reminded = central("remind", "--database", database_url, "--keys-file", str(tmp_path / "keys"))
    assert "0 reminders" in reminded.output


def test_commands_write_the_ledger_by_the_services_hash_function(
    database_url: str, clock: Clock, tmp_path: Path
) -> None:
    key, signing = tmp_path / "new.pem", tmp_path / "configuration.key"
    key.write_text(pem(Ed25519PrivateKey.generate()))
    central("configuration-key", str(signing), str(tmp_path / "configuration.pem"))
    place = "http://127.0.0.1:9"
    create_app(settings(database_url, place).model_copy(update={"ledger_hash": "sm3"}), Wakeups(), clock=clock)
    for words in (
        ("enrol-terminal", "BJ-0042", "beijing", str(key)),
        ("revoke-terminal", "BJ-0042"),
        ("release-account", ENTERPRISES["寒石"]),
        ("publish-configuration", "beijing", str(TERMINALS_EXAMPLE), "--key", str(signing)),
    ):
        assert central(*words, "--database", database_url).exit_code == 0, words
    with Database(database_url).transaction() as db:
        written = db.scalars(select(LedgerEntry).order_by(LedgerEntry.position.desc()).limit(5)).all()
        assert [(one.kind, one.suite) for one in reversed(written)] == [
            ("policies_changed", "sm3"),
            ("terminal_enrolled", "sm3"),
            ("terminal_revoked", "sm3"),
            ("released", "sm3"),
            ("configuration_published", "sm3"),
        ]
    assert central("audit", "verify", "--database", database_url).exit_code == 0


@pytest.mark.parametrize("way", ["asked", "file", "standard input"])
def test_the_first_operator_gets_a_password_that_is_shown_nowhere(
    database_url: str, tmp_path: Path, clock: Clock, way: str
) -> None:
    file = tmp_path / "password"
    file.write_text(PASSWORD + "\n")
    options = {"asked": (), "file": ("--password-file", str(file)), "standard input": ("--password-file", "-")}[way]
    typed = {"asked": f"{PASSWORD}\n{PASSWORD}\n", "file": "", "standard input": PASSWORD + "\n"}[way]
    result = central("add-operator", "--database", database_url, "zhou", *options, typed=typed)
    assert result.exit_code == 0, result.output
    assert PASSWORD not in result.output
    operators = Operators(Database(database_url), CHEAP.hasher(), load_common(), clock)
    assert operators.sign_in("zhou", PASSWORD)


def test_a_weak_password_is_refused_without_repeating_it(database_url: str) -> None:
    result = central("add-operator", "--database", database_url, "zhou", "--password-file", "-", typed="password123\n")
    assert result.exit_code == 2
    assert "this password is refused" in result.output
    assert "password123" not in result.output


def test_the_guide_names_what_there_is() -> None:
    guide = (ROOT / "docs" / "operator.md").read_text("utf-8")
    unit = (ROOT / "deploy" / "central" / "central.service").read_text("utf-8").replace("\\\n", " ")
    lines = re.findall(r"bin/central ([^#`\n]*)", guide + unit)
    assert len(lines) >= 12
    for line in lines:
        words = line.split()
        command = words[:2] if words[0] == "audit" else words[:1]
        known = central(*command, "--help").output
        for option in (word for word in words if word.startswith("--")):
            assert re.search(rf"{option}\b", known), line
    limits = fleet.load()
    assert f"no heartbeat for {limits.offline_after_s / 60:.0f} minutes" in guide
    for share in (limits.failure_share, limits.abandonment_share):
        assert f"{share:.0%}".replace("%", " % of today's visits or more, of ") + str(limits.fewest_visits) in guide
    assert f'"Late" ({limits.late_after_s:.0f} s)' in guide


def test_the_command_is_installed() -> None:
    command = Path(sys.executable).with_name("central")
    said = subprocess.run([command, "--help"], capture_output=True, text=True, check=True, timeout=60).stdout
    for name in ("serve", "seed", "enrol-terminal", "revoke-terminal", "fleet", "add-operator", "audit"):
        assert name in said
