"""Bytes of codes in the encodings that are met in China, and which of them it is."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from devices.code_text import text_of

NAMES = (
    "杭州市西湖区某某科技有限公司",
    "北京云帆信息技术有限公司",
    "示范商贸",
    "张三",
    "赵",
    "广州",
    "陶喆",
    "朱镕基",
    "李堃",
    "瑢玥",
    "電子營業執照",
    "名称：示范商贸有限公司；统一社会信用代码：91350100M000100Y43",
)


@pytest.mark.parametrize("name", NAMES)
@pytest.mark.parametrize("encoding", ["utf-8", "gb18030"])
def test_chinese_arrives_whole_in_both_encodings(name: str, encoding: str) -> None:
    assert text_of(name.encode(encoding)) == name


@pytest.mark.parametrize(
    "text",
    ["杭州市西湖区某某科技有限公司", "示范商貿", "有限公司", "測試", "株式会社", "Google モバイル", "ﾃﾞｻﾞｲﾝQR", "今度の"],
)
def test_what_was_written_in_kanji_mode_or_in_japan_arrives_whole(text: str) -> None:
    assert text_of(text.encode("shift_jis")) == text


def test_bytes_in_no_encoding_are_no_text() -> None:
    assert text_of(b"\xff\xfe\xff") is None


@given(st.text())
def test_utf_8_always_arrives_whole(text: str) -> None:
    assert text_of(text.encode()) == text


@given(st.binary())
def test_any_bytes_are_a_text_or_none(raw: bytes) -> None:
    text = text_of(raw)
    assert text is None or raw in (text.encode(), text.encode("gb18030"), text.encode("shift_jis", "replace"))
