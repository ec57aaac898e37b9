"""Turns a template into an answer: in the reader's language, under a policy that lets a browser load nothing else."""

from __future__ import annotations

from base64 import b64encode
from datetime import datetime
from functools import partial
from hashlib import sha256
from pathlib import Path
from urllib.parse import urlencode

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from starlette.requests import Request
from starlette.responses import HTMLResponse

from central.texts import text
from kiosk.contract import CHINA, Language

FOLDER = Path(__file__).parent
LANGUAGE = "lang"
"""The query parameter, and the cookie where one is set, that outweigh the browser's languages."""
TAGS = {Language.ZH_CN: "zh-CN", Language.EN: "en"}
"""BCP 47, as a page declares itself."""


class Pages:
    """Renders the templates of this folder; every value is escaped, and one that is missing fails."""

    def __init__(self) -> None:
        self._templates = Environment(
            loader=FileSystemLoader(FOLDER), autoescape=True, undefined=StrictUndefined, trim_blocks=True
        )
        self._templates.filters["local"] = _local
        self._styles = {path.stem: path.read_text("utf-8") for path in FOLDER.glob("*.css")}
        allowed = " ".join(f"'sha256-{_digest(style)}'" for style in self._styles.values())
        policy = f"default-src 'none'; style-src {allowed}; img-src data:; form-action 'self'; base-uri 'none'"
        self._headers = {
            "Content-Security-Policy": f"{policy}; frame-ancestors 'none'",
            "X-Content-Type-Options": "nosniff",
            "Referrer-Policy": "no-referrer",
            "X-Robots-Tag": "noindex",
            "Cache-Control": "no-store",
            "Vary": "Accept-Language, Cookie",
        }

    def answer(self, request: Request, template: str, status: int = 200, **values: object) -> HTMLResponse:
        """The filled template; it finds its words by `words(name, **values)` in texts.toml."""
        language = language_of(request)
        html = self._templates.get_template(template).render(
            **values,
            language=language,
            tag=TAGS[language],
            switch=[(TAGS[one], _switched(request, one), one == language) for one in Language],
            words=partial(_words, language),
            word=partial(_word, language),
            styles=self._styles,
        )
        return HTMLResponse(html, status, self._headers | {"Content-Language": TAGS[language]})


def language_of(request: Request) -> Language:
    """The language asked for by the address, else kept by a cookie, else the browser's first known, else Chinese."""
    if asked := _known(request.query_params.get(LANGUAGE) or request.cookies.get(LANGUAGE, "")):
        return asked
    return next(filter(None, map(_known, _preferred(request.headers.get("accept-language", "")))), Language.ZH_CN)


def _preferred(header: str) -> list[str]:
    """The languages of an Accept-Language header (RFC 9110, 12.5.4), most wanted first."""
    weighed = []
    for item in header.split(","):
        tag, _, quality = item.partition(";q=")
        try:
            weighed.append((float(quality or 1), tag.strip()))
        except ValueError:
            continue
    return [tag for quality, tag in sorted(weighed, key=lambda one: -one[0]) if quality > 0]


def _known(tag: str) -> Language | None:
    return next((one for one in Language if one.split("_")[0] == tag.lower().split("-")[0].split("_")[0]), None)


def _switched(request: Request, language: Language) -> str:
    """This address in another language."""
    return "?" + urlencode({**request.query_params, LANGUAGE: TAGS[language]})


def _words(language: Language, name: str, /, **values: object) -> str:
    return text(name, language, **values)


def _word(language: Language, group: str, name: str) -> str:
    """The text `group.name`, or `name` itself where a terminal reports what this release does not know."""
    try:
        return text(f"{group}.{name}", language)
    except KeyError:
        return name


def _local(at: datetime) -> str:
    return at.astimezone(CHINA).strftime("%Y-%m-%d %H:%M:%S")


def _digest(style: str) -> str:
    return b64encode(sha256(style.encode()).digest()).decode()
