"""The terminal's configuration: config.toml, checked as a whole before anything starts."""

from __future__ import annotations

import json
import re
import tomllib
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Annotated, Literal

from cryptography.exceptions import UnsupportedAlgorithm
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey
from cryptography.hazmat.primitives.serialization import load_pem_private_key, load_pem_public_key
from pydantic import (
    AfterValidator,
    AnyHttpUrl,
    BaseModel,
    BeforeValidator,
    ConfigDict,
    Field,
    SecretBytes,
    ValidationError,
    ValidationInfo,
)
from pydantic_core import ErrorDetails, PydanticCustomError

from devices.codes import CodeReaderConfig
from kiosk.contract import Language

KEY_VARIABLE = "KIOSK_TERMINAL_KEY"
THIS_MACHINE = ("localhost", "127.0.0.1", "[::1]")
LONGEST_SHOWN = 160
SECRET = "secret"  # noqa: S105 - the type of an error whose input must not be shown


class ConfigFault(Exception):
    """The configuration cannot be used. The message has one line for each thing that is wrong."""


def _no_secret(value: object) -> object:
    if isinstance(value, str) and "PRIVATE KEY" in value:
        raise PydanticCustomError(SECRET, "a private key does not belong here: put it into a file and name that")
    return value


def _no_login(value: object) -> object:
    if isinstance(value, str) and "@" in value:
        raise PydanticCustomError(SECRET, "must have no user and no password: the terminal signs with its key")
    return value


def _secure(url: AnyHttpUrl) -> AnyHttpUrl:
    if url.scheme != "https" and url.host not in THIS_MACHINE:
        raise ValueError("must begin with https://; http:// is for a service on this machine only")
    return url


def _terminal_id(text: str) -> str:
    if not re.fullmatch("[A-Z]{2}-[0-9]{4}", text):
        raise ValueError("must be two capital letters, a dash and four digits, such as BJ-0001")
    return text


def _rooted(path: Path, info: ValidationInfo) -> Path:
    if path == Path():
        raise ValueError("must not be empty")
    folder: Path = info.context["folder"] if info.context else Path()
    return folder / path


def _there(path: Path) -> Path:
    if not path.is_file():
        raise ValueError('there is no such file; "" trusts the system\'s CAs')
    return path


def _folder(path: Path) -> Path:
    if not path.is_dir():
        raise ValueError('there is no such folder; `kiosk voice render` makes one, "" does without recordings')
    return path


def _usb_device(text: str) -> str:
    if not re.fullmatch("[0-9a-f]{4}:[0-9a-f]{4} .+", text):
        raise ValueError('must be vendor:product and a name, such as "1bcf:2284 camera"; `lsusb` tells the numbers')
    return text


def _public_key(otherwise: str) -> Callable[[Path], Path]:
    """Takes files that hold an Ed25519 public key; `otherwise` says what to write where there is none."""

    def checked(path: Path) -> Path:
        try:
            is_one = isinstance(load_pem_public_key(path.read_bytes()), Ed25519PublicKey)
        except (OSError, ValueError, UnsupportedAlgorithm):
            is_one = False
        if not is_one:
            raise ValueError(f"there is no Ed25519 public key in PEM; {otherwise}")
        return path

    return checked


def _host(text: str) -> str:
    if not re.fullmatch(r"[A-Za-z0-9]([A-Za-z0-9.-]*[A-Za-z0-9])?", text):
        raise ValueError("must be a name or an IPv4 address in the network, without a scheme or a port")
    return text


def _each_once(chain: tuple[DecoderName, ...]) -> tuple[DecoderName, ...]:
    if len(set(chain)) != len(chain):
        raise ValueError("must name each decoder at most once")
    return chain


NONE_FOR_EMPTY = BeforeValidator(lambda value: None if value == "" else value)
"""An empty text says that there is none."""
Text = Annotated[str, Field(min_length=1)]
Location = Annotated[Path, AfterValidator(_rooted)]
Pixels = Annotated[int, Field(ge=320, le=7680)]
Volume = Annotated[int, Field(ge=0, le=100)]
UsbId = Annotated[int, Field(ge=1, le=0xFFFF)]
DecoderName = Literal["zxing", "zxing_sharpened", "zbar"]


