"""What a terminal believes of a configuration, and what it goes by when it does not."""

from __future__ import annotations

from base64 import b64encode
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from hypothesis import given
from hypothesis import strategies as st

from kiosk.contract import Service, SignedConfiguration, TerminalConfiguration, VisitTimes, Window
from kiosk.remote_configuration import (
    ConfigurationRefused,
    Reason,
    RemoteConfiguration,
    Standing,
    believed,
    combined,
)
from kiosk.visit import TimeLimits

KEY = Ed25519PrivateKey.generate()
NOW = datetime(2026, 11, 25, 9, tzinfo=UTC)
LOCAL = Standing(TimeLimits(budget=300, extension=120, idle=45, warning=25, help=120, final=60, goodbye=4), "local")
WINDOW = Window(name="窗口", address="1 号", hours="9-17", phone="010")


def told(version: int = 1, **changes: object) -> TerminalConfiguration:
    values: dict[str, object] = {
        "version": version,
        "region": "beijing",
        "valid_from": NOW,
        "services": (Service.RESET,),
        "notice_version": "2026-12",
        "window": WINDOW,
        "times": VisitTimes(budget=240, extension=90, idle=60, warning=30),
    }
    return TerminalConfiguration.model_validate(values | changes)


def signed(configuration: TerminalConfiguration, key: Ed25519PrivateKey = KEY) -> SignedConfiguration:
    return sealed(configuration.model_dump_json(), key)


def sealed(payload: str, key: Ed25519PrivateKey = KEY) -> SignedConfiguration:
    bare = SignedConfiguration(payload=payload, signature="")
    return SignedConfiguration(payload=payload, signature=b64encode(key.sign(bare.signed_bytes())).decode())


def refused(what: SignedConfiguration, last: TerminalConfiguration | None = None) -> Reason:
    with pytest.raises(ConfigurationRefused) as caught:
        believed(what, KEY.public_key(), last, NOW)
    return caught.value.reason


@pytest.fixture
def file(tmp_path: Path) -> Path:
    return tmp_path / "configuration.json"


def remote(file: Path, key: Ed25519PrivateKey | None = KEY) -> RemoteConfiguration:
    return RemoteConfiguration(LOCAL, key.public_key() if key else None, file, lambda: NOW)


def test_it_takes_the_place_of_the_terminals_own_settings_where_it_says_something() -> None:
    standing = combined(LOCAL, told())
    assert standing.limits == TimeLimits(budget=240, extension=90, idle=60, warning=30, help=120, final=60, goodbye=4)
    assert (standing.services, standing.notice_version, standing.window) == ((Service.RESET,), "2026-12", WINDOW)
    assert combined(LOCAL, None) == LOCAL


def test_whole_newer_and_in_force_is_believed() -> None:
    assert believed(signed(told(2)), KEY.public_key(), told(1), NOW) == told(2)


def test_what_is_refused_and_why() -> None:
    assert refused(signed(told(), Ed25519PrivateKey.generate())) is Reason.ALTERED
    assert refused(signed(told(2)), last=told(2)) is Reason.OLDER
    assert refused(signed(told(1)), last=told(2)) is Reason.OLDER
    assert refused(signed(told(3, region="shanghai")), last=told(2)) is Reason.OTHER_REGION
    assert refused(signed(told(valid_from=NOW + timedelta(seconds=1)))) is Reason.NOT_YET
    assert refused(sealed('{"version": 1}')) is Reason.NONSENSE


def test_a_signature_for_another_use_does_not_count() -> None:
    payload = told().model_dump_json()
    bare = b64encode(KEY.sign(payload.encode())).decode()
    assert refused(SignedConfiguration(payload=payload, signature=bare)) is Reason.ALTERED


@given(place=st.integers(min_value=0), replacement=st.characters(codec="ascii"))
def test_no_character_can_be_altered(place: int, replacement: str) -> None:
    good = signed(told())
    place %= len(good.payload)
    payload = good.payload[:place] + replacement + good.payload[place + 1 :]
    if payload != good.payload:
        assert refused(SignedConfiguration(payload=payload, signature=good.signature)) is Reason.ALTERED


@given(signature=st.text(max_size=128))
def test_no_other_signature_opens_it(signature: str) -> None:
    assert refused(SignedConfiguration(payload=told().model_dump_json(), signature=signature)) is Reason.ALTERED


def test_the_last_good_one_outlives_a_start_and_a_bad_one(file: Path) -> None:
    first = remote(file)
    assert first.standing == LOCAL
    first.take(signed(told(3)))
    with pytest.raises(ConfigurationRefused):
        first.take(signed(told(2)))
    assert first.standing == remote(file).standing == combined(LOCAL, told(3))
    assert not remote(file).wants(3)
    assert remote(file).wants(4)


@pytest.mark.parametrize("content", ["", "no JSON", '{"payload": "{}", "signature": ""}'])
def test_a_broken_file_is_not_followed_and_fetched_again(file: Path, content: str) -> None:
    file.write_text(content)
    assert remote(file).standing == LOCAL
    assert remote(file).wants(1)


def test_an_altered_file_is_not_followed(file: Path) -> None:
    remote(file).take(signed(told()))
    file.write_text(file.read_text().replace("240", "999"))
    assert remote(file).standing == LOCAL


def test_without_a_key_nothing_is_followed(file: Path) -> None:
    remote(file).take(signed(told()))
    assert remote(file, None).standing == LOCAL
    assert not remote(file, None).wants(7)


def test_a_full_disk_does_not_keep_it_from_holding(tmp_path: Path) -> None:
    one = remote(tmp_path / "no such folder" / "configuration.json")
    one.take(signed(told()))
    assert one.standing == combined(LOCAL, told())
