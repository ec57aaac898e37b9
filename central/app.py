"""Puts the parts of the service together."""

from __future__ import annotations

import logging
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from random import Random, SystemRandom
from typing import Any

from fastapi import FastAPI, Request
from fastapi.exceptions import RequestValidationError
from starlette.exceptions import HTTPException
from starlette.responses import Response

from central import matching, metrics, passwords, policies, retention, seed, world
from central.accounts import Accounts
from central.attempts import Attempts
from central.clock import Clock, utc_now
from central.configurations import Configurations
from central.database import Database
from central.faces import Faces
from central.faults import FaultSwitch, Faulty
from central.guesses import Guesses
from central.id_numbers import IdNumbers
from central.ledger import Kind, Ledger
from central.licences import Licences
from central.logins import Logins
from central.middleware import BoundedBodies, Contained
from central.new_passwords import NewPasswords
from central.notices import Notices
from central.objections import Objections
from central.operators import fleet
from central.operators.accounts import Operators
from central.outbox import Outbox
from central.pages import objection, verify
from central.pages import operators as ops
from central.pages.render import Pages
from central.papers import Papers
from central.problems import Refused, answer
from central.receipts import Receipts
from central.records import Records
from central.reports import Reports
from central.resets import Resets
from central.retention import Pruner, Retention
from central.routes import (
    account,
    diagnostics,
    enrolments,
    face,
    licence,
    other_way,
    public,
    reset,
    sessions,
    terminal,
)
from central.routes import papers as papers_route
from central.schema import Schema
from central.settings import Settings, SettingsFault
from central.signatures import Signatures, Signed
from central.sms import SmsCodes
from central.terminals import Terminals
from central.vault import Vault
from central.visits import Visits
from central.wakeups import Wakeups
from kiosk.contract import API, PROBLEM_JSON, Problem, ProblemCode
from papers.fonts import chinese_fonts

log = logging.getLogger(__name__)

DESCRIPTION = """What a self-service terminal and a central reset service say to each other.

A terminal opens a session, proves the steps that its answer names, in their order, and has the service carried out
under an idempotency key; a lost answer is settled by asking for the outcome. Every refusal is a problem document
(RFC 9457) with a stable `code` and what it leaves open to the visitor (`disposition`). Within a major version, which
the path names, fields and codes are only added."""
FRAMEWORK = {404: ProblemCode.NOT_FOUND, 405: ProblemCode.METHOD_NOT_ALLOWED}
"""What the framework itself refuses, other than bodies that it cannot read."""
PROBLEMS: dict[int | str, str] = {"4XX": "Refused", "5XX": "The service failed"}


class Documented(FastAPI):
    """The framework, describing problem documents as what they are: it takes them for what a route answers."""

    def openapi(self) -> dict[str, Any]:
        """The description of the interface."""
        document = super().openapi()
        for operations in document["paths"].values():
            for operation in operations.values():
                for status in PROBLEMS:
                    response = operation["responses"][status]
                    (schema,) = response["content"].values()
                    response["content"] = {PROBLEM_JSON: schema}
        return document


