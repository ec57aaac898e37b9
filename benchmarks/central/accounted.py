"""`central serve` that keeps account of its processor time: `python -m benchmarks.central.accounted FILE serve ...`.

Whatever is wrapped here runs as it is; a boundary costs some microseconds.
"""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from functools import wraps
from pathlib import Path
from typing import Any

from argon2 import PasswordHasher
from starlette.types import Receive, Scope, Send

from benchmarks.central.accounting import Accounts, Writer
from central import app, cli, faces, middleware, new_passwords, signatures
from central.database import Database
from central.outbox import Courier

ARGON2, SIGNATURES, DATABASE, RULES, FACES = "argon2", "signatures", "database", "password rules", "faces"
OUTBOX, STAND_INS = "outbox", "stand-ins"
CALLS: tuple[tuple[Any, str, str], ...] = (
    (PasswordHasher, "hash", ARGON2),
    (PasswordHasher, "verify", ARGON2),
    (signatures, "_verified", SIGNATURES),
    (new_passwords, "reasons", RULES),
    (faces, "pool", FACES),
    (faces, "compare", FACES),
    (Courier, "deliver_one", OUTBOX),
)
"""Where a function is found, its name, and the kind of what it does."""
STAND_INS_PATHS = ("/world/", "/linked/")


def keep(accounts: Accounts) -> None:
    """Puts every boundary in."""
    for place, name, kind in CALLS:
        setattr(place, name, _counted(getattr(place, name), accounts, kind))

    standing_in: ContextVar[bool] = ContextVar("standing_in", default=False)
    transaction = Database.transaction

    @contextmanager
    def counted(self: Database, **options: bool) -> Iterator[Any]:
        with accounts.within(STAND_INS if standing_in.get() else DATABASE), transaction(self, **options) as db:
            yield db

    class Bodies(middleware.BoundedBodies):
        """Knows the stand-ins' requests, whichever thread they are answered in."""

        async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
            standing_in.set(str(scope.get("path", "")).startswith(STAND_INS_PATHS))
            await super().__call__(scope, receive, send)

    Database.transaction = counted  # type: ignore[method-assign]
    vars(app)["BoundedBodies"] = Bodies


def _counted(function: Callable[..., Any], accounts: Accounts, kind: str) -> Callable[..., Any]:
    @wraps(function)
    def counted(*args: Any, **options: Any) -> Any:
        with accounts.within(kind):
            return function(*args, **options)

    return counted


if __name__ == "__main__":
    accounts = Accounts(whole=frozenset({OUTBOX, STAND_INS}))
    keep(accounts)
    Writer(accounts, Path(sys.argv.pop(1))).start()
    cli.main()
