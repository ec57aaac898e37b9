"""The simulated terminal as a developer uses it: the real window, the real engines, the real service, and the dock."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat

from kiosk.config import KEY_VARIABLE

ROOT = Path(__file__).parents[2]
KEY = Ed25519PrivateKey.generate().private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption()).decode()
WITHOUT = "import sys; sys.modules[{package!r}] = None; from kiosk.cli import main; main()"
"""The command on a machine on which a package is not installed."""


def run(*command: str, **environment: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, *command],
        cwd=ROOT,
        env={name: value for name, value in os.environ.items() if name != "DISPLAY"} | environment,
        capture_output=True,
        text=True,
        timeout=580,
    )


@pytest.mark.alone
@pytest.mark.timeout(600)
def test_a_developer_plays_a_visit_breaks_devices_and_comes_in_as_a_technician(tmp_path: Path) -> None:
    config = tmp_path / "config.toml"
    config.write_text((ROOT / "config.toml").read_text("utf-8"), "utf-8")
    done = run("-m", "tests.simulator.dock.developer", str(config))
    assert done.returncode == 0, done.stdout + done.stderr
    left = sorted(path.relative_to(tmp_path).as_posix() for path in tmp_path.rglob("*") if path.is_file())
    assert [name for name in left if not name.startswith(".cache/")] == ["config.toml"]


def test_without_a_display_it_says_so() -> None:
    done = run("-m", "kiosk", "run", "--simulate")
    assert (done.returncode, done.stdout) == (2, "")
    assert "there is no display" in done.stderr


@pytest.mark.parametrize(
    ("package", "service"), [("skimage", "simulated"), ("matplotlib", "https://reset.example.gov.cn")]
)
def test_a_terminal_as_it_is_installed_in_a_hall_has_no_dock(package: str, service: str) -> None:
    command = WITHOUT.format(package=package)
    done = run("-c", command, "run", "--simulate", "--service", service, DISPLAY=":0", **{KEY_VARIABLE: KEY})
    assert (done.returncode, done.stdout) == (2, "")
    assert "install requirements/demo.txt" in done.stderr


def test_what_belongs_to_the_simulation_is_refused_without_it() -> None:
    for option in (("--landscape",), ("--service", "https://reset.example.gov.cn")):
        done = run("-m", "kiosk", "run", *option)
        assert done.returncode == 2
        assert "belong to --simulate" in done.stderr
