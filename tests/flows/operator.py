"""An operator of the central service, as the tests need one: closes terminals, opens them, confirms their keys."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from random import Random

from sqlalchemy import select

from central import policies
from central.database import Database, Terminal
from central.ledger import Ledger
from central.terminals import Terminals
from simulator.service import CentralProcess


class Operator:
    """Works on the running service's database, as its pages do."""

    def __init__(self, central: CentralProcess) -> None:
        self._database = Database(central.database)

        def clock() -> datetime:
            return datetime.now(UTC)

        self._terminals = Terminals(policies.load(), Ledger(clock), clock, Random(1))

    def enable(self, terminal: str, enabled: bool) -> None:
        with self._database.transaction() as db:
            self._terminals.set_enabled(db, terminal, enabled, "zhou")

    def waiting(self) -> list[tuple[str, str]]:
        """Identity and terminal of each request for enrolment."""
        with self._database.transaction() as db:
            return [(one.id, one.terminal_id) for one in self._terminals.pending(db)]

    def decide(self, enrolment: str, confirmed: bool) -> None:
        with self._database.transaction() as db:
            self._terminals.decide(db, enrolment, confirmed, "zhou")

    def faults(self, terminal: str) -> list[str]:
        """What the terminal's last heartbeat said is wrong with it."""
        with self._database.transaction() as db:
            return list(db.scalars(select(Terminal).where(Terminal.id == terminal)).one().faults)

    def close(self) -> None:
        self._database.close()


@contextmanager
def operator(central: CentralProcess) -> Iterator[Operator]:
    """An operator at work."""
    one = Operator(central)
    try:
        yield one
    finally:
        one.close()
