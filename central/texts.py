"""What the service writes to people, by language; the words are in texts.toml."""

from __future__ import annotations

import tomllib
from pathlib import Path

_TEXTS: dict[str, dict[str, str]] = tomllib.loads(Path(__file__).with_name("texts.toml").read_text("utf-8"))


def text(name: str, language: str, **values: object) -> str:
    """The text `name` in `language`, with `values` in their places."""
    return _TEXTS[name][language].format(**values)
