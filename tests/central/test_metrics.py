"""What Prometheus is told, by one process and by two."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
import requests
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from prometheus_client.parser import text_string_to_metric_families

from tests.central.central_desk import (
    BEAT,
    METRICS_TOKEN,
    PEOPLE,
    Clock,
    Face,
    Service,
    Terminal,
    World,
    proven,
    refusal,
    until,
)
from tests.central.databases import PostgresCluster
from tests.central.processes import enrolling, serving

Samples = dict[tuple[str, frozenset[tuple[str, str]]], float]


@pytest.fixture
def service(database_url: str, clock: Clock) -> Iterator[Service]:
    """Built anew: what it counts begins at nothing."""
    service = Service(database_url, clock)
    yield service
    service.stop()


def scrape(url: str) -> str:
    answer = requests.get(f"{url}/metrics", headers={"Authorization": f"Bearer {METRICS_TOKEN}"}, timeout=10)
    assert answer.headers["Content-Type"].startswith("text/plain; version=0.0.4")
    return answer.text


def samples(url: str) -> Samples:
    return {
        (sample.name, frozenset(sample.labels.items())): sample.value
        for family in text_string_to_metric_families(scrape(url))
        for sample in family.samples
    }


def value(url: str, name: str, **labels: str) -> float:
    """The sum of all samples of `name` that have these labels."""
    wanted = set(labels.items())
    return sum(value for (found, has), value in samples(url).items() if found == name and wanted <= has)


def test_visits_refusals_and_terminals_are_counted(
    service: Service, terminals: dict[str, Terminal], world: World, clock: Clock
) -> None:
    visit = terminals["bj-1"].open()
    visit.post("/end", {"ending": "cancelled", "seconds": 5, "extensions": 0})
    refusal(visit.show_licence(world, "星河"))
    terminals["bj-1"].call("POST", "/heartbeat", BEAT)
    terminals["bj-2"].call("POST", "/heartbeat", BEAT | {"faults": ["camera"]})
    terminals["bj-off"].call("POST", "/heartbeat", BEAT)
    url = service.url
    assert value(url, "central_visits_total", region="beijing", service="reset", ending="cancelled") == 1
    assert value(url, "central_refusals_total", code="session_over") == 1
    assert value(url, "central_refusals_total", code="terminal_disabled") == 1
    assert value(url, "central_terminals", status="online") == 1
    assert value(url, "central_terminals", status="faults") == 1
    assert value(url, "central_terminals", status="disabled") == 1
    assert value(url, "central_request_seconds_count", route="/heartbeat", status="2xx") == 2
    assert value(url, "central_request_seconds_count", route="/sessions/{session_id}/licence", status="4xx") == 1
    clock.advance(minutes=6)
    assert value(url, "central_terminals", status="offline") == 3


def test_what_waits_to_be_delivered_and_how_long(
    database_url: str, clock: Clock, keys: dict[str, Ed25519PrivateKey], owner: Face
) -> None:
    service = Service(database_url, clock, linked_url="http://127.0.0.1:9")  # nobody listens there
    try:
        world = World(service.url)
        visit = proven(Terminal(service.url, "bj-1", keys["bj-1"], clock), world, owner)
        assert visit.reset().status_code == 200
        clock.advance(minutes=2)
        until(lambda: value(service.url, "central_outbox_pending", destination="sms") == 0)
        assert value(service.url, "central_outbox_pending", destination="publicity") == 1
        assert value(service.url, "central_outbox_oldest_seconds", destination="publicity") == pytest.approx(120, abs=1)
    finally:
        service.stop()


def test_no_label_holds_what_belongs_to_a_person(
    service: Service, terminal: Terminal, world: World, owner: Face
) -> None:
    visit = proven(terminal, world, owner)
    number = visit.reset().json()["number"]
    requests.get(f"{service.url}/v1/receipts/{number}", timeout=10)
    requests.get(f"{service.url}/no/such/{number}", timeout=10)
    text = scrape(service.url)
    session = visit.path.rsplit("/", 1)[1]
    person = PEOPLE["星河"].representative
    for private in (number, session, person.name, person.phone, PEOPLE["星河"].credit_code, terminal.id):
        assert private not in text
    assert value(service.url, "central_request_seconds_count", route="none") >= 1


@pytest.mark.parametrize("token", ["", "Bearer ", "Bearer guess"])
def test_without_the_token_there_are_no_metrics(service: Service, token: str) -> None:
    answer = requests.get(f"{service.url}/metrics", headers={"Authorization": token}, timeout=10)
    assert refusal(answer)[0] == "not_found"


def test_two_workers_count_together(postgres: PostgresCluster, tmp_path: Path) -> None:
    url = postgres.empty()
    key = Ed25519PrivateKey.generate()
    options = ["--workers", "2", "--metrics-token-file", str(tmp_path / "metrics.token")]
    with serving(tmp_path, url, *options, *enrolling(tmp_path, key)) as child:
        terminal = Terminal(child.url, "bj-1", key, Clock())
        for _ in range(40):  # each on a connection of its own, so that both workers get some
            assert terminal.call("POST", "/heartbeat", BEAT).ok
        counts = {value(child.url, "central_request_seconds_count", route="/heartbeat") for _ in range(8)}
        child.process.terminate()
        child.process.wait(10)
    assert counts == {40}
