"""What every page has in common: its language, its escaping, and what a browser may load."""

from __future__ import annotations

import pytest
from starlette.requests import Request

from central.pages.render import Pages, language_of


def request(languages: str = "", query: str = "") -> Request:
    headers = [(b"accept-language", languages.encode())]
    return Request({"type": "http", "path": "/verify", "query_string": query.encode(), "headers": headers})


@pytest.mark.parametrize(
    ("languages", "query", "expected"),
    [
        ("", "", "zh_CN"),
        ("fr, de;q=0.8", "", "zh_CN"),
        ("zh-TW", "", "zh_CN"),
        ("en-GB, zh;q=0.5", "", "en"),
        ("en;q=0.4, fr, zh-CN;q=0.6", "", "zh_CN"),
        ("zh;q=0, en;q=0.1", "", "en"),
        ("zh;q=nonsense, en;q=0.1", "", "en"),
        ("zh-CN", "lang=en", "en"),
        ("en", "lang=zh-CN", "zh_CN"),
        ("en", "lang=<script>", "en"),
    ],
)
def test_the_reader_s_language(languages: str, query: str, expected: str) -> None:
    assert language_of(request(languages, query)) == expected


def test_the_switch_keeps_what_was_asked_for() -> None:
    page = bytes(Pages().answer(request(query="number=CZ1&lang=en"), "base.html").body).decode()
    assert 'href="?number=CZ1&amp;lang=zh-CN"' in page
    assert '<html lang="en">' in page
    assert page.count("aria-current") == 2, "one link and its style"


def test_a_browser_may_load_nothing_but_the_style_that_is_there() -> None:
    answer = Pages().answer(request(), "base.html")
    policy = answer.headers["Content-Security-Policy"]
    assert policy.startswith("default-src 'none'; style-src 'sha256-")
    assert "unsafe" not in policy
    assert "script" not in bytes(answer.body).decode()
