"""systemd's own judgement of every unit."""

from __future__ import annotations

import re
import shutil
import subprocess
from pathlib import Path

import pytest

DEPLOY = Path(__file__).parents[2] / "deploy"
UNITS = sorted((*DEPLOY.rglob("*.service"), *DEPLOY.rglob("*.timer")))


@pytest.mark.skipif(shutil.which("systemd-analyze") is None, reason="no systemd on this machine")
@pytest.mark.parametrize("unit", UNITS, ids=lambda path: path.name)
def test_systemd_finds_nothing_wrong_with_it(unit: Path, tmp_path: Path) -> None:
    for one in UNITS:  # what is not installed on this machine is not the unit's fault
        text = re.sub(r"/usr/bin/cage|/opt/reset-kiosk/\.venv/bin/\w+", "/bin/true", one.read_text("utf-8"))
        (tmp_path / one.name).write_text(re.sub(r"file:\S+", "https://example.org", text))
    done = subprocess.run(
        ["systemd-analyze", "verify", "--man=no", tmp_path / unit.name], capture_output=True, text=True, check=False
    )
    assert str(tmp_path) not in done.stderr, done.stderr
    assert done.returncode == 0, done.stderr
