"""What the service writes to people, by language; the words are in texts.toml."""

from __future__ import annotations

import tomllib
from pathlib import Path
from typing import Any

_TEXTS: dict[str, Any] = tomllib.loads(Path(__file__).with_name("texts.toml").read_text("utf-8"))


def text(name: str, language: str, /, **values: object) -> str:
    """The text `name`, dots leading into tables, in `language`, with `values` in their places."""
    words: Any = _TEXTS
    for key in (*name.split("."), language):
        words = words[key]
    return str(words.format(**values))
