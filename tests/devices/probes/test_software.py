"""What is installed, against the lock file and the packages' own checksums."""

from __future__ import annotations

import base64
import hashlib
import re
import subprocess
from importlib.metadata import Distribution, PathDistribution
from pathlib import Path

import pytest

from devices.probes.software import Software, named

SET_UP = Path(__file__).parents[3] / "deploy" / "setup"


def package(site: Path, name: str, version: str, files: dict[str, str]) -> Distribution:
    """A package as pip installs it."""
    lines = []
    for file, text in files.items():
        (site / file).parent.mkdir(parents=True, exist_ok=True)
        (site / file).write_text(text)
        digest = base64.urlsafe_b64encode(hashlib.sha256(text.encode()).digest()).rstrip(b"=").decode()
        lines.append(f"{file},sha256={digest},{len(text)}")
    info = site / f"{name.replace('-', '_')}-{version}.dist-info"
    info.mkdir(parents=True)
    (info / "METADATA").write_text(f"Metadata-Version: 2.1\nName: {name}\nVersion: {version}\n")
    (info / "RECORD").write_text("\n".join([*lines, f"{info.name}/RECORD,,"]) + "\n")
    return PathDistribution(info)


@pytest.fixture
def installed(tmp_path: Path) -> list[Distribution]:
    return [
        package(tmp_path, "zxing-cpp", "2.3.0", {"zxingcpp.py": "read = 1\n"}),
        package(tmp_path, "NumPy", "2.4.0", {"numpy/__init__.py": "array = 1\n", "numpy/core.py": "c = 1\n"}),
    ]


LOCK = "numpy==2.4.0 \\\n    --hash=sha256:00\n# a remark\nzxing_cpp==2.3.0 ; python_version < '4'\n"


def software(folder: Path, installed: list[Distribution], lock: str = LOCK, stamp: Path | None = None) -> Software:
    (folder / "lock.txt").write_text(lock)
    (folder / "setup.py").write_text("setup()\n")
    return Software(folder / "lock.txt", folder / "setup.py", stamp, installed)


def test_all_that_is_locked_is_there_and_whole(tmp_path: Path, installed: list[Distribution]) -> None:
    reading = software(tmp_path, installed).read()
    assert (reading.packages, reading.files) == (2, 3)
    assert (reading.missing, reading.other, reading.altered, reading.pending) == ("", "", "", None)


def test_what_is_missing_of_another_version_or_altered_is_named(tmp_path: Path, installed: list[Distribution]) -> None:
    (tmp_path / "numpy/core.py").write_text("c = 2\n")
    (tmp_path / "zxingcpp.py").unlink()
    reading = software(tmp_path, installed, LOCK.replace("2.4.0", "2.5.0") + "kivy==2.3.1\n").read()
    assert reading.missing == "kivy"
    assert reading.other == "numpy 2.4.0/2.5.0"
    assert reading.altered == "numpy/core.py, zxingcpp.py"


def test_an_update_waits_when_the_lock_is_another_than_the_script_set_up(
    tmp_path: Path, installed: list[Distribution]
) -> None:
    stamp = tmp_path / ".venv" / "installed-lock"
    probe = software(tmp_path, installed, stamp=stamp)
    stamp.parent.mkdir()
    leaves = re.findall(r'^ *((?:stamp|state)=.*|printf .*>"\$stamp")$', SET_UP.read_text("utf-8"), re.MULTILINE)
    script = "\n".join(["set_name=lock lock=lock.txt", *leaves])
    subprocess.run(["bash", "-euc", script], cwd=tmp_path, check=True)
    assert probe.read().pending is False
    (tmp_path / "lock.txt").write_text(LOCK + "# newer\n")
    assert probe.read().pending is True


def test_a_long_list_is_cut_short() -> None:
    assert named([str(n) for n in range(10)]) == "0, 1, 2, 3, 4, 5, 6, 7 +2"
