"""The configuration: what a technician is told about every mistake, and that no secret is ever told."""

from __future__ import annotations

import tomllib
from collections.abc import Callable
from copy import deepcopy
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from cryptography.hazmat.primitives.asymmetric.ec import SECP256R1, generate_private_key
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.serialization import (
    BestAvailableEncryption,
    Encoding,
    NoEncryption,
    PrivateFormat,
    PublicFormat,
)
from hypothesis import given
from hypothesis import strategies as st

from kiosk.config import KEY_VARIABLE, Config, ConfigFault, load, parse

ROOT = Path(__file__).parents[2]
SHIPPED = tomllib.loads((ROOT / "config.toml").read_text("utf-8"))
KEYS = [(section, key) for section, settings in SHIPPED.items() for key in settings]
KEY = Ed25519PrivateKey.generate()
PEM = KEY.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())


def shipped(**changes: object) -> dict[str, Any]:
    """The shipped values; `changes` as section__key."""
    values = deepcopy(SHIPPED)
    for name, value in changes.items():
        section, _, key = name.partition("__")
        values[section][key] = value
    return values


def complaints(values: dict[str, Any], folder: Path = ROOT) -> list[str]:
    with pytest.raises(ConfigFault) as caught:
        parse(values, folder)
    return str(caught.value).splitlines()


def test_the_shipped_file_is_in_order_and_its_paths_begin_at_it() -> None:
    config = load(ROOT / "config.toml")
    assert config.terminal.id == "BJ-0001"
    assert config.terminal.key_file == ROOT / "var" / "terminal.key"
    assert config.models.folder == ROOT / "models"
    assert config.central.ca_file is None


def test_absolute_paths_stay_and_relative_ones_begin_at_the_files_folder(tmp_path: Path) -> None:
    config = parse(shipped(models__folder="/opt/models", data__cache="../cache"), tmp_path)
    assert config.models.folder == Path("/opt/models")
    assert config.data.cache == tmp_path / ".." / "cache"


@pytest.mark.parametrize(
    ("change", "complaint"),
    [
        (
            {"terminal__id": "bj-1"},
            'terminal.id = "bj-1": must be two capital letters, a dash and four digits, such as BJ-0001',
        ),
        ({"terminal__place": ""}, 'terminal.place = "": must not be empty'),
        ({"terminal__place": 7}, "terminal.place = 7: must be text in quotation marks"),
        ({"central__patience_s": "10"}, 'central.patience_s = "10": must be a number'),
        ({"central__patience_s": 0.5}, "central.patience_s = 0.5: must be at least 1"),
        ({"central__url": "reset"}, 'central.url = "reset": must be an address such as https://reset.example.gov.cn'),
        ({"central__url": "ftp://reset"}, 'central.url = "ftp://reset": must begin with https://'),
        ({"display__width": 1080.5}, "display.width = 1080.5: must be a whole number"),
        ({"display__fullscreen": "yes"}, 'display.fullscreen = "yes": must be true or false'),
        ({"display__language": "de"}, "display.language = \"de\": must be 'zh_CN' or 'en'"),
        ({"time__warning": 19}, "time.warning = 19: must be at least 20"),
        ({"time__extension": float("inf")}, "time.extension = Infinity: must be a finite number"),
        ({"time__budget": float("nan")}, "time.budget = NaN: must be a finite number"),
        ({"camera__fps": 61}, "camera.fps = 61: must be at most 60"),
        ({"camera__index": True}, "camera.index = true: must be a whole number"),
        ({"codes__chain": []}, "codes.chain = []: must have at least 1 of them"),
        ({"codes__chain": ["zbar", "zbar"]}, 'codes.chain = ["zbar", "zbar"]: must name each decoder at most once'),
        ({"models__folder": ""}, 'models.folder = "": must not be empty'),
        (
            {"printer__kind": "laser"},
            "printer.kind = \"laser\": must be 'none', 'file', 'usb', 'serial' or 'network'",
        ),
        ({"printer__usb_vendor": 0}, "printer.usb_vendor = 0: must be at least 1"),
        ({"printer__serial_baud": 1200}, "printer.serial_baud = 1200: must be 9600, 19200, 38400, 57600 or 115200"),
        (
            {"printer__host": "http://printer"},
            'printer.host = "http://printer": must be a name or an IPv4 address in the network, without a scheme or a '
            "port",
        ),
        ({"printer__paper_mm": 76}, "printer.paper_mm = 76: must be 58 or 80"),
        ({"speaker__volume": 101}, "speaker.volume = 101: must be at most 100"),
        ({"speaker__volume": 7.5}, "speaker.volume = 7.5: must be a whole number"),
        (
            {"speaker__recordings": "no-such-folder"},
            'speaker.recordings = "no-such-folder": there is no such folder; `kiosk voice render` makes one, "" does '
            "without recordings",
        ),
        ({"camera__view_degrees": 5}, "camera.view_degrees = 5: must be at least 20"),
        ({"data__journal_bytes": 2 * 10**9}, "data.journal_bytes = 2000000000: must be at most 1000000000"),
        ({"data__journal_bytes": date(2026, 1, 1)}, 'data.journal_bytes = "2026-01-01": must be a whole number'),
        ({"time__snooze": 5}, "time.snooze: no such setting; see the config.toml that came with the terminal"),
    ],
)
def test_a_mistake_is_named_with_its_value_and_what_is_allowed(change: dict[str, object], complaint: str) -> None:
    assert complaints(shipped(**change)) == [complaint]


