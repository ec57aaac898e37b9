"""The password policy by examples."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from central.passwords import Owner, reasons
from central.policies import load
from kiosk.contract import PasswordReason

PROFILES = load().passwords
OWNER = Owner(
    name="北京示例星河科技有限公司",
    short_name="星河",
    founded=2019,
    numbers=("91110108MA0KX00157", "110000197001101017", "13800001001"),
)


@pytest.mark.parametrize(
    ("password", "expected"),
    [
        ("Quartz-lantern-58", set()),
        ("vT9#kfw2Lp", set()),
        ("Qz-58", {"too_short"}),
        ("quartzlanternwillow", {"too_few_kinds"}),
        ("Aa1-" * 20, {"too_long"}),
        ("Quartz lantern-58", {"bad_characters"}),
        ("Quartz-星-lantern-58", {"bad_characters"}),
        ("Password123!", {"common"}),
        ("P@ssw0rd1234", {"common"}),
        ("Qwerty-12345", {"common"}),
        ("Woaini1314!!", {"common"}),
        ("Admin@2024!!", {"common"}),
        ("Aaaaaaaa-1aaa", {"guessable"}),
        ("Abcdefgh-abc1", {"guessable"}),
        ("Xinghe-2019-kf", {"company_name"}),
        ("X1nghe-lantern-58", {"company_name"}),
        ("Ehgnix-lantern-58", {"company_name"}),
        ("Lantern-XH2019-kf", {"company_name"}),
        ("Lantern-xh@2019-kf", {"company_name"}),
        ("Bjslxhkjyxgs-58", {"company_name"}),
        ("Lantern-110108MA-k", {"own_number"}),
        ("Lantern-700110-kf", {"own_number"}),
        ("Lantern-00001001-kf", {"own_number"}),
        ("Lantern-10010000-kf", {"own_number"}),
        ("123456", {"too_short", "too_few_kinds"}),
    ],
)
def test_examples_of_cn_mlps3(password: str, expected: set[str]) -> None:
    assert set(reasons(password, PROFILES["cn-mlps3"], OWNER)) == expected


def test_nist_asks_for_length_not_for_kinds() -> None:
    assert reasons("quartz lantern willow".replace(" ", ""), PROFILES["nist"], OWNER) == ()
    assert reasons("vT9#kfw2Lp", PROFILES["nist"], OWNER) == (PasswordReason.TOO_SHORT,)


@given(st.text(max_size=128))
def test_every_text_gets_an_answer(password: str) -> None:
    found = reasons(password, PROFILES["cn-mlps3"], OWNER)
    assert (PasswordReason.TOO_SHORT in found) == (len(password) < 10)


def test_owner_keeps_numbers_out_of_its_text() -> None:
    assert "13800001001" not in repr(OWNER)
