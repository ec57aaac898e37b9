"""What the face step accepts; it never says what was missing."""

from __future__ import annotations

import json
import math
from typing import Any

import pytest
import requests

from central.faces import is_live
from kiosk.contract import PassivePolicy
from tests.central.central_desk import ENTERPRISES, Clock, Face, Terminal, Visit, World, refusal, send


@pytest.fixture
def visit(terminal: Terminal, world: World, owner: Face) -> Visit:
    world.enrol("星河", owner)
    visit = terminal.open()
    visit.show_licence(world, "星河")
    return visit


def post_text(visit: Visit, path: str, text: str) -> requests.Response:
    """Signed, with a body that no encoder would write."""
    return send(visit.terminal.prepare("POST", visit.path + path, text=text))


def swapped(records: list[dict[str, Any]]) -> list[dict[str, Any]]:
    return [records[0] | {"action": records[1]["action"]}, records[1] | {"action": records[0]["action"]}]


def test_challenge_asks_for_two_different_actions_one_of_them_a_turn(
    terminal: Terminal, world: World, owner: Face, clock: Clock
) -> None:
    world.enrol("星河", owner)
    seen = set()
    for _ in range(3):
        visit = terminal.open()
        visit.show_licence(world, "星河")
        for _ in range(3):
            actions = visit.post("/face/challenge").json()["actions"]
            assert len(set(actions)) == 2
            assert {"turn_left", "turn_right"} & set(actions)
            seen.add(tuple(actions))
        clock.advance(days=1)  # past every pause
    assert len(seen) >= 3  # nobody can prepare for it


def test_challenge_counts_as_a_try_whether_or_not_evidence_follows(visit: Visit, owner: Face) -> None:
    assert [visit.post("/face/challenge").json()["tries_left"] for _ in range(2)] == [3, 2]
    assert visit.show_face(owner).status_code == 200


def test_photo_that_never_moves_runs_out_of_tries(visit: Visit) -> None:
    for _ in range(3):
        assert visit.post("/face/challenge").status_code == 200
    assert refusal(visit.post("/face/challenge")) == ("attempts_exhausted", "other_way")
    assert visit.post("/other-way").json()["steps"] == ["id_number", "sms", "password"]


def test_success_is_no_failed_try(terminal: Terminal, world: World, owner: Face) -> None:
    world.enrol("星河", owner)
    for _ in range(16):  # more than the tries of a day
        visit = terminal.open()
        visit.show_licence(world, "星河")
        assert visit.show_face(owner).status_code == 200


@pytest.mark.parametrize(
    "change",
    [
        lambda e: {"actions": swapped(e["actions"])},
        lambda e: {"actions": e["actions"][:1]},
        lambda e: {"actions": []},
        lambda e: {"actions": [e["actions"][1], e["actions"][0]]},
        lambda e: {"actions": [e["actions"][0], e["actions"][1] | {"finished": 4.01}]},
        lambda e: {"actions": [e["actions"][0], e["actions"][1] | {"started": 1.0}]},
        lambda e: {"actions": [e["actions"][0], e["actions"][1] | {"finished": 9.0}]},
        lambda e: {"actions": [e["actions"][0] | {"started": -1.0}, e["actions"][1]]},
        lambda e: {"passive": 0.02},
        lambda e: {"templates": e["templates"][:1]},
        lambda e: {"templates": [one | {"engine": "another"} for one in e["templates"]]},
        lambda e: {"templates": [one | {"vector": [0.0] * 128} for one in e["templates"]]},
        lambda e: {"templates": [one | {"vector": [1e308] * 128} for one in e["templates"]]},
    ],
)
def test_evidence_that_lacks_something_is_refused_alike(visit: Visit, owner: Face, change: Any) -> None:
    challenge = visit.post("/face/challenge").json()
    visit.terminal.clock.advance(seconds=8)
    first, second = challenge["actions"]
    good = {
        "nonce": challenge["nonce"],
        "templates": owner.templates(),
        "actions": [
            {"action": first, "started": 2.0, "finished": 3.0},
            {"action": second, "started": 4.0, "finished": 6.0},
        ],
    }
    refused = visit.post("/face", good | change(good))
    assert refusal(refused) == ("face_not_confirmed", "retry")
    assert refused.json()["tries_left"] == 2
    assert refused.json()["title"] == "The face was not confirmed."
    assert visit.show_face(owner).status_code == 200


