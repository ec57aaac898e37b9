"""The operators' pages, /ops: signing in, the fleet, one terminal, and what operators may do to it."""

from collections.abc import Callable
from typing import Annotated

from fastapi import APIRouter, Depends, Form, Query, Request
from sqlalchemy import select
from sqlalchemy.orm import Session
from starlette.responses import RedirectResponse, Response

from central.clock import Clock
from central.configurations import Configurations
from central.database import Database, OperatorAction, Terminal
from central.operators import fleet
from central.operators.accounts import LIFETIME, Operators, SignedIn
from central.operators.fleet import Thresholds
from central.pages.render import LANGUAGE, Pages
from central.terminals import TerminalFault, Terminals, fingerprint_of

HOME = "/ops"
SIGN_IN = f"{HOME}/sign-in"
COOKIE = "operator"
NEWEST = 20
"""Actions that a page shows."""
LONGEST_REASON = 120

Field = Annotated[str, Form(max_length=256)]


class NotSignedIn(Exception):
    """There is no session, or it has ended."""


class Foreign(Exception):
    """A form that comes from no page of the session."""


class _Session:
    """The dependency of every page."""

    def __init__(self, operators: Operators) -> None:
        self._operators = operators

    def __call__(self, request: Request, by_itself: Annotated[bool, Query()] = False) -> SignedIn:
        """Who is signed in; raises NotSignedIn. A page that loads itself anew is no sign of its reader."""
        who = self._operators.signed_in(request.cookies.get(COOKIE, ""), touch=not by_itself)
        if who is None:
            raise NotSignedIn
        return who


def router(
    database: Database,
    operators: Operators,
    terminals: Terminals,
    configurations: Configurations,
    pages: Pages,
    thresholds: Thresholds,
    clock: Clock,
) -> APIRouter:
    """The routes under /ops."""
    routes = APIRouter(prefix=HOME, include_in_schema=False)
    session = _Session(operators)
    Who = Annotated[SignedIn, Depends(session)]  # noqa: N806 - a type

    def own_form(request: Request, who: Who, csrf: Field = "") -> SignedIn:
        if not who.sent(csrf) or _is_foreign(request):
            raise Foreign
        return who

    Sender = Annotated[SignedIn, Depends(own_form)]  # noqa: N806 - a type

    def page(request: Request, template: str, status: int = 200, **values: object) -> Response:
        answer = pages.answer(request, f"ops/{template}.html", status, **values)
        if asked := request.query_params.get(LANGUAGE):
            answer.set_cookie(LANGUAGE, asked[:8], path=HOME, secure=_is_secure(request), samesite="strict")
        if _is_secure(request):
            answer.headers["Strict-Transport-Security"] = "max-age=31536000"
        return answer

    def change(request: Request, who: SignedIn, back: str, what: Callable[[Session], None]) -> Response:
        try:
            with database.transaction() as db:
                what(db)
        except TerminalFault:
            return page(request, "stopped", 404, who=who, why="gone")
        return RedirectResponse(back, 303)

    @routes.get("/sign-in")
    def sign_in_page(request: Request) -> Response:
        return page(request, "sign_in", refused=False)

    @routes.post("/sign-in")
    def sign_in(request: Request, name: Field = "", password: Field = "") -> Response:
        token = None if _is_foreign(request) else operators.sign_in(name, password)
        if token is None:
            return page(request, "sign_in", 403, refused=True)
        answer = RedirectResponse(HOME, 303)
        answer.set_cookie(
            COOKIE,
            token,
            max_age=int(LIFETIME.total_seconds()),
            path=HOME,
            secure=_is_secure(request),
            httponly=True,
            samesite="strict",
        )
        return answer

    @routes.post("/sign-out")
    def sign_out(request: Request, _: Sender) -> Response:
        operators.sign_out(request.cookies.get(COOKIE, ""))
        answer = RedirectResponse(SIGN_IN, 303)
        answer.delete_cookie(COOKIE, path=HOME)
        return answer

    @routes.get("")
    def overview(request: Request, who: Who) -> Response:
        now = clock()
        with database.transaction() as db:
            seen = fleet.look(db, thresholds, now)
            return page(
                request,
                "fleet",
                who=who,
                now=now,
                fleet=seen,
                pending=[(one, fingerprint_of(one.public_key)) for one in terminals.pending(db)],
                known={row.id for row in seen.rows},
                done=_newest_actions(db),
            )

    @routes.get("/terminals/{terminal_id}")
    def terminal(request: Request, terminal_id: str, who: Who) -> Response:
        now = clock()
        with database.transaction() as db:
            one = db.get(Terminal, terminal_id)
            if one is None:
                return page(request, "stopped", 404, who=who, why="gone")
            days = fleet.days(db, terminal_id, now)
            return page(
                request,
                "terminal",
                who=who,
                now=now,
                row=fleet.row(one, days[0][1], thresholds, now),
                days=days,
                configuration=configurations.version(db, one.region),
                done=_newest_actions(db, terminal_id),
            )

    @routes.post("/terminals/{terminal_id}/{verb}")
    def set_enabled(request: Request, terminal_id: str, verb: str, who: Sender, reason: Field = "") -> Response:
        if verb not in ("disable", "enable"):
            return page(request, "stopped", 404, who=who, why="gone")
        return change(
            request,
            who,
            f"{HOME}/terminals/{terminal_id}",
            lambda db: terminals.set_enabled(
                db, terminal_id, verb == "enable", who.operator, reason.strip()[:LONGEST_REASON]
            ),
        )

    @routes.post("/enrolments/{enrolment_id}/{verb}")
    def decide(request: Request, enrolment_id: str, verb: str, who: Sender) -> Response:
        if verb not in ("confirm", "refuse"):
            return page(request, "stopped", 404, who=who, why="gone")
        return change(
            request, who, HOME, lambda db: terminals.decide(db, enrolment_id, verb == "confirm", who.operator)
        )

    return routes


def not_signed_in(_request: Request, _error: Exception) -> Response:
    """The answer to whoever must sign in first."""
    return RedirectResponse(SIGN_IN, 303)


class ForeignForm:
    """The answer to a form that was not ours; nothing has been done."""

    def __init__(self, pages: Pages) -> None:
        self._pages = pages

    def __call__(self, request: Request, _error: Exception) -> Response:
        """Says so."""
        return self._pages.answer(request, "ops/stopped.html", 403, why="form")


def _newest_actions(db: Session, subject: str | None = None) -> list[OperatorAction]:
    wanted = select(OperatorAction).order_by(OperatorAction.id.desc()).limit(NEWEST)
    return list(db.scalars(wanted if subject is None else wanted.where(OperatorAction.subject == subject)))


def _is_foreign(request: Request) -> bool:
    """Whether the browser itself says that another site sends this (Fetch Metadata)."""
    return request.headers.get("sec-fetch-site", "same-origin") not in ("same-origin", "none")


def _is_secure(request: Request) -> bool:
    """Whether this came over TLS, here or at the proxy in front."""
    return request.url.scheme == "https"