class Section(BaseModel):
    """A table of config.toml; a key that it does not know is an error."""

    model_config = ConfigDict(frozen=True, extra="forbid", strict=True, allow_inf_nan=False)


class Terminal(Section):
    """Who and where this terminal is."""

    id: Annotated[str, AfterValidator(_terminal_id)]
    region: Text
    place: Text
    key_file: Annotated[Location, BeforeValidator(_no_secret)]
    notice_version: Text
    power_off: tuple[Text, ...]


class Central(Section):
    """The central reset service. Without `ca_file` the system's CAs are trusted.

    Without `configuration_key_file` the terminal goes by this file alone, whatever the service tells it.
    """

    url: Annotated[AnyHttpUrl, BeforeValidator(_no_login), AfterValidator(_secure)]
    ca_file: Annotated[Annotated[Location, AfterValidator(_there)] | None, NONE_FOR_EMPTY]
    configuration_key_file: Annotated[
        Annotated[Location, AfterValidator(_public_key('"" goes by this file alone'))] | None,
        NONE_FOR_EMPTY,
    ]
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
    view_degrees: Annotated[float, Field(ge=20, le=140)]
    grace_s: Annotated[float, Field(ge=1, le=30)]


class Codes(Section):
    """How licence codes are read."""

    chain: Annotated[tuple[DecoderName, ...], Field(min_length=1), AfterValidator(_each_once)]
    rescue_every: Annotated[int, Field(ge=1, le=30)]
    region: Annotated[float, Field(ge=0.2, le=1)]
    max_pixels: Annotated[int, Field(ge=76_800, le=8_294_400)]
    budget_ms: Annotated[int, Field(ge=20, le=120)]

    def reader(self) -> CodeReaderConfig:
        """The same, for `CodeReader`."""
        return CodeReaderConfig(**self.model_dump())


class Models(Section):
    """The model files that the operator supplies."""

    folder: Location


class PrinterSettings(Section):
    """Where receipts come out, and how the printer is reached."""

    kind: Literal["none", "file", "usb", "serial", "network"]
    folder: Location
    usb_vendor: UsbId
    usb_product: UsbId
    serial_port: Text
    serial_baud: Literal[9600, 19200, 38400, 57600, 115200]
    serial_flow: Literal["dsrdtr", "xonxoff", "none"]
    host: Annotated[str, AfterValidator(_host)]
    port: Annotated[int, Field(ge=1, le=65535)]
    paper_mm: Literal[58, 80]
    status: bool
    cutter: bool
    patience_s: Annotated[float, Field(ge=3, le=30)]


class SpeakerSettings(Section):
    """What visitors hear."""

    kind: Literal["none", "espeak"]
    recordings: Annotated[Annotated[Location, AfterValidator(_folder)] | None, NONE_FOR_EMPTY]
    volume: Volume


class Data(Section):
    """What the terminal writes."""

    cache: Location
    configuration: Location
    journal: Location
    site: Location
    journal_bytes: Annotated[int, Field(ge=100_000, le=1_000_000_000)]


class Diagnostics(Section):
    """The technician's tests."""

    usb: tuple[Annotated[str, AfterValidator(_usb_device)], ...]
    folder: Location
    control: Location


class TechnicianSettings(Section):
    """Who is let in as a technician, and for how long. Without badge keys nobody's badge is good."""

    badge_keys: tuple[Annotated[Location, AfterValidator(_public_key("[] takes no badge"))], ...]
    revoked: tuple[Annotated[int, Field(ge=1, le=2**32 - 1)], ...]
    pin_file: Location
    idle_s: Annotated[float, Field(ge=60, le=1800)]


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
    speaker: SpeakerSettings
    data: Data
    diagnostics: Diagnostics
    technician: TechnicianSettings

    def badge_issuers(self) -> tuple[Ed25519PublicKey, ...]:
        """The keys of those whose badges are good."""
        return tuple(_loaded(path) for path in self.technician.badge_keys)

    def configuration_key(self) -> Ed25519PublicKey | None:
        """The key of the service's configurations, if they are to be followed."""
        if self.central.configuration_key_file is None:
            return None
        return _loaded(self.central.configuration_key_file)

    def terminal_key(self, environment: Mapping[str, str]) -> SecretBytes:
        """The terminal's private key (PEM). Raises ConfigFault."""
        if KEY_VARIABLE in environment:
            return _ed25519(environment[KEY_VARIABLE].encode(), KEY_VARIABLE)
        place = f"terminal.key_file = {_shown(str(self.terminal.key_file))}"
        try:
            pem = self.terminal.key_file.read_bytes()
        except (OSError, ValueError) as error:
            reason = error.strerror if isinstance(error, OSError) else "not a path"
            raise ConfigFault(
                f"{place}: {reason}; put the terminal's private key (PEM) there, or its text into the environment "
                f"variable {KEY_VARIABLE}"
            ) from None
        return _ed25519(pem, place)


