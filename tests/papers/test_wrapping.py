"""Lines break where a typesetter would break them."""

from __future__ import annotations

import itertools

from hypothesis import given
from hypothesis import strategies as st

from papers.wrapping import CLOSING, OPENING, wrap

TEXTS = st.text(alphabet="执照密码电子营业" + "，。；（）“”" + "ab 1", min_size=1, max_size=60)


def _wrap(text: str, characters: int) -> list[str]:
    return wrap(text, characters, len).split("\n")


@given(TEXTS, st.integers(8, 20))
def test_nothing_is_lost_but_spaces_at_breaks(text: str, width: int) -> None:
    assert "".join(_wrap(text, width)).replace(" ", "") == text.replace(" ", "")


@given(st.text(alphabet="执照密码，。“”", min_size=1, max_size=60), st.integers(8, 20))
def test_no_mark_is_left_alone_at_a_break(text: str, width: int) -> None:
    lines = _wrap(text, width)
    for before, after in itertools.pairwise(lines):
        assert before[-1] not in OPENING or after[0] in OPENING + CLOSING
        assert after[0] not in CLOSING or set(before) <= set(CLOSING + OPENING)


def test_words_stay_whole() -> None:
    assert _wrap("show your licence on your phone", 12) == ["show your", "licence on", "your phone"]


def test_no_last_line_of_one_character() -> None:
    lines = _wrap("请在手机上打开电子营业执照", 12)
    assert len(lines) == 2
    assert min(map(len, lines)) >= 5


def test_a_break_after_a_mark_is_preferred() -> None:
    assert _wrap("没有确认是本人。请摘下口罩再试一次", 13) == ["没有确认是本人。", "请摘下口罩再试一次"]


def test_what_fits_stays_on_one_line_and_given_breaks_stay() -> None:
    assert _wrap("一二三\n四五", 10) == ["一二三", "四五"]
