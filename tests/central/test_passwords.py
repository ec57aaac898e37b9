"""The password policy by examples."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st
from zxcvbn.matching import RANKED_DICTIONARIES

from central.passwords import Owner, load_common, reasons
from central.policies import load
from kiosk.contract import PasswordReason
from simulator.visitor import new_password

PROFILES = load().passwords
OWNER = Owner(
    name="北京示例星河科技有限公司",
    short_name="星河",
    founded=2019,
    numbers=("91110108MA0KX00157", "110000197001101017", "13800001001"),
)
COMMON = load_common()


def refused(password: str, owner: Owner = OWNER, profile: str = "cn-mlps3") -> tuple[PasswordReason, ...]:
    return reasons(password, PROFILES[profile], owner, COMMON)


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
    assert set(refused(password)) == expected


@pytest.mark.parametrize(
    "password",
    [
        "Gongsi2024!!",
        "Wodemima123!",
        "Zhongguo123!",
        "Taobao@1234",
        "Qq5201314!!",
        "Aa123456789!",
        "1qaz@WSX#EDC",
        "Zxcvbnm-2024",
        "Admin-88888888",
        "Kuaiji@12345",
        "Caiwu-20250101",
        "Zhang19900101!",
        "Zhangwei1985!",
        "W0aini-1314!",
        "Isgnog-2024!",
        "20080808-Huawei",
    ],
)
def test_what_is_common_in_china_is_common(password: str) -> None:
    assert refused(password) == (PasswordReason.COMMON,)


def test_birthdays_are_guessable() -> None:
    assert refused("Aa@19880808") == (PasswordReason.GUESSABLE,)


def test_strong_passwords_are_never_taken_for_common_ones() -> None:
    drawn = [new_password() for _ in range(300)]
    assert [password for password in drawn if refused(password)] == []


def test_words_of_one_company_do_not_count_against_the_next() -> None:
    password = "Lanyun-58-kite"
    other = replace(OWNER, name="深圳示例兰云贸易有限公司", short_name="兰云")
    assert refused(password, other) == (PasswordReason.COMPANY_NAME,)
    assert refused(password) == ()
    assert "lanyun" not in RANKED_DICTIONARIES.get("user_inputs", {}), "zxcvbn keeps what it is handed in a global"


def test_common_words_are_each_there_once_and_as_they_are_compared() -> None:
    words = load_common()
    assert len(words) == len(set(words)) > 300
    assert all(word == word.lower().strip() for word in words)


def test_nist_asks_for_length_not_for_kinds() -> None:
    assert refused("quartzlanternwillow", profile="nist") == ()
    assert refused("vT9#kfw2Lp", profile="nist") == (PasswordReason.TOO_SHORT,)


@given(st.text(max_size=128))
def test_every_text_gets_an_answer(password: str) -> None:
    found = refused(password)
    assert (PasswordReason.TOO_SHORT in found) == (len(password) < 10)


FRAGMENTS = [
    number[start : start + length]
    for number in OWNER.numbers
    for length in (6, 8, 12)
    for start in range(len(number) - length + 1)
]
NAMES = ["xinghe", "xh2019", "2019xh", "beijingshilixinghekejiyouxiangongsi", "bjslxhkjyxgs", "bjslxhkjyxgs2019"]
LEET = str.maketrans("aeiost", "@310$7")
DISGUISES = [str, str.upper, str.title, lambda word: word[::-1], lambda word: word.translate(LEET)]
AROUND = st.text("QZWVKqzwvk-_!", min_size=4, max_size=12)


@given(st.sampled_from(NAMES), st.sampled_from(DISGUISES), AROUND, AROUND)
def test_the_companys_words_are_found_in_every_disguise(
    word: str, disguise: Callable[[str], str], before: str, after: str
) -> None:
    assert PasswordReason.COMPANY_NAME in refused(before + disguise(word) + after)


@given(st.sampled_from(FRAGMENTS), st.sampled_from([str, str.lower, lambda text: text[::-1]]), AROUND, AROUND)
def test_six_characters_of_an_own_number_are_found_forwards_and_backwards(
    fragment: str, disguise: Callable[[str], str], before: str, after: str
) -> None:
    assert PasswordReason.OWN_NUMBER in refused(before + disguise(fragment) + after)


@given(
    st.sampled_from(COMMON), st.sampled_from([str, str.title, lambda word: word[::-1]]), st.sampled_from(["!", "-1"])
)
def test_common_words_alone_are_never_accepted(word: str, disguise: Callable[[str], str], sign: str) -> None:
    assert refused(disguise(word) + sign, profile="nist") != ()


@given(st.text(max_size=128), st.sampled_from(sorted(PROFILES)))
def test_an_accepted_password_keeps_every_rule_of_its_profile(password: str, profile: str) -> None:
    if not refused(password, profile=profile):
        rules = PROFILES[profile]
        assert rules.min_length <= len(password) <= rules.max_length
        assert password.isascii()
        assert password.isprintable()


def test_owner_keeps_numbers_out_of_its_text() -> None:
    assert "13800001001" not in repr(OWNER)
