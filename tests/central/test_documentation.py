"""What the service says about its own interface (OpenAPI)."""

from __future__ import annotations

from typing import Any

import pytest
import requests

from kiosk.contract import ProblemCode
from tests.central.central_desk import Service


@pytest.fixture
def document(service: Service) -> dict[str, Any]:
    return dict(requests.get(f"{service.url}/openapi.json", timeout=10).json())


def operations(document: dict[str, Any]) -> list[tuple[str, dict[str, Any]]]:
    return [(f"{verb} {path}", one) for path, verbs in document["paths"].items() for verb, one in verbs.items()]


def test_every_refusal_is_a_problem_document(document: dict[str, Any]) -> None:
    problem = {"application/problem+json": {"schema": {"$ref": "#/components/schemas/Problem"}}}
    for name, operation in operations(document):
        refused = {status: one for status, one in operation["responses"].items() if status[0] in "45"}
        assert set(refused) == {"4XX", "5XX"}, name
        assert [one["content"] for one in refused.values()] == [problem, problem], name
    assert set(document["components"]["schemas"]["ProblemCode"]["enum"]) == set(ProblemCode)


def test_the_other_way_is_described(document: dict[str, Any]) -> None:
    operation = document["paths"]["/v1/sessions/{session_id}/other-way"]["post"]
    assert "without the face" in operation["description"]
    answer = operation["responses"]["200"]["content"]["application/json"]["schema"]
    assert answer == {"$ref": "#/components/schemas/StepResult"}


def test_what_stands_in_for_the_outside_is_not_part_of_it(document: dict[str, Any]) -> None:
    assert all(name.split(" ")[1].startswith("/v1/") for name, _ in operations(document))
