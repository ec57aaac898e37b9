"""The PIN: none by default, none that is weak; guessing takes longer and longer, also after a restart."""

from __future__ import annotations

import random
import stat
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from argon2 import PasswordHasher
from hypothesis import given
from hypothesis import strategies as st
from pydantic import SecretStr

from kiosk.technician.pins import FREE_TRIES, LONGEST_WAIT_S, PinRefused, Pins, strong, wait_after
from tests.kiosk.technician.visit import CHEAP

RIGHT, WRONG = SecretStr("730495"), SecretStr("730496")


class Wall:
    """A clock on the wall that the test sets."""

    def __init__(self) -> None:
        self.at = datetime(2026, 11, 25, tzinfo=UTC)

    def __call__(self) -> datetime:
        return self.at

    def wait(self, seconds: float) -> None:
        self.at += timedelta(seconds=seconds)


@pytest.fixture
def wall() -> Wall:
    return Wall()


@pytest.fixture
def file(tmp_path: Path) -> Path:
    return tmp_path / "var" / "technician.pin"


def pins_at(file: Path, wall: Wall) -> Pins:
    return Pins(file, wall, CHEAP)


@pytest.fixture
def pins(file: Path, wall: Wall) -> Pins:
    pins = pins_at(file, wall)
    pins.set(RIGHT)
    return pins


def test_without_a_pin_nobody_comes_in(file: Path, wall: Wall) -> None:
    pins = pins_at(file, wall)
    assert not pins.usable()
    assert not pins.right(RIGHT)
    assert not file.exists()


def test_the_right_one_is_right_and_only_that(pins: Pins, file: Path) -> None:
    assert pins.right(RIGHT)
    assert not pins.right(WRONG)
    assert pins.right(RIGHT)
    assert stat.S_IMODE(file.stat().st_mode) == 0o600
    assert RIGHT.get_secret_value() not in file.read_text()


@pytest.mark.parametrize("mode", [0o640, 0o604, 0o660])
def test_a_file_that_others_can_read_is_no_pin(pins: Pins, file: Path, mode: int) -> None:
    file.chmod(mode)
    assert not pins.usable()
    assert not pins.right(RIGHT)


def test_a_damaged_file_is_no_pin(pins: Pins, file: Path) -> None:
    file.write_text("{")
    assert not pins.right(RIGHT)
    file.write_text('{"hash": "plain"}')
    assert not pins.right(SecretStr("plain"))


def test_the_third_wrong_one_locks_and_each_further_one_longer(pins: Pins, wall: Wall) -> None:
    waits = []
    for _ in range(12):
        assert not pins.right(WRONG)
        waits.append(pins.locked_for())
        wall.wait(waits[-1])
    assert waits == [0, 0, 30, 60, 120, 240, 480, 960, 1920, 3600, 3600, 3600]
    assert pins.right(RIGHT), "who waits is not shut out for ever"
    assert not pins.right(WRONG)
    assert pins.locked_for() == 0, "a right one makes good"


def test_while_it_is_locked_not_even_the_right_one_is_taken(pins: Pins, wall: Wall) -> None:
    for _ in range(3):
        pins.right(WRONG)
    wall.wait(29)
    assert not pins.right(RIGHT)
    assert pins.locked_for() == 1, "trying does not make it longer"
    wall.wait(1)
    assert pins.right(RIGHT)


def test_a_restart_opens_no_lock(pins: Pins, file: Path, wall: Wall) -> None:
    for _ in range(3):
        pins.right(WRONG)
    assert pins_at(file, wall).locked_for() == 30
    assert not pins_at(file, wall).right(RIGHT)


def test_pulling_the_plug_in_the_middle_saves_no_try(file: Path, wall: Wall) -> None:
    class PulledPlug(PasswordHasher):
        def verify(self, *_: object) -> bool:  # type: ignore[override]
            raise KeyboardInterrupt

    pins_at(file, wall).set(RIGHT)
    for _ in range(3):
        with pytest.raises(KeyboardInterrupt):
            Pins(file, wall, PulledPlug()).right(WRONG)
    assert pins_at(file, wall).locked_for() == 30


def test_a_clock_set_back_makes_nobody_wait_for_days(pins: Pins, wall: Wall) -> None:
    for _ in range(3):
        pins.right(WRONG)
    wall.wait(-86_400)
    assert pins.locked_for() == 30
    wall.wait(30)
    assert pins.right(RIGHT)


def test_a_full_disk_opens_no_lock_and_keeps_nobody_out(pins: Pins, file: Path, wall: Wall) -> None:
    file.with_name(f".{file.name}.part").mkdir()  # what cannot be written: also to root
    for _ in range(3):
        assert not pins.right(WRONG)
    assert pins.locked_for() == 30
    wall.wait(30)
    assert pins.right(RIGHT)


def test_setting_a_new_one_opens_the_lock(pins: Pins, file: Path, wall: Wall) -> None:
    for _ in range(3):
        pins.right(WRONG)
    pins_at(file, wall).set(SecretStr("58203941"))
    assert pins.locked_for() == 0
    assert pins.right(SecretStr("58203941"))
    assert not pins.right(RIGHT)


@pytest.mark.parametrize(
    "pin",
    [
        "",
        "12345",
        "7304957304951",
        "73049a",
        "７３０４９５",
        "730 495",
        "123456",
        "654321",
        "890123",
        "111111",
        "000000",
        "121212",
        "123123",
        "101010",
        "112211",
        "13141314",
        "1314520",
        "147258",
        "246802",
    ],
)
def test_a_weak_one_is_not_set_and_not_repeated(pin: str, file: Path, wall: Wall) -> None:
    with pytest.raises(PinRefused) as refused:
        pins_at(file, wall).set(SecretStr(pin))
    assert not pin or pin not in str(refused.value)
    assert not file.exists()


def test_hardly_any_that_is_drawn_is_weak() -> None:
    def weak(pin: str) -> bool:
        try:
            return strong(SecretStr(pin)).get_secret_value() != pin
        except PinRefused:
            return True

    die = random.Random(1)
    assert sum(weak(f"{die.randrange(10**6):06}") for _ in range(2000)) < 40


@given(st.integers(0, 2000))
def test_no_wait_is_shorter_than_the_one_before_or_endless(failures: int) -> None:
    assert 0 <= wait_after(failures) <= wait_after(failures + 1) <= LONGEST_WAIT_S
    assert (wait_after(failures) == 0) == (failures <= FREE_TRIES)
