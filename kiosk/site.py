"""What technicians set at this very terminal: a file of its own, read at start, which goes before config.toml.

Whatever is not in it holds as it was shipped; without the file all does.
"""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import Any

from pydantic import ValidationError, model_validator

from devices.camera_setting import CameraSetting
from devices.face.gate import GateLimits
from kiosk.config import ConfigFault, Section, Volume, in_words
from kiosk.files import write_whole

LOOSEST = GateLimits()
"""The limits that the figures of the face check were measured with; a site may only be stricter."""
LEAST_SPAN = 1.4
"""Between the farthest and the nearest that is taken: people do not stand on a line."""


class Gate(Section):
    """The limits of distance and light that were measured at the site; see `GateLimits`."""

    min_size: float = LOOSEST.min_size
    max_size: float = LOOSEST.max_size
    min_brightness: float = LOOSEST.min_brightness
    max_brightness: float = LOOSEST.max_brightness

    @model_validator(mode="after")
    def _strict_and_passable(self) -> Gate:
        for name in ("min_size", "min_brightness"):
            if getattr(self, name) < getattr(LOOSEST, name):
                raise ValueError(f"{name} must be at least {getattr(LOOSEST, name):g}")
        for name in ("max_size", "max_brightness"):
            if getattr(self, name) > getattr(LOOSEST, name):
                raise ValueError(f"{name} must be at most {getattr(LOOSEST, name):g}")
        if self.max_size < LEAST_SPAN * self.min_size or self.max_brightness < LEAST_SPAN * self.min_brightness:
            raise ValueError(f"the upper limits must be at least {LEAST_SPAN:g} times the lower ones")
        return self

    def limits(self) -> GateLimits:
        """The whole gate with these limits in it."""
        return replace(LOOSEST, **self.model_dump())


class Site(Section):
    """All that can be set at the terminal."""

    camera: CameraSetting = CameraSetting()
    gate: Gate = Gate()
    volume: Volume | None = None
    """of the loudspeaker"""
    out_of_service: bool = False


class SiteFile:
    """The site's settings, in memory and in the file."""

    def __init__(self, path: Path) -> None:
        """Raises ConfigFault for a file that is not what the terminal writes."""
        self._path = path
        self._now = _read(path)

    @property
    def now(self) -> Site:
        """What holds."""
        return self._now

    def keep(self, **changes: Any) -> None:
        """Puts fields of `Site` in the place of those that hold. Raises OSError; then what held holds on."""
        changed = self._now.model_copy(update=changes)
        write_whole(self._path, changed.model_dump_json(indent=2).encode())
        self._now = changed


def _read(path: Path) -> Site:
    try:
        return Site.model_validate_json(path.read_text("utf-8", errors="replace"))
    except FileNotFoundError:
        return Site()
    except OSError as error:
        raise ConfigFault(f"{path}: {error.strerror}; see data.site in config.toml") from None
    except ValidationError as error:
        raise ConfigFault(
            f"{path}: is not what the terminal writes; correct it, or remove it and set the terminal anew:\n"
            f"{in_words(error)}"
        ) from None