def load(path: Path) -> Config:
    """Reads and checks the file. Raises ConfigFault naming every key that is wrong, its value and what is allowed."""
    try:
        values = tomllib.loads(path.read_text("utf-8-sig"))
    except OSError as error:
        raise ConfigFault(f"{path}: {error.strerror}; name another file with --config") from None
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise ConfigFault(f"{path}: not TOML: {error}") from None
    return parse(values, path.parent)


def parse(values: Mapping[str, object], folder: Path) -> Config:
    """Checks `values`; relative paths are relative to `folder`. Raises ConfigFault."""
    try:
        # As JSON, the strict check takes text for a path or a language, and still no text for a number.
        return Config.model_validate_json(json.dumps(values, default=str), context={"folder": folder.resolve()})
    except ValidationError as error:
        raise ConfigFault(in_words(error)) from None


def in_words(error: ValidationError) -> str:
    """One line for each thing that is wrong: the key, its value and what is allowed."""
    return "\n".join(_line(detail) for detail in error.errors())


def _loaded(path: Path) -> Ed25519PublicKey:
    key = load_pem_public_key(path.read_bytes())
    if not isinstance(key, Ed25519PublicKey):
        raise TypeError(f"{path} was replaced since it was checked")
    return key


def _ed25519(pem: bytes, place: str) -> SecretBytes:
    try:
        is_one = isinstance(load_pem_private_key(pem, None), Ed25519PrivateKey)
    except (ValueError, TypeError, UnsupportedAlgorithm):  # not PEM, under a passphrase, of an unknown kind
        is_one = False
    if not is_one:
        raise ConfigFault(
            f"{place}: holds no Ed25519 private key in PEM without a passphrase; make one with openssl genpkey "
            "-algorithm ed25519, and enrol its public half at the central service"
        )
    return SecretBytes(pem)


_ALLOWED = {
    "bool_type": "must be true or false",
    "enum": "must be {expected}",
    "finite_number": "must be a finite number",
    "float_type": "must be a number",
    "greater_than_equal": "must be at least {ge:.10g}",
    "int_from_float": "must be a whole number",
    "int_type": "must be a whole number",
    "less_than_equal": "must be at most {le:.10g}",
    "literal_error": "must be {expected}",
    "model_type": "must be a table",
    "string_too_short": "must not be empty",
    "string_type": "must be text in quotation marks",
    "too_short": "must have at least {min_length} of them",
    "tuple_type": "must be a list",
    "url_parsing": "must be an address such as https://reset.example.gov.cn",
    "url_scheme": "must begin with https://",
    "url_type": "must be an address in quotation marks",
    "value_error": "{error}",
}
"""What pydantic's types of errors are in a technician's words."""


def _line(detail: ErrorDetails) -> str:
    key = ".".join(str(part) for part in detail["loc"])
    match detail["type"]:
        case "missing":
            return f"{key}: is missing; see the config.toml that came with the terminal"
        case "extra_forbidden":  # the value is not shown: it may be a password under a name of the technician's own
            return f"{key}: no such setting; see the config.toml that came with the terminal"
        case "json_invalid":
            return f"not JSON: {detail['ctx']['error']}"
        case known if known == SECRET:
            return f"{key}: {detail['msg']}"
        case known:
            allowed = _ALLOWED.get(known, detail["msg"]).format_map(detail.get("ctx", {}))
            return f"{key} = {_shown(detail['input'])}: {allowed}"


def _shown(value: object) -> str:
    """The value as TOML has it; whole, if it is no longer than a path may well be."""
    text = json.dumps(value, ensure_ascii=False)
    return text if len(text) <= LONGEST_SHOWN else text[:LONGEST_SHOWN] + "..."
