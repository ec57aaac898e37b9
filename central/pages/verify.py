"""The page where anybody sees whether a paper is genuine: plain, masked, in both languages."""

from __future__ import annotations

from urllib.parse import quote, urlencode

from fastapi import APIRouter
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from central.database import Database
from central.guesses import Guesses
from central.pages.render import LANGUAGE, TAGS, Pages, language_of
from central.papers import SHORT, Papers
from central.policies import Policies
from central.problems import Refused
from central.receipts import local_time
from central.records import Filed, filed
from central.routes.papers import pdf_answer
from kiosk.contract import LinkedStatus, Paper, ProblemCode

LONGEST_NUMBER = 64


def router(database: Database, pages: Pages, policies: Policies, papers: Papers, guesses: Guesses) -> APIRouter:
    """The routes under /verify."""
    routes = APIRouter(prefix="/verify", include_in_schema=False)

    @routes.get("")
    def ask(request: Request, number: str = "") -> Response:
        wanted = number.strip().upper()[:LONGEST_NUMBER]
        if not wanted:
            return pages.answer(request, "verify.html", verdict="", number="")
        return _page(request, wanted)

    @routes.get("/{number}")
    def verify(request: Request, number: str) -> Response:
        try:
            with guesses.counted(request), database.transaction() as db:
                found = filed(db, number)
        except Refused as refused:
            verdict = "not_found" if refused.problem.code is ProblemCode.NOT_FOUND else "too_many"
            minutes = -(-(refused.problem.retry_after or 0) // 60)
            status = refused.problem.status
            return pages.answer(request, "verify.html", status, verdict=verdict, number=number, minutes=minutes)
        if not found.is_whole:
            return pages.answer(request, "verify.html", 200, verdict="doubtful", number=number, minutes=0)
        return pages.answer(
            request,
            "verify.html",
            verdict="genuine",
            minutes=0,
            filed=found,
            time=local_time(found.at),
            short_hash=found.hash[:SHORT],
            linked=_linked(found, policies),
            phone=policies.regions[found.record.region].window.phone,
        )

    @routes.get("/{number}/notice.pdf")
    def notice(request: Request, number: str) -> Response:
        try:
            with guesses.counted(request), database.transaction() as db:
                found = filed(db, number)
        except Refused:
            return _page(request, number)
        if not found.is_whole:
            return _page(request, number)
        return pdf_answer(papers, Paper.NOTICE, found)

    return routes


def _page(request: Request, number: str) -> Response:
    """On to the page that says what is the matter with a number."""
    language = urlencode({LANGUAGE: TAGS[language_of(request)]})
    return RedirectResponse(f"/verify/{quote(number, safe='')}?{language}", 303)


def _linked(found: Filed, policies: Policies) -> list[tuple[str, LinkedStatus]]:
    return [
        (policies.linked.get(system, system), LinkedStatus.SYNCHRONISED if at else LinkedStatus.PENDING)
        for system, at in found.heard
    ]
