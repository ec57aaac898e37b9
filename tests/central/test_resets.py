"""A reset happens once, whole, or not at all."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor

import pytest
import requests
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from tests.central.central_desk import (
    GOOD_PASSWORD,
    OLD_PASSWORD,
    Clock,
    Face,
    Service,
    Terminal,
    Visit,
    World,
    proven,
    refusal,
    until,
)

KEY = "the-key-of-this-reset"


@pytest.fixture
def visit(terminal: Terminal, world: World, owner: Face) -> Visit:
    return proven(terminal, world, owner)


def test_same_key_gives_the_same_receipt(visit: Visit, world: World) -> None:
    first = visit.reset(key=KEY).json()
    again = visit.reset(key=KEY).json()
    assert again["number"] == first["number"]
    assert refusal(visit.reset("Marble-otter-31-canyon"))[0] == "wrong_step"
    assert world.login("星河", GOOD_PASSWORD).status_code == 200


def test_ten_at_once_are_one(visit: Visit, world: World) -> None:
    with ThreadPoolExecutor(10) as pool:
        answers = list(pool.map(lambda _: visit.reset(key=KEY), range(10)))
    assert {answer.status_code for answer in answers} == {200}
    assert len({answer.json()["number"] for answer in answers}) == 1
    until(lambda: len(world.linked("星河")) == 3)
    assert {view["password_version"] for view in world.linked("星河").values()} == {2}


def test_outcome_settles_a_lost_answer(visit: Visit, world: World) -> None:
    assert visit.get(f"/outcomes/{KEY}").json() == {"state": "not_done", "receipt": None}
    world.call("POST", "/faults", {"drop_answer": True, "path_end": "/reset", "times": 1})
    with pytest.raises(requests.RequestException):
        visit.reset(key=KEY)
    outcome = visit.get(f"/outcomes/{KEY}").json()
    assert outcome["state"] == "done"
    assert visit.reset(key=KEY).json()["number"] == outcome["receipt"]["number"]


def test_outcome_can_be_asked_after_the_end(visit: Visit) -> None:
    number = visit.reset(key=KEY).json()["number"]
    visit.post("/end", {"ending": "success", "seconds": 80, "extensions": 0})
    assert visit.get(f"/outcomes/{KEY}").json()["receipt"]["number"] == number


def test_dropped_request_changed_nothing(visit: Visit, world: World) -> None:
    world.call("POST", "/faults", {"drop": True, "path_end": "/reset", "times": 1})
    with pytest.raises(requests.RequestException):
        visit.reset(key=KEY)
    assert visit.get(f"/outcomes/{KEY}").json()["state"] == "not_done"
    assert world.login("星河", OLD_PASSWORD).status_code == 200


@pytest.mark.parametrize("fault", [{"status_500": True}, {"nonsense": True}])
def test_other_faults_strike_as_often_as_told(world: World, terminal: Terminal, fault: dict[str, bool]) -> None:
    world.call("POST", "/faults", fault | {"times": 1})
    broken = requests.get(f"{terminal.url}/v1/health", timeout=10)
    assert broken.status_code == 500 or "html" in broken.headers["Content-Type"]
    assert requests.get(f"{terminal.url}/v1/health", timeout=10).json()["status"] == "ok"


def test_refused_password_changes_nothing_and_may_be_retried(visit: Visit, world: World) -> None:
    refused = visit.reset("xinghe2019")
    assert refusal(refused) == ("password_refused", "retry")
    assert refused.json()["reasons"] == ["too_few_kinds", "company_name"]
    assert world.login("星河", OLD_PASSWORD).status_code == 200
    assert visit.reset().status_code == 200


def test_former_passwords_are_refused(
    visit: Visit, terminal: Terminal, world: World, owner: Face, clock: Clock
) -> None:
    assert visit.reset(OLD_PASSWORD).json()["reasons"] == ["used_before"]
    assert visit.reset(GOOD_PASSWORD).status_code == 200
    visit = proven(terminal, world, owner)
    assert visit.reset(GOOD_PASSWORD).json()["reasons"] == ["used_before"]
    assert visit.reset(OLD_PASSWORD).json()["reasons"] == ["used_before"]


@pytest.mark.parametrize(("errand", "password"), [("unlock", GOOD_PASSWORD), ("reset", None)])
def test_password_comes_only_with_what_sets_one(
    terminal: Terminal, world: World, owner: Face, errand: str, password: str | None
) -> None:
    world.enrol("星河", owner)
    visit = terminal.open(errand)
    visit.show_licence(world, "星河")
    visit.show_face(owner)
    assert refusal(visit.reset(password)) == ("malformed", "fault")


def test_few_emergency_contacts_are_warned_about(terminal: Terminal, world: World, owner: Face) -> None:
    visit = proven(terminal, world, owner, "素笺")
    assert visit.reset().json()["warnings"] == ["few_emergency_contacts"]


def test_linked_systems_show_as_pending_until_they_hear(visit: Visit, world: World, clock: Clock) -> None:
    world.call("POST", "/faults", {"linked_down": True})
    receipt = visit.reset(key=KEY).json()
    assert {one["status"] for one in receipt["linked"]} == {"pending"}
    world.call("POST", "/faults", {})

    def all_heard() -> bool:
        clock.advance(seconds=1)  # towards the end of every pause
        return len(world.linked("星河")) == 3

    until(all_heard)


def test_next_process_delivers_what_a_dead_one_left(
    database_url: str, clock: Clock, keys: dict[str, Ed25519PrivateKey], owner: Face
) -> None:
    deaf = Service(database_url, clock, linked_url="http://127.0.0.1:9")  # nobody listens there
    terminal, world = Terminal(deaf.url, "bj-1", keys["bj-1"], clock), World(deaf.url)
    assert proven(terminal, world, owner).reset(key=KEY).status_code == 200
    assert world.linked("星河") == {}
    deaf.stop()

    clock.advance(minutes=10)
    heir = Service(database_url, clock)
    world = World(heir.url)
    until(lambda: len(world.linked("星河")) == 3)
    assert {view["changes"] for view in world.linked("星河").values()} == {1}
    heir.stop()


def test_receiver_takes_a_repeated_delivery_once(service: Service, world: World) -> None:
    change = {"credit_code": "x", "password_version": 2, "receipt": "CZ"}
    for _ in range(2):
        answer = requests.post(
            f"{service.url}/linked/publicity/changes",
            json=change,
            headers={"Authorization": "Bearer the world's own token", "Idempotency-Key": "once"},
            timeout=10,
        )
        assert answer.status_code == 202
    assert world.call("GET", "/linked/x").json()["publicity"]["changes"] == 1
