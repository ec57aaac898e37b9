"""What is required, and why it is."""

from __future__ import annotations

import re
from pathlib import Path

ROOT = Path(__file__).parents[2]


def test_the_architecture_says_of_each_package_why_it_is_there_and_of_no_other() -> None:
    required = {
        re.split(r"[=\[]", line)[0].lower()
        for file in (ROOT / "requirements").glob("*.in")
        for line in file.read_text("utf-8").splitlines()
        if line and not line.startswith(("#", "-r"))
    }
    chapter = (ROOT / "docs" / "architecture.md").read_text("utf-8").split("\n## Dependencies\n")[1]
    cells = re.findall(r"^\| ([^|]+) \| [^|]+ \|$", chapter, re.MULTILINE)
    heads_and_programs = ("package", "---", "espeak-ng")
    said = [name for cell in cells if not cell.startswith(heads_and_programs) for name in cell.lower().split(", ")]
    assert sorted(said) == sorted(required)
