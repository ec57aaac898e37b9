"""What is installed is what the programs import."""

from __future__ import annotations

import ast
import re
import sys
from collections.abc import Iterable, Iterator
from importlib.metadata import packages_distributions
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
OURS = {"central", "devices", "kiosk", "papers", "screens", "simulator"}
FOR_DEVELOPERS = ("kiosk/demo.py", "kiosk/simulate.py")
"""They have the demo's packages."""
PROGRAMS = {
    "terminal": ("devices", "kiosk", "papers", "screens"),
    "central": ("central", "papers", "kiosk/contract.py", "kiosk/chain.py"),
    "demo": ("devices", "kiosk", "papers", "screens", "central", "simulator"),
}


def plain(name: str) -> str:
    return re.sub(r"[-_.]+", "-", name).lower()


def files(places: Iterable[str]) -> Iterator[Path]:
    for place in places:
        path = ROOT / place
        yield from path.rglob("*.py") if path.is_dir() else [path]


def imported(file: Path) -> set[str]:
    found = set()
    for node in ast.walk(ast.parse(file.read_text("utf-8"))):
        if isinstance(node, ast.Import):
            found |= {alias.name.split(".")[0] for alias in node.names}
        elif isinstance(node, ast.ImportFrom) and node.module and not node.level:
            found.add(node.module.split(".")[0])
    return found - sys.stdlib_module_names - OURS


@pytest.mark.parametrize("name", PROGRAMS)
def test_what_a_program_imports_is_in_its_lock_file(name: str) -> None:
    text = (ROOT / "requirements" / f"{name}.txt").read_text("utf-8")
    locked = {plain(one) for one in re.findall(r"^([\w.-]+)==", text, re.MULTILINE)}
    carriers = packages_distributions()
    skipped = set() if name == "demo" else {ROOT / one for one in FOR_DEVELOPERS}
    missing = {
        f"{file.relative_to(ROOT)}: {package}"
        for file in files(PROGRAMS[name])
        if file not in skipped
        for package in imported(file)
        if not locked & {plain(one) for one in carriers.get(package, [])}
    }
    assert missing == set()
