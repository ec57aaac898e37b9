"""Measures the central service under load: `python -m benchmarks.central`, or `make bench-central`.

Writes results/central.json and results/central.md; prints the tables. The load generator shares the machine with the
service, and says how much of it it takes.
"""

from __future__ import annotations

import argparse
import tempfile
from pathlib import Path
from random import Random

from rich.console import Console

from benchmarks.central import tables
from benchmarks.central.alone import alone
from benchmarks.central.ground import Ground
from benchmarks.central.measure import Bench, Plan
from benchmarks.central.serving import ARRANGEMENTS, ONE_WORKER, SQLITE, Arrangement, Site
from benchmarks.central.shares import Shares, shares
from benchmarks.central.tables import Measured, Results
from benchmarks.section import Book, console, show
from central.settings import Argon2Cost

TERMINALS = 2000
BOOK = Book(
    name="central",
    heading="# The central service under load, measured\n\nWritten by `make bench-central`. Times of calls are ms, from"
    " when a call was due to its whole answer, as the terminal's client sees it.\n",
    order=tables.ORDER,
    packages=("fastapi", "uvicorn", "sqlalchemy", "psycopg", "argon2-cffi", "cryptography", "http-message-signatures"),
)
FULL = Plan(seconds=12, visitors=4, fleet_seconds=62, beat_every=30, visits_a_second=0.5, tries=15)
BRIEF = Plan(seconds=5, visitors=4, fleet_seconds=10, beat_every=5, visits_a_second=0.5, tries=3)
"""To see that everything works: no figures to be kept."""


def main() -> None:
    parser = argparse.ArgumentParser(description="Measure the central service under load.")
    parser.add_argument("--brief", action="store_true", help="seconds instead of minutes; writes nothing")
    arguments = parser.parse_args()
    out = console()
    results = measure(BRIEF if arguments.brief else FULL, out, 100 if arguments.brief else TERMINALS)
    sections = tables.sections(results)
    for section in sections:
        show(out, section)
    if not arguments.brief:
        BOOK.write(sections)


def measure(plan: Plan, out: Console, terminals: int) -> Results:
    """Everything, one after the other."""
    random, cost = Random(1), Argon2Cost()
    ground = Ground.drawn(random, terminals=terminals, fresh=300, seasoned=150)
    out.print("measuring: one hash, one signature", style="dim")
    by_itself = alone(ground.terminals[0], cost)
    with tempfile.TemporaryDirectory(prefix="bench-central-") as folder:
        site = Site(Path(folder), ground, ARRANGEMENTS, cost)
        try:
            return Results(
                plan=plan,
                terminals=terminals,
                postgres=site.postgres_version,
                alone=by_itself,
                measured=tuple(_measured(one, site, ground, plan, random, out) for one in ARRANGEMENTS),
                shares=tuple(_shares(one, site, ground, plan, random, out) for one in (SQLITE, ONE_WORKER)),
            )
        finally:
            site.close()


def _measured(
    arrangement: Arrangement, site: Site, ground: Ground, plan: Plan, random: Random, out: Console
) -> Measured:
    with site.serving(arrangement) as serving:
        bench = Bench(serving, ground, plan, random)
        bench.warm_up()

        def say(what: str) -> None:
            out.print(f"measuring: {arrangement.name}, {what}", style="dim")

        say("refused sign-ins")
        neutral = bench.neutral()
        say("visits")
        fresh, seasoned = bench.visits("fresh"), bench.visits("seasoned")
        say("heartbeats")
        beats = bench.beats()
        say(f"{len(ground.terminals)} terminals")
        return Measured(arrangement.name, fresh, seasoned, beats, bench.fleet(), neutral)


def _shares(arrangement: Arrangement, site: Site, ground: Ground, plan: Plan, random: Random, out: Console) -> Shares:
    out.print(f"measuring: {arrangement.name}, what its processor time goes to", style="dim")
    return shares(arrangement, site, ground, plan, random)


if __name__ == "__main__":
    main()
