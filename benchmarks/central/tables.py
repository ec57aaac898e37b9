"""The results as tables: what is compared stands in one table, with the ratio."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from benchmarks.central.accounted import ARGON2, DATABASE, FACES, OUTBOX, RULES, SIGNATURES, STAND_INS
from benchmarks.central.accounting import FOREIGN, REST
from benchmarks.central.alone import Alone
from benchmarks.central.ground import REGIONS, remembered
from benchmarks.central.measure import Fleet, Load, Neutral, Plan
from benchmarks.central.serving import ONE_WORKER, SQLITE, TWO_WORKERS, Cores
from benchmarks.central.shares import SERVER, Share, Shares
from benchmarks.central.timings import Latency
from benchmarks.section import Section
from kiosk.evaluation.report import Cell, Row

ORDER = ("visits", "fleet", "cost", "neutral")
P95_WANTED_MS = 250
COLUMNS: Mapping[str, Sequence[str]] = {
    "argon2": (ARGON2, FOREIGN),
    "signatures": (SIGNATURES,),
    "database": (DATABASE, SERVER),
    "password rules": (RULES,),
    "face comparison": (FACES,),
    "outbox": (OUTBOX,),
    "stand-ins": (STAND_INS,),
    "HTTP, messages, rest": (REST,),
}
"""Kinds of processor time as the table puts them together. The only threads that are not Python's are argon2's."""


@dataclass(frozen=True)
class Measured:
    """Of one arrangement."""

    arrangement: str
    fresh: Load
    seasoned: Load
    beats: Load
    fleet: Fleet
    neutral: Neutral


@dataclass(frozen=True)
class Results:
    """Of one run."""

    plan: Plan
    terminals: int
    postgres: str | None
    alone: Alone
    measured: tuple[Measured, ...]
    shares: tuple[Shares, ...]


def sections(results: Results) -> list[Section]:
    """All parts."""
    return [_visits(results), _fleet(results), _cost(results), _neutral(results)]


def _visits(results: Results) -> Section:
    measured, plan = results.measured, results.plan
    histories = {"one password so far": "fresh", "history full": "seasoned"}
    loads = {(history, one.arrangement): getattr(one, name) for history, name in histories.items() for one in measured}
    rates = {key: load.rate for key, load in loads.items()}
    rows = [
        {
            "accounts": history,
            "arrangement": arrangement,
            "visits a second": figure(load.rate),
            **_ratios({name: rates[history, name] for _, name in rates}, arrangement),
            "CPU a visit, ms": figure(load.cpu_ms),
            **_cores(load.cores),
            **_failed(load.failures),
        }
        for (history, arrangement), load in loads.items()
    ]
    beats = {one.arrangement: one.beats for one in measured}
    beat_rates = {name: load.rate for name, load in beats.items()}
    beat_rows = [
        {
            "arrangement": name,
            "heartbeats a second": figure(load.rate),
            **_ratios(beat_rates, name),
            **_times(load.calls["heartbeat"]),
            "CPU a heartbeat, ms": figure(load.cpu_ms),
            **_cores(load.cores),
            **_failed(load.failures),
        }
        for name, load in beats.items()
    ]
    calls = {
        f"Each call of a visit, {history}": _call_rows({one.arrangement: getattr(one, name).calls for one in measured})
        for history, name in histories.items()
    }
    return Section(
        name="visits",
        title="Whole visits, as fast as they are served",
        tables={
            f"Whole visits, {plan.visitors} visitors at once": rows,
            **calls,
            f"Heartbeats, {plan.visitors} terminals at once, as fast as they are answered": beat_rows,
        },
        figures={
            one.arrangement: {"one password so far": one.fresh, "history full": one.seasoned, "heartbeats": one.beats}
            for one in measured
        },
        notes=(
            "A visit opens, proves the licence and the face (in every second visit an SMS code too: its region asks "
            f"for one), resets the password and ends, {plan.seconds:g} s of them for each kind of account. With one "
            "password so far the new one is compared with it and hashed, two hashes of argon2 (RFC 9106, low memory); "
            f"with a full history it is {remembered(REGIONS[0]) + 2} hashes.",
            "**The load generator runs on the same cores as the service**, in one process with the terminals' own "
            "client; 'generator' is what it takes of them, 'others' what has nothing to do with the measurement. "
            "Licence app, SMS gateway and linked systems are the service's own stand-ins, on its account.",
            f"PostgreSQL {results.postgres}, SQLite {sqlite3.sqlite_version}; either waits for the disk before a "
            "change of an account counts.",
        ),
    )


def _fleet(results: Results) -> Section:
    rates = {one.arrangement: one.fleet.beats.p95 for one in results.measured}
    rows = [
        {
            "arrangement": one.arrangement,
            "heartbeats": one.fleet.beats.calls,
            "a second": figure(one.fleet.beats_a_second),
            "errors": one.fleet.beats.failures,
            **_times(one.fleet.beats),
            f"p95 below {P95_WANTED_MS}": "yes" if one.fleet.beats.p95 < P95_WANTED_MS else "no",
            **{f"p95 {name}": cell for name, cell in _ratios(rates, one.arrangement).items()},
            "visits": one.fleet.visits.calls,
            "their errors": one.fleet.visits.failures,
            **_cores(one.fleet.cores),
        }
        for one in results.measured
    ]
    calls = _call_rows({one.arrangement: one.fleet.calls for one in results.measured})
    return Section(
        name="fleet",
        title=f"{results.terminals} terminals, a heartbeat each {results.plan.beat_every:g} s, while visits run",
        tables={"Heartbeats": rows, "The visits meanwhile": calls},
        figures={one.arrangement: one.fleet for one in results.measured},
        notes=(
            f"{results.plan.fleet_seconds:g} s with {results.plan.visits_a_second:g} visits a second beside them, "
            f"{results.plan.visits_a_second * 3600:g} an hour, all of accounts with a full history. Every terminal has "
            "a key and a connection of its own. A time counts from when the heartbeat was due, so what waits for the "
            "load generator counts too; no TLS.",
        ),
    )


def _cost(results: Results) -> Section:
    alone = results.alone
    by_itself: list[Row] = [
        {"what": f"one hash of argon2id ({alone.argon2})", **_by_itself(alone.hash.wall_ms, alone.hash.cpu_ms)},
        {"what": "verifying one signature", **_by_itself(alone.verify.wall_ms, alone.verify.cpu_ms)},
        {"what": "signing one request (the load generator)", **_by_itself(alone.sign.wall_ms, alone.sign.cpu_ms)},
    ]
    rows: list[Row] = [
        {
            "arrangement": one.arrangement,
            "load": share.load,
            "CPU each, ms": figure(sum(share.ms.values())),
            **{name: percent(share.of(*kinds)) for name, kinds in COLUMNS.items()},
        }
        for one in results.shares
        for share in one.loads
    ]
    return Section(
        name="cost",
        title="What the time goes to",
        tables={"By itself, with nothing else at work": by_itself, "Shares of processor time": rows},
        figures={"alone": alone, "shares": results.shares},
        notes=(
            *(_limit(one.arrangement, share) for one in results.shares for share in one.loads),
            "Shares: in runs of their own the service adds up, at the boundaries of each part, the processor time of "
            "the thread that enters and leaves it; argon2's own threads are what the process has used beyond Python's, "
            "the database server's time is the operating system's count, the rest is what remains. 'database' is all "
            "that happens within transactions, objects and statements included, and the server's processes.",
        ),
    )


def _limit(arrangement: str, share: Share) -> str:
    parts = {name: share.of(*kinds) for name, kinds in COLUMNS.items()}
    first, second = sorted(parts, key=lambda name: -parts[name])[:2]
    return (
        f"{arrangement}, {share.load}: the limit is {first} ({percent(parts[first])}), then {second} "
        f"({percent(parts[second])})."
    )


def _neutral(results: Results) -> Section:
    rows: list[Row] = [
        {
            "arrangement": one.arrangement,
            **{f"{path}, ms": figure(ms) for path, ms in one.neutral.quickest_ms.items()},
            "slowest against quickest": round(one.neutral.ratio, 3),
        }
        for one in results.measured
    ]
    return Section(
        name="neutral",
        title="Equal times whether or not an account exists",
        tables={f"The quickest of {results.plan.tries} refused sign-ins of each path": rows},
        figures={one.arrangement: one.neutral for one in results.measured},
        notes=("Over HTTP, by turns, each path's tries spread over the whole time. The words are the same in a test.",),
    )


def figure(value: float) -> Cell:
    """Three digits, and no more zeros than people read."""
    return round(value) if abs(value) >= 100 else float(f"{value:.3g}")


def percent(share: float) -> str:
    return f"{100 * share:.0f} %"


def _times(latency: Latency) -> dict[str, Cell]:
    return {
        "p50, ms": figure(latency.p50),
        "p95, ms": figure(latency.p95),
        "p99, ms": figure(latency.p99),
        "longest, ms": figure(latency.longest),
    }


def _by_itself(wall_ms: float, cpu_ms: float) -> dict[str, Cell]:
    return {"median, ms": figure(wall_ms), "CPU, ms": figure(cpu_ms)}


def _cores(cores: Cores) -> dict[str, Cell]:
    return {
        "cores: service": round(cores.service, 2),
        "database server": round(cores.database, 2),
        "generator": round(cores.generator, 2),
        "idle": round(cores.idle, 2),
        "others": round(cores.others, 2),
    }


def _failed(failures: Mapping[str, int]) -> dict[str, Cell]:
    return {"errors": ", ".join(f"{name} {count}" for name, count in failures.items()) or 0}


def _ratios(values: Mapping[str, float], name: str) -> dict[str, Cell]:
    """Against SQLite, where there is one process in both; and two workers against one."""
    return {
        "against SQLite": _ratio(values, name, SQLITE.name) if name == ONE_WORKER.name else None,
        "against 1 worker": _ratio(values, name, ONE_WORKER.name) if name == TWO_WORKERS.name else None,
    }


def _ratio(values: Mapping[str, float], name: str, other: str) -> Cell:
    return round(values[name] / values[other], 2)


def _call_rows(calls: Mapping[str, Mapping[str, Latency]]) -> list[Row]:
    """A row for each call, p50 / p95 / p99 by arrangement."""
    kinds: Iterable[str] = dict.fromkeys(kind for one in calls.values() for kind in one if kind != "visit")
    return [
        {
            "call": kind,
            **{f"{name}: p50 / p95 / p99, ms": _three(one[kind]) for name, one in calls.items() if kind in one},
        }
        for kind in kinds
    ]


def _three(latency: Latency) -> str:
    return " / ".join(str(figure(one)) for one in (latency.p50, latency.p95, latency.p99))