@pytest.mark.parametrize("number", ["NaN", "Infinity", "-Infinity", "1e999"])
@pytest.mark.parametrize("place", ["vector", "started", "passive"])
def test_what_is_no_number_is_malformed(visit: Visit, owner: Face, place: str, number: str) -> None:
    mark = 0.123456789
    evidence: dict[str, Any] = {"nonce": "0" * 32, "templates": owner.templates(), "actions": []}
    match place:
        case "vector":
            evidence["templates"][0]["vector"][5] = mark
        case "started":
            evidence["actions"] = [{"action": "turn_left", "started": mark, "finished": 2.0}]
        case "passive":
            evidence["passive"] = mark
    assert refusal(visit.post("/face", evidence))[0] == "challenge_expired"
    assert refusal(post_text(visit, "/face", json.dumps(evidence).replace(str(mark), number))) == ("malformed", "fault")


@pytest.mark.parametrize(
    ("policy", "passive", "live"),
    [
        (PassivePolicy.REQUIRED, None, False),
        (PassivePolicy.REQUIRED, 0.07, False),
        (PassivePolicy.REQUIRED, math.nan, False),
        (PassivePolicy.REQUIRED, 0.08, True),
        (PassivePolicy.IF_AVAILABLE, None, True),
        (PassivePolicy.IF_AVAILABLE, 0.07, False),
        (PassivePolicy.IF_AVAILABLE, 0.08, True),
        (PassivePolicy.NOT_USED, 0.0, True),
    ],
)
def test_the_policy_says_whether_a_passive_score_is_needed(
    policy: PassivePolicy, passive: float | None, live: bool
) -> None:
    assert is_live(passive, policy, minimum=0.08) is live


@pytest.mark.parametrize("number", ["NaN", "1e999"])
def test_a_visit_lasts_a_number_of_seconds(terminal: Terminal, number: str) -> None:
    report = '{"ending": "success", "seconds": 1, "extensions": 0}'.replace("1", number)
    assert refusal(post_text(terminal.open(), "/end", report)) == ("malformed", "fault")


def test_live_score_above_the_limit_is_fine(visit: Visit, owner: Face) -> None:
    assert visit.show_face(owner, passive=0.9).status_code == 200


def test_strangers_run_out_of_tries(visit: Visit, owner: Face, stranger: Face) -> None:
    for left in (2, 1):
        assert visit.show_face(stranger).json()["tries_left"] == left
    assert refusal(visit.show_face(stranger)) == ("attempts_exhausted", "other_way")
    assert refusal(visit.post("/face/challenge")) == ("attempts_exhausted", "other_way")


def test_challenge_is_good_for_a_minute(visit: Visit, owner: Face, clock: Clock) -> None:
    assert refusal(visit.show_face(owner, nonce="0" * 32)) == ("challenge_expired", "retry")
    challenge = visit.post("/face/challenge").json()
    clock.advance(seconds=60)
    assert refusal(visit.show_face(owner, nonce=challenge["nonce"]))[0] == "challenge_expired"


def test_challenge_is_good_for_one_answer(visit: Visit, owner: Face) -> None:
    nonce = visit.post("/face/challenge").json()["nonce"]
    evidence = {"nonce": nonce, "templates": owner.templates(), "actions": []}
    assert refusal(visit.post("/face", evidence))[0] == "face_not_confirmed"
    assert refusal(visit.post("/face", evidence))[0] == "challenge_expired"


def test_challenge_of_another_session_is_not_taken(visit: Visit, terminal: Terminal, world: World, owner: Face) -> None:
    other = terminal.open()
    other.show_licence(world, "星河")
    nonce = other.post("/face/challenge").json()["nonce"]
    assert refusal(visit.show_face(owner, nonce=nonce))[0] == "challenge_expired"


def test_score_stays_in_the_service(visit: Visit, owner: Face) -> None:
    assert set(visit.show_face(owner).json()) == {"steps"}


def test_new_enrolment_takes_the_place_of_the_old(visit: Visit, world: World, owner: Face, stranger: Face) -> None:
    world.enrol("星河", stranger)
    assert visit.show_face(owner).status_code == 422
    assert visit.show_face(stranger).status_code == 200


def test_enrolment_needs_every_engine(world: World, owner: Face) -> None:
    one_only = owner.templates()[:1]
    body = {"credit_code": ENTERPRISES["星河"], "holder": "representative", "templates": one_only}
    assert refusal(world.call("POST", "/faces", body))[0] == "malformed"


@pytest.mark.parametrize("value", [0.0, 1e308])
def test_what_cannot_be_compared_is_no_reference(world: World, owner: Face, value: float) -> None:
    templates = [one | {"vector": [value] * 128} for one in owner.templates()]
    body = {"credit_code": ENTERPRISES["星河"], "holder": "representative", "templates": templates}
    assert refusal(world.call("POST", "/faces", body))[0] == "malformed"
