"""What the commands share."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from kiosk.config import Config, ConfigFault, load

HOME = Path(__file__).resolve().parent.parent
UNUSABLE = 2
"""Exit status when something that is needed is missing or wrong."""

ConfigFile = Annotated[
    Path, typer.Option("--config", "-c", help="The configuration file.", show_default="config.toml of this checkout")
]


class Fault(Exception):
    """What keeps a command from being carried out, in words, with the remedy."""


def settings_of(config: Path) -> Config:
    """Raises Fault with everything that is wrong in the file."""
    try:
        return load(config)
    except ConfigFault as fault:
        raise Fault(f"the configuration {config} cannot be used:\n{fault}") from None
