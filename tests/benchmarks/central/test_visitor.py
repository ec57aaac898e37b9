"""The load generator against a real service: whole visits, heartbeats, refused sign-ins."""

from __future__ import annotations

from collections.abc import Iterator
from random import Random

import pytest

from benchmarks.central.ground import Ground
from benchmarks.central.measure import Bench, Plan
from benchmarks.central.serving import SQLITE, Serving, Site
from benchmarks.central.timings import Log
from benchmarks.central.visitor import Visitor, client
from central.settings import Argon2Cost
from simulator.service import World

CHEAP = Argon2Cost(time_cost=1, memory_cost=8, parallelism=1)
PLAN = Plan(seconds=0.5, visitors=2, fleet_seconds=1.0, beat_every=0.2, visits_a_second=2.0, tries=2)
STEPS = ["open", "licence", "challenge", "face", "reset", "end", "visit"]


@pytest.fixture(scope="module")
def ground() -> Ground:
    return Ground.drawn(Random(1), terminals=4, fresh=12, seasoned=4)


@pytest.fixture(scope="module")
def serving(ground: Ground, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Serving]:
    site = Site(tmp_path_factory.mktemp("site"), ground, (SQLITE,), CHEAP)
    with site.serving(SQLITE) as serving:
        yield serving
    site.close()


def test_a_visit_goes_every_step_that_its_region_asks_for_and_the_password_is_new(
    serving: Serving, ground: Ground
) -> None:
    for account, terminal in zip(ground.fresh[:2], ground.terminals, strict=False):
        log, world = Log(), World(serving.central)
        speaker = client(serving.central.url, terminal)
        Visitor(speaker, world, log, Random(2)).reset(account)
        speaker.close()
        sms = ["sms", "sms code"] if account.region == "shanghai" else []
        assert [call.kind for call in log.calls] == [*STEPS[:4], *sms, *STEPS[4:]]
        assert log.failures() == {}
        assert {one["password_version"] for one in world.linked(account.credit_code).values()} <= {2}
        assert not world.signs_in(account.credit_code, "Before-the-measurement-7")


def test_loads_are_answered_and_the_processor_time_of_either_side_is_known(serving: Serving, ground: Ground) -> None:
    bench = Bench(serving, Ground(ground.terminals, ground.fresh[2:], ground.seasoned), PLAN, Random(3))
    visits = bench.visits("fresh")
    assert visits.failures == {}
    assert visits.done >= 2
    assert visits.cpu_ms > 0
    fleet = bench.fleet()
    assert fleet.failures == {}
    assert (fleet.beats.calls, fleet.beats.failures) == (20, 0)
    assert fleet.visits.calls == 2
    assert fleet.cores.service > 0
    assert fleet.cores.generator > 0
    assert fleet.cores.database == 0, "SQLite is in the service itself"
    assert bench.neutral().ratio >= 1
