"""What the service's processor time goes to, by load: the limit, named."""

from __future__ import annotations

import tempfile
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from random import Random

from benchmarks.central import accounting
from benchmarks.central.ground import Ground
from benchmarks.central.measure import Bench, Load, Plan
from benchmarks.central.serving import Arrangement, Serving, Site

SERVER = "database server"


@dataclass(frozen=True)
class Share:
    """Of one load: ms of processor time for each visit or heartbeat, by what it goes to."""

    load: str
    done: int
    ms: Mapping[str, float]

    def of(self, *kinds: str) -> float:
        """The part of the whole, 0..1."""
        return sum(self.ms.get(kind, 0.0) for kind in kinds) / sum(self.ms.values())


@dataclass(frozen=True)
class Shares:
    """Of an arrangement with one process."""

    arrangement: str
    loads: tuple[Share, ...]


def shares(arrangement: Arrangement, site: Site, ground: Ground, plan: Plan, random: Random) -> Shares:
    """Runs the service with its accounts kept, and puts each load on."""
    with tempfile.TemporaryDirectory(prefix="bench-accounts-") as folder:
        file = Path(folder) / "spent.json"
        with site.serving(arrangement, ("-m", "benchmarks.central.accounted", str(file))) as serving:
            bench = Bench(serving, ground, plan, random)
            bench.warm_up()
            loads: dict[str, Callable[[], Load]] = {
                "heartbeats": bench.beats,  # first: visits leave deliveries behind
                "visits, one password so far": lambda: bench.visits("fresh"),
                "visits, history full": lambda: bench.visits("seasoned"),
            }
            return Shares(arrangement.name, tuple(_share(name, load, file, serving) for name, load in loads.items()))


def _share(name: str, load: Callable[[], Load], file: Path, serving: Serving) -> Share:
    before, server = accounting.read(file, time.time()), serving.spent().database
    done = load().done
    after = accounting.read(file, time.time())
    spent = {kind: seconds - before.get(kind, 0.0) for kind, seconds in after.items()}
    spent[SERVER] = serving.spent().database - server
    return Share(name, done, {kind: 1000 * seconds / done for kind, seconds in spent.items()})
