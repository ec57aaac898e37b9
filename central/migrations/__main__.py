"""Writes a step from the models: `python -m central.migrations ["What changes"]`; without words the only one anew."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

from alembic import command

from central.database import Database
from central.schema import config

VERSIONS = Path(__file__).with_name("versions")


def write(words: str | None) -> None:
    """Compares the models with the steps so far, on a database in memory, and writes what is missing."""
    steps = sorted(VERSIONS.glob("[0-9]*.py"))
    if words is None:
        if len(steps) > 1:
            raise SystemExit("there are released steps: say in words what the next one changes")
        for step in steps:
            step.unlink()
    number = 1 if words is None else len(steps) + 1
    with Database("sqlite://").alone() as connection:
        settings = config()
        settings.attributes["connection"] = connection
        settings.set_main_option("file_template", "%%(rev)s_%%(slug)s")
        if words is not None:
            command.upgrade(settings, "head")
        command.revision(settings, words or "The first release", autogenerate=True, rev_id=f"{number:04}")
    subprocess.run([sys.executable, "-m", "ruff", "format", "--quiet", VERSIONS], check=True)  # noqa: S603 - our own files
    subprocess.run([sys.executable, "-m", "ruff", "check", "--fix", "--quiet", VERSIONS], check=True)  # noqa: S603


if __name__ == "__main__":
    write(sys.argv[1] if len(sys.argv) > 1 else None)
