"""The terminal's configuration: config.toml, checked as a whole before anything starts."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from pathlib import Path
from typing import Annotated, Literal

from pydantic import AfterValidator, AnyHttpUrl, BaseModel, ConfigDict, Field, SecretBytes, ValidationError
from pydantic_core import ErrorDetails

from kiosk.contract import Language

KEY_VARIABLE = "KIOSK_TERMINAL_KEY"

Text = Annotated[str, Field(min_length=1)]
Seconds = Annotated[float, Field(gt=0)]
Pixels = Annotated[int, Field(ge=320, le=7680)]


class ConfigFault(Exception):
    """The configuration cannot be used. The message has one line for each thing that is wrong."""


class Section(BaseModel):
    """A table of config.toml; a key that it does not know is an error."""

    model_config = ConfigDict(frozen=True, extra="forbid")


class Terminal(Section):
    """Who and where this terminal is."""

    id: Annotated[str, Field(pattern=r"^[A-Z]{2}-[0-9]{4}$", description="two letters, a dash, four digits")]
    place: Text
    key_file: Path
    notice_version: Text


class Central(Section):
    """The central reset service."""

    url: AnyHttpUrl
    ca_file: Path | Literal[""] = ""
    patience_s: Annotated[float, Field(ge=1, le=60)]


class Display(Section):
    """The window."""

    width: Pixels
    height: Pixels
    fullscreen: bool
    language: Language


class Time(Section):
    """The clocks of a visit, seconds."""

    budget: Annotated[float, Field(ge=60, le=1800)]
    extension: Annotated[float, Field(ge=60)]
    idle: Annotated[float, Field(ge=20)]
    warning: Annotated[float, Field(ge=20)]
    help: Annotated[float, Field(ge=30)]
    final: Annotated[float, Field(ge=20)]
    goodbye: Annotated[float, Field(ge=1, le=30)]


class CameraSettings(Section):
    """The camera."""

    index: Annotated[int, Field(ge=0, le=63)]
    width: Pixels
    height: Pixels
    fps: Annotated[int, Field(ge=5, le=60)]
    grace_s: Annotated[float, Field(ge=1, le=30)]


DecoderName = Literal["zxing", "zxing_sharpened", "zbar"]


def _each_once(chain: tuple[DecoderName, ...]) -> tuple[DecoderName, ...]:
    if len(set(chain)) != len(chain):
        raise ValueError("each decoder at most once")
    return chain


class Codes(Section):
    """How licence codes are read."""

    chain: Annotated[tuple[DecoderName, ...], Field(min_length=1), AfterValidator(_each_once)]
    rescue_every: Annotated[int, Field(ge=1, le=30)]
    max_pixels: Annotated[int, Field(ge=76_800, le=8_294_400)]


class Models(Section):
    """The model files that the operator supplies."""

    folder: Path


class PrinterSettings(Section):
    """Where receipts come out."""

    kind: Literal["none", "file"]
    folder: Path


class Data(Section):
    """What the terminal writes."""

    cache: Path
    journal: Path
    journal_bytes: Annotated[int, Field(ge=100_000, le=1_000_000_000)]


class Config(Section):
    """All of config.toml."""

    terminal: Terminal
    central: Central
    display: Display
    time: Time
    camera: CameraSettings
    codes: Codes
    models: Models
    printer: PrinterSettings
    data: Data

    def terminal_key(self, environment: Mapping[str, str]) -> SecretBytes:
        """The terminal's private key (PEM). Raises ConfigFault."""
        if KEY_VARIABLE in environment:
            return SecretBytes(environment[KEY_VARIABLE].encode())
        try:
            return SecretBytes(self.terminal.key_file.read_bytes())
        except OSError as error:
            raise ConfigFault(
                f"terminal.key_file = {str(self.terminal.key_file)!r}: {error.strerror}; put the terminal's private "
                f"key (PEM) there, or its text into the environment variable {KEY_VARIABLE}"
            ) from None


def load(path: Path) -> Config:
    """Reads and checks the file. Raises ConfigFault naming every key that is wrong, its value and what is allowed."""
    try:
        values = tomllib.loads(path.read_text("utf-8"))
    except OSError as error:
        raise ConfigFault(f"{path}: {error.strerror}; name another file with --config") from None
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise ConfigFault(f"{path}: not TOML: {error}") from None
    return parse(values, path.parent)


def parse(values: Mapping[str, object], folder: Path) -> Config:
    """Checks `values`; relative paths are relative to `folder`. Raises ConfigFault."""
    try:
        config = Config.model_validate(values)
    except ValidationError as error:
        raise ConfigFault("\n".join(_line(detail) for detail in error.errors())) from None
    return _rooted(config, folder.resolve())


def _rooted(config: Config, folder: Path) -> Config:
    sections: dict[str, Section] = {}
    for name in Config.model_fields:
        section: Section = getattr(config, name)
        paths = {key: folder / value for key, value in section if isinstance(value, Path)}
        sections[name] = section.model_copy(update=paths)
    return config.model_copy(update=sections)


def _line(detail: ErrorDetails) -> str:
    key = ".".join(str(part) for part in detail["loc"])
    match detail["type"]:
        case "missing":
            return f"{key}: is missing"
        case "extra_forbidden":
            return f"{key}: no such setting; see the config.toml that came with the terminal"
        case _:
            return f"{key} = {detail['input']!r}: {detail['msg']}"
