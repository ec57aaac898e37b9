"""The contract: docs/openapi.json is what the service says, and the service keeps to it whatever it is sent."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path

import pytest
import requests
import schemathesis
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat
from hypothesis import HealthCheck, given, settings
from hypothesis.strategies import booleans
from schemathesis import Case, GenerationMode
from schemathesis.config import SchemathesisConfig

from central.clock import utc_now
from central.openapi import document
from kiosk.client import signer
from kiosk.contract import API, ProblemCode
from tests.central.central_desk import Service, session_request
from tests.central.databases import Databases

DOCUMENT = Path(__file__).parents[2] / "docs" / "openapi.json"
EXAMPLES = 15
"""For each route."""


@pytest.fixture(scope="module")
def told(databases: Databases, seeded: str) -> Iterator[Service]:
    """The service by the real clock, which the examples take their time by."""
    url = databases.copy(seeded)
    service = Service(url, utc_now)
    yield service
    service.stop()
    databases.drop(url)


@pytest.fixture
def terminal(keys: dict[str, Ed25519PrivateKey]) -> requests.Session:
    """Signs every request as the terminal's client does."""
    pem = keys["bj-1"].private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())
    session = requests.Session()
    session.auth = signer("bj-1", pem)
    return session


DESCRIBED = document()
SIGNED = {
    (path, method): operation.pop("security", None) is not None
    for path, methods in DESCRIBED["paths"].items()
    for method, operation in methods.items()
}
"""The routes, and whether only terminals may use them. What is sent to try them is signed, whatever it is."""
CHECKS = SchemathesisConfig.from_dict(
    {
        "checks": {
            "negative_data_rejection": {"expected-statuses": ["4XX"]},
            # What follows the form may still be wrong in substance: no random licence code was issued.
            "positive_data_acceptance": {"enabled": False},
        }
    }
)
OPERATIONS = {
    f"{found.ok().label}, {mode.value}": found.ok().as_strategy(generation_mode=mode)
    for found in schemathesis.openapi.from_dict(DESCRIBED, config=CHECKS).get_all_operations()
    for mode in GenerationMode
    if mode is GenerationMode.POSITIVE or len(found.ok().body)
}


def test_the_document_is_the_contract() -> None:
    assert json.loads(DOCUMENT.read_text("utf-8")) == document(), "the contract has changed: run make openapi"


@pytest.mark.parametrize(("path", "method"), [route for route, signed in SIGNED.items() if signed])
def test_without_a_signature_nothing_is_told(path: str, method: str, told: Service) -> None:
    answer = requests.request(method, told.url + path, json={}, timeout=10)
    assert (answer.status_code, answer.json()["code"]) == (401, ProblemCode.SIGNATURE_REFUSED)


@pytest.mark.parametrize("operation", OPERATIONS)
def test_whatever_is_sent_the_answer_keeps_to_the_contract(
    operation: str, told: Service, terminal: requests.Session
) -> None:
    opened = terminal.post(f"{told.url}{API}/sessions", json=session_request("reset", face=True), timeout=10)
    session_id = opened.json()["session_id"]

    @given(OPERATIONS[operation], booleans())
    @settings(max_examples=EXAMPLES, deadline=None, derandomize=True, suppress_health_check=list(HealthCheck))
    def send(case: Case, ours: bool) -> None:
        if ours and "session_id" in case.path_parameters:
            case.path_parameters["session_id"] = session_id
        case.call_and_validate(base_url=told.url, session=terminal)

    send()