def create_app(
    settings: Settings, wakeups: Wakeups, *, clock: Clock = utc_now, random: Random | None = None
) -> FastAPI:
    """The service, ready to be served.

    Raises SettingsFault where the settings lack a destination, UnfitSchema where the database is of another release,
    FontMissing where there is no Chinese font for the papers.
    """
    random = random or SystemRandom()
    rules = policies.load()
    if missing := {"sms", *rules.linked} - settings.destinations.keys():
        raise SettingsFault(f"destinations: {', '.join(sorted(missing))} missing; give each its URL and token")
    database = Database(settings.database)
    Schema(database).prepare()
    hasher = settings.argon2.hasher()
    vault = Vault([key.get_secret_value() for key in settings.keys], random)
    outbox = Outbox(database, settings.destinations, vault, clock, random)
    visits = Visits(rules, clock, random)
    licences = Licences(visits, clock, random)
    attempts = Attempts(visits, rules.pauses, clock)
    faces = Faces(visits, attempts, matching.load(), vault, clock, random)
    ledger = Ledger(clock, settings.ledger_hash)
    with database.transaction() as db:
        chosen = {"ledger_hash": settings.ledger_hash} if settings.ledger_hash else {}  # holds for the commands at once
        going_by = {"policies": rules.model_dump(mode="json")} | chosen
        ledger.append_news(db, Kind.POLICIES_CHANGED, "policies", going_by)
    receipts = Receipts(rules, settings.public_url)
    records = Records(ledger)
    common = passwords.load_common()
    new_passwords = NewPasswords(rules, common, hasher, random)
    notices = Notices(outbox, rules, settings.public_url, clock, random)
    resets = Resets(database, visits, rules, receipts, records, outbox, notices, new_passwords, clock, random)
    logins = Logins(database, rules, hasher, vault, outbox, clock, random)
    accounts = Accounts(database, rules, new_passwords, notices, vault, outbox, ledger, clock, random)
    objections = Objections(notices, ledger, clock)
    papers = Papers(chinese_fonts(settings.fonts), rules, settings.public_url)
    guesses = Guesses(clock)
    kept = Retention(retention.load(), rules, clock)
    signatures = Signatures(database, clock)
    signed = Signed(signatures)
    terminals = Terminals(rules, ledger, clock, random)
    operators = Operators(database, hasher, common, clock)
    configurations = Configurations(rules, ledger, clock)
    thresholds = fleet.load()
    pages = Pages()

    @asynccontextmanager
    async def lifespan(_app: FastAPI) -> AsyncIterator[None]:
        guesses.forget()
        wakeups.start()
        outbox.start()
        pruner = Pruner(database, kept)
        pruner.start()
        yield
        wakeups.close()
        outbox.stop()
        pruner.stop()
        database.close()

    app = Documented(
        title="Central reset service",
        version="1",
        description=DESCRIPTION,
        lifespan=lifespan,
        docs_url=None,
        redoc_url=None,
        generate_unique_id_function=lambda route: route.name,
    )
    problems: dict[int | str, dict[str, Any]] = {
        status: {"model": Problem, "description": description} for status, description in PROBLEMS.items()
    }
    for router in (
        sessions.router(database, visits, configurations, wakeups, signed),
        licence.router(database, visits, licences, wakeups, signed),
        face.router(database, visits, faces, signed),
        other_way.router(
            database,
            visits,
            IdNumbers(visits, attempts, clock),
            SmsCodes(visits, attempts, outbox, clock, random),
            signed,
        ),
        reset.router(database, visits, resets, receipts, signed),
        papers_route.router(database, visits, papers, signed),
        terminal.router(database, configurations, clock, signed),
        diagnostics.router(Reports(database, clock), signed),
        enrolments.router(database, terminals, signatures),
        public.router(database, receipts, guesses, clock),
        account.router(logins, accounts),
    ):
        # Straight into the application: a router between them would be built and searched twice.
        app.include_router(router, prefix=API, responses=problems)
    app.include_router(verify.router(database, pages, rules, papers, guesses))
    app.include_router(objection.router(database, pages, objections))
    app.include_router(ops.router(database, operators, terminals, configurations, pages, thresholds, clock))
    if settings.metrics_token:
        requests = metrics.Requests()
        stock = metrics.Stock(database, thresholds, clock)
        app.include_router(metrics.router(requests, stock, settings.metrics_token))

    app.add_middleware(BoundedBodies)
    app.add_middleware(Contained)
    if settings.world_token:
        faults = FaultSwitch()
        app.include_router(
            world.router(
                world.World(settings.world_token),
                database,
                licences,
                faces,
                wakeups,
                faults,
                rules,
                clock,
                seed.load().password,
            )
        )
        app.add_middleware(Faulty, switch=faults)
    if settings.metrics_token:
        app.add_middleware(metrics.Measured, requests=requests)

    app.exception_handler(ops.NotSignedIn)(ops.not_signed_in)
    app.exception_handler(ops.Foreign)(ops.ForeignForm(pages))
    app.exception_handler(Refused)(_refused)
    app.exception_handler(HTTPException)(_http_error)
    app.exception_handler(RequestValidationError)(_malformed)
    return app


async def _refused(_request: Request, refused: Refused) -> Response:
    log.info("refused: %s", refused.problem.code)
    return answer(refused)


async def _http_error(_request: Request, error: HTTPException) -> Response:
    refused = answer(Refused(FRAMEWORK.get(error.status_code, ProblemCode.MALFORMED)))
    refused.headers.update(error.headers or {})
    return refused


async def _malformed(_request: Request, error: RequestValidationError) -> Response:
    # Only where and what kind: the messages quote the input.
    where = [(".".join(map(str, item["loc"])), item["type"]) for item in error.errors()]
    log.info("malformed: %s", where)
    return answer(Refused(ProblemCode.MALFORMED))
