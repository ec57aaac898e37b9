"""Which kinds of codes are told apart, and which of several in view counts."""

from __future__ import annotations

from itertools import permutations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kiosk.contract import TOKEN_PATTERN
from kiosk.licence_code import CodeKind, choose, classify

TOKEN = "K7" * 22 + "Q"
CREDIT_CODE = "91350100M000100Y43"
PRINTED = "https://bj.gsxt.gov.cn/%7B8F3A%7D"


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        (TOKEN, CodeKind.PRESENTED),
        (f"\n {TOKEN}\r\n", CodeKind.PRESENTED),
        ("A" * 43, CodeKind.PRESENTED),
        ("9" * 49, CodeKind.PRESENTED),
        ("A" * 42, CodeKind.FOREIGN),
        ("A" * 50, CodeKind.FOREIGN),
        (TOKEN.lower(), CodeKind.FOREIGN),
        ("Ａ" * 45, CodeKind.FOREIGN),
        ("٣" * 45, CodeKind.FOREIGN),
        (PRINTED, CodeKind.PRINTED_LICENCE),
        ("http://www.gsxt.gov.cn/index.html", CodeKind.PRINTED_LICENCE),
        ("HTTPS://GSXT.GOV.CN/8F3A", CodeKind.PRINTED_LICENCE),
        ("https://gsxt.gov.cn:8443/x", CodeKind.PRINTED_LICENCE),
        ("https://gsxt.gov.cn.example.com/8F3A", CodeKind.FOREIGN),
        ("https://notgsxt.gov.cn/8F3A", CodeKind.FOREIGN),
        ("https://gsxt.gov.cn@example.com/8F3A", CodeKind.FOREIGN),
        ("ftp://gsxt.gov.cn/8F3A", CodeKind.FOREIGN),
        ("javascript://gsxt.gov.cn/%0Aalert(1)", CodeKind.FOREIGN),
        (f"qyym:{CREDIT_CODE}", CodeKind.ENTERPRISE_CODE),
        (f"QYYM:{CREDIT_CODE}", CodeKind.ENTERPRISE_CODE),
        (CREDIT_CODE, CodeKind.ENTERPRISE_CODE),
        (CREDIT_CODE[:-1] + "4", CodeKind.FOREIGN),
        ("https://u.wechat.com/abc", CodeKind.FOREIGN),
        ("WIFI:T:WPA;S:hall;P:12345678;;", CodeKind.FOREIGN),
        ("http://[::1", CodeKind.FOREIGN),
        ("", CodeKind.FOREIGN),
    ],
)
def test_kinds(text: str, kind: CodeKind) -> None:
    assert classify(text) is kind


@given(st.from_regex(TOKEN_PATTERN, fullmatch=True))
def test_every_token_of_the_contract_is_a_presented_code(token: str) -> None:
    assert classify(token) is CodeKind.PRESENTED


@given(st.text() | st.text("0123456789", min_size=18, max_size=18) | st.text("９٣²1-: /[]@", max_size=60))
def test_any_text_has_a_kind(text: str) -> None:
    assert classify(text) in CodeKind


def test_the_presented_code_counts_wherever_it_is_in_view() -> None:
    in_order_of_weight = [TOKEN, PRINTED, f"qyym:{CREDIT_CODE}", "https://u.wechat.com/abc"]
    for left_out in range(len(in_order_of_weight)):
        in_view = in_order_of_weight[left_out:]
        for texts in permutations(in_view):
            assert choose(texts) == (classify(in_view[0]), in_view[0])


def test_of_two_of_a_kind_the_first_counts_and_of_none_nothing() -> None:
    assert choose((TOKEN, "A" * 45)) == (CodeKind.PRESENTED, TOKEN)
    assert choose(()) is None
