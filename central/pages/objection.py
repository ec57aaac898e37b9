"""The page behind the link in a notice: says what will happen, asks, and freezes the account.

It says the same of every link, valid or not: who holds a good one learns from an SMS that it worked.
"""

from __future__ import annotations

from fastapi import APIRouter
from starlette.requests import Request
from starlette.responses import Response

from central.database import Database
from central.notices import OBJECTION
from central.objections import Objections
from central.pages.render import Pages


def router(database: Database, pages: Pages, objections: Objections) -> APIRouter:
    """The routes under /objection. Looking changes nothing: messengers fetch links to show a preview of them."""
    routes = APIRouter(prefix=OBJECTION, include_in_schema=False)

    @routes.get("/{secret}")
    def ask(request: Request, secret: str) -> Response:
        return pages.answer(request, "objection.html", done=False)

    @routes.post("/{secret}")
    def freeze(request: Request, secret: str) -> Response:
        with database.transaction() as db:
            objections.freeze(db, secret)
        return pages.answer(request, "objection.html", done=True)

    return routes
