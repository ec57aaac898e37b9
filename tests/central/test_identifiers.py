"""Numbers checked and masked."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st
from stdnum.cn import uscc

from central import identifiers, seed

TODAY = date(2026, 1, 1)
bodies = st.builds(
    lambda division, born, place: f"{division:06}{born:%Y%m%d}{place:03}",
    st.integers(0, 999999),
    st.dates(date(1900, 1, 1), TODAY),
    st.integers(0, 999),
)


@given(bodies)
def test_every_division_and_birthday_is_plausible(body: str) -> None:
    assert identifiers.is_id_number(body + identifiers.id_check_character(body), TODAY)


@given(bodies, st.integers(0, 16), st.integers(1, 9))
def test_one_wrong_digit_is_noticed(body: str, place: int, shift: int) -> None:
    digit = str((int(body[place]) + shift) % 10)
    slip = body[:place] + digit + body[place + 1 :]
    assert not identifiers.is_id_number(slip + identifiers.id_check_character(body), TODAY)


@pytest.mark.parametrize("body", ["11010519491231002", "31011519850101001", "81000019900101001", "83000019900101001"])
def test_people_of_new_divisions_and_permits_are_real(body: str) -> None:
    assert identifiers.is_id_number(body + identifiers.id_check_character(body), TODAY)


def test_published_example() -> None:
    assert identifiers.is_id_number("11010519491231002X", TODAY)  # the example of GB 11643


@pytest.mark.parametrize("body", ["11010520270101001", "11010519000229001", "11010518991231001"])
def test_impossible_birthdays_are_refused(body: str) -> None:
    assert not identifiers.is_id_number(body + identifiers.id_check_character(body), TODAY)


@given(st.text(max_size=20))
def test_any_text_gets_an_answer(text: str) -> None:
    assert identifiers.is_id_number(text, TODAY) in (True, False)


@pytest.mark.parametrize(
    ("name", "masked"), [("张小三", "张*三"), ("张三", "张*"), ("欧阳小三", "欧**三"), ("Ana", "A*a")]
)
def test_names_are_masked(name: str, masked: str) -> None:
    assert identifiers.mask_name(name) == masked


@given(st.from_regex(r"1[0-9]{10}", fullmatch=True))
def test_phones_show_seven_digits(phone: str) -> None:
    masked = identifiers.mask_phone(phone)
    assert (masked[:3], masked[3:7], masked[7:]) == (phone[:3], "****", phone[7:])


def test_credit_code_shows_its_ends() -> None:
    assert identifiers.mask_credit_code("91110000600037341L") == "9111**********341L"


def test_seeded_numbers_are_well_formed() -> None:
    for entry in seed.load().enterprise:
        assert uscc.is_valid(entry.credit_code)
        for person in filter(None, (entry.representative, entry.agent)):
            number = person.id_body + identifiers.id_check_character(person.id_body)
            assert identifiers.is_id_number(number, TODAY)
            assert person.phone.startswith("1380000")
            assert len(person.phone) == 11
