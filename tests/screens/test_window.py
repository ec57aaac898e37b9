"""The program in its window, as systemd runs it: up, alive, and ended in good order."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from pathlib import Path

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat

from kiosk.audit.store import last
from tests.kiosk.systemd import Systemd

ROOT = Path(__file__).parents[2]
PATIENCE_S = 60.0


def test_it_says_when_it_is_up_and_alive_and_closes_its_journal_when_it_is_ended(display: None, tmp_path: Path) -> None:
    (tmp_path / "var").mkdir()
    key = Ed25519PrivateKey.generate().private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())
    (tmp_path / "var" / "terminal.key").write_bytes(key)
    settings = (ROOT / "config.toml").read_text("utf-8").replace("https://reset.example.gov.cn", "http://127.0.0.1:9")
    (tmp_path / "config.toml").write_text(settings, "utf-8")
    systemd = Systemd(tmp_path / "notify")
    environment = {**os.environ, "NOTIFY_SOCKET": str(tmp_path / "notify"), "WATCHDOG_USEC": "300000"}
    command = [sys.executable, "-m", "kiosk", "run", "--config", str(tmp_path / "config.toml")]
    with subprocess.Popen(command, env=environment, cwd=ROOT, stdout=subprocess.DEVNULL) as program:
        assert [systemd.next(PATIENCE_S) for _ in range(6)] == ["READY=1", *["WATCHDOG=1"] * 5]
        program.send_signal(signal.SIGTERM)
        assert program.wait(PATIENCE_S) == 0
    assert "STOPPING=1" in systemd.heard()
    systemd.close()
    kinds = [record.kind for record in last(tmp_path / "var" / "journal.sqlite3", 100)]
    assert (kinds[0], kinds[-1]) == ("started", "stopped")
