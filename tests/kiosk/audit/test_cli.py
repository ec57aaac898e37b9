"""`kiosk audit`, as a technician uses it."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from typer.testing import CliRunner

from kiosk.audit.cli import audit
from kiosk.config import KEY_VARIABLE
from tests.kiosk.audit.desk import KEY, opened, written

ROOT = Path(__file__).parents[3]


@pytest.fixture
def config(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A terminal's folder with a journal of five records."""
    monkeypatch.setenv(KEY_VARIABLE, KEY.get_secret_value().decode())
    path = tmp_path / "config.toml"
    path.write_text((ROOT / "config.toml").read_text("utf-8"), "utf-8")
    (tmp_path / "var").mkdir()
    written(tmp_path / "var" / "journal.sqlite3", 5)
    return path


def audited(*arguments: str) -> tuple[int, str]:
    result = CliRunner().invoke(audit, arguments)
    return result.exit_code, result.output


def test_a_whole_journal_ends_with_status_0_and_its_head(config: Path) -> None:
    status, told = audited("verify", "-c", str(config))
    assert status == 0
    head = told.strip().removeprefix("records 1 to 5: in order; head ")
    assert head.startswith("5:")
    assert audited("verify", "-c", str(config), "--head", head) == (0, told)


def test_what_was_done_to_it_is_said_and_ends_with_status_1(config: Path) -> None:
    with opened(config.parent / "var" / "journal.sqlite3") as database:
        database.execute("DELETE FROM record WHERE number = 3")
    assert audited("verify", "-c", str(config)) == (1, "record 3 was removed\n")


def test_the_last_records_are_shown_one_a_line(config: Path) -> None:
    status, told = audited("show", "-c", str(config), "--last", "2")
    assert status == 0
    lines = told.splitlines()
    assert len(lines) == 2
    assert lines[1].split()[0] == "5"
    assert "event=opened" in lines[1]
    (only,) = audited("show", "-c", str(config), "--last", "1", "--json")[1].splitlines()
    assert json.loads(only)["number"] == 5