def test_every_mistake_is_named_at_once() -> None:
    values = shipped(terminal__id="x", camera__fps=1, time__nap=3)
    del values["codes"], values["printer"]["kind"]
    assert [line.split(" ")[0].rstrip(":") for line in complaints(values)] == [
        "terminal.id",
        "time.nap",
        "camera.fps",
        "codes",
        "printer.kind",
    ]


def test_a_service_elsewhere_must_be_reached_over_tls() -> None:
    assert "https://" in complaints(shipped(central__url="http://reset.example.gov.cn"))[0]
    for host in ("127.0.0.1", "localhost", "[::1]"):
        assert parse(shipped(central__url=f"http://{host}:8000"), ROOT).central.url.host == host


def test_a_ca_that_is_to_be_trusted_must_be_there(tmp_path: Path) -> None:
    assert "there is no such file" in complaints(shipped(central__ca_file="ca.pem"), tmp_path)[0]
    (tmp_path / "ca.pem").touch()
    assert parse(shipped(central__ca_file="ca.pem"), tmp_path).central.ca_file == tmp_path / "ca.pem"


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (b"[terminal\nid = 5", "not TOML"),
        (b'[terminal]\nplace = "\xb1\xb1\xbe\xa9"', "not TOML"),
        (None, "No such file or directory; name another file with --config"),
    ],
)
def test_a_file_that_cannot_be_read_is_named(tmp_path: Path, content: bytes | None, words: str) -> None:
    path = tmp_path / "config.toml"
    if content is not None:
        path.write_bytes(content)
    with pytest.raises(ConfigFault, match=words) as caught:
        load(path)
    assert str(path) in str(caught.value)


def test_a_file_saved_on_windows_is_fine(tmp_path: Path) -> None:
    text = (ROOT / "config.toml").read_text("utf-8").replace("\n", "\r\n")
    (tmp_path / "config.toml").write_text("\ufeff" + text, "utf-8", newline="")
    assert load(tmp_path / "config.toml").terminal.id == "BJ-0001"


@pytest.mark.parametrize(
    "change",
    [
        {"terminal__password": "s3cret"},
        {"central__token": "s3cret"},
        {"terminal__key_file": f"-----BEGIN PRIVATE KEY-----\ns3cret{'A' * 60}\n-----END PRIVATE KEY-----\n"},
        {"central__url": "https://terminal:s3cret@reset.example.gov.cn"},
        {"central__url": "ftp://terminal:s3cret@reset.example.gov.cn"},
    ],
)
def test_a_secret_is_refused_and_not_repeated(change: dict[str, object]) -> None:
    (line,) = complaints(shipped(**change))
    assert line.startswith(next(iter(change)).replace("__", "."))
    assert "s3cret" not in line


def test_the_key_comes_from_its_file_or_from_the_environment(tmp_path: Path) -> None:
    config = parse(shipped(terminal__key_file="terminal.key"), tmp_path)
    other = Ed25519PrivateKey.generate().private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())
    (tmp_path / "terminal.key").write_bytes(PEM)
    assert config.terminal_key({}).get_secret_value() == PEM
    assert config.terminal_key({KEY_VARIABLE: other.decode()}).get_secret_value() == other
    assert "PRIVATE" not in repr(config.terminal_key({}))


def test_a_missing_key_is_told_with_both_places_for_it(tmp_path: Path) -> None:
    with pytest.raises(ConfigFault, match=KEY_VARIABLE) as caught:
        parse(SHIPPED, tmp_path).terminal_key({})
    assert str(tmp_path / "var" / "terminal.key") in str(caught.value)


@pytest.mark.parametrize(
    "make",
    [
        lambda: b"",
        lambda: b"s3cret, not PEM",
        lambda: PEM[:60],
        lambda: KEY.public_key().public_bytes(Encoding.PEM, PublicFormat.SubjectPublicKeyInfo),
        lambda: KEY.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, BestAvailableEncryption(b"s3cret")),
        lambda: generate_private_key(SECP256R1()).private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption()),
    ],
)
def test_what_is_no_key_of_ours_is_found_at_the_start(tmp_path: Path, make: Callable[[], bytes]) -> None:
    content = make()
    (tmp_path / "terminal.key").write_bytes(content)
    config = parse(shipped(terminal__key_file="terminal.key"), tmp_path)
    for environment, named in (({}, "terminal.key_file"), ({KEY_VARIABLE: content.decode()}, KEY_VARIABLE)):
        with pytest.raises(ConfigFault, match=named) as caught:
            config.terminal_key(environment)
        lines = [line for line in content.decode().splitlines() if line]
        assert [line for line in lines if line in str(caught.value)] == []


scalars = st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=200) | st.dates()
values = st.recursive(
    scalars.filter(lambda value: value is not None),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=5), inner, max_size=3),
    max_leaves=4,
)


@given(st.sampled_from(KEYS), values)
def test_a_mangled_value_is_taken_or_named_and_nothing_else_is(place: tuple[str, str], value: object) -> None:
    section, key = place
    try:
        config = parse(shipped(**{f"{section}__{key}": value}), ROOT)
    except ConfigFault as fault:
        for line in str(fault).split("\n"):
            assert line.startswith((f"{section}.{key} = ", f"{section}.{key}.", f"{section}.{key}: "))
            assert len(line) < 300
    else:
        assert isinstance(config, Config)


@pytest.mark.parametrize(("section", "key"), KEYS)
def test_a_missing_value_is_named_and_nothing_else_is(section: str, key: str) -> None:
    broken = shipped()
    del broken[section][key]
    assert complaints(broken) == [f"{section}.{key}: is missing; see the config.toml that came with the terminal"]
