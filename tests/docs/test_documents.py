"""The documents name what there is."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
DOCUMENTS = [ROOT / "README.md", *sorted((ROOT / "docs").glob("*.md"))]
FOLDERS = "benchmarks|central|deploy|devices|docs|kiosk|papers|requirements|screens|simulator|tests"


@pytest.mark.parametrize("document", DOCUMENTS, ids=lambda path: path.name)
def test_each_file_of_the_project_that_is_named_is_there(document: Path) -> None:
    text = document.read_text("utf-8")
    named = re.findall(rf"(?<![\w/.-])(?:{FOLDERS})/[\w./*-]*\w", text)
    linked = re.findall(r"\]\(([^)#:]+)\)", text)
    missing = {name for name in named if not any(ROOT.glob(name))}
    missing |= {link for link in linked if not (document.parent / link).exists()}
    assert missing == set()


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
