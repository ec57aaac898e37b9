"""The one-time code: once, for ten minutes, five tries, and never to be seen by accident."""

from __future__ import annotations

import pytest
from pydantic import SecretStr

from kiosk.technician.codes import GOOD_S, TRIES, OneTimeCodes


class Bench:
    """Codes with a clock and a die of the test's own."""

    def __init__(self) -> None:
        self.now, self.next = 100.0, 4_711
        self.codes = OneTimeCodes(lambda: self.now, self._draw)

    def _draw(self, below: int) -> int:
        assert below == 10**8
        return self.next


@pytest.fixture
def bench() -> Bench:
    return Bench()


def test_it_has_eight_digits_and_opens_once(bench: Bench) -> None:
    code = bench.codes.make()
    assert code.get_secret_value() == "00004711"
    assert bench.codes.good(SecretStr("00004711"))
    assert not bench.codes.good(SecretStr("00004711"))


def test_before_one_is_made_nothing_is_good(bench: Bench) -> None:
    assert not bench.codes.good(SecretStr(""))
    assert not bench.codes.good(SecretStr("00000000"))


def test_five_wrong_ones_use_it_up(bench: Bench) -> None:
    code = bench.codes.make()
    for _ in range(TRIES - 1):
        assert not bench.codes.good(SecretStr("12345678"))
    assert bench.codes.good(code)
    code = bench.codes.make()
    for _ in range(TRIES):
        assert not bench.codes.good(SecretStr("12345678"))
    assert not bench.codes.good(code)


def test_it_is_good_for_ten_minutes(bench: Bench) -> None:
    code = bench.codes.make()
    bench.now += GOOD_S - 1
    assert bench.codes.good(code)
    code = bench.codes.make()
    bench.now += GOOD_S
    assert not bench.codes.good(code)


def test_a_new_one_makes_the_one_before_void(bench: Bench) -> None:
    first = bench.codes.make()
    bench.next = 815
    second = bench.codes.make()
    assert not bench.codes.good(first)
    assert bench.codes.good(second)
    assert "815" not in repr(second)
