"""Policies that would fail a visitor half-way are refused at the start."""

from __future__ import annotations

from typing import Any

import pytest
from pydantic import ValidationError

from central.policies import Policies, load


@pytest.mark.parametrize(
    ("change", "words"),
    [
        ({"passwords": "none"}, "region beijing names the unknown password profile none"),
        ({"ways": {"representative_with_fase": ["licence"]}}, "unknown way representative_with_fase"),
        ({"ways": {"agent_with_face": ["face", "licence"]}}, "must begin with licence"),
        ({"ways": {"agent_with_face": []}}, "must begin with licence"),
        ({"tries": {"face": 3, "id_number": 3}}, "region beijing lacks the tries of sms"),
    ],
)
def test_a_region_is_refused_with_what_it_lacks(change: dict[str, Any], words: str) -> None:
    shipped = load().model_dump(mode="json")
    shipped["regions"]["beijing"] |= change
    with pytest.raises(ValidationError, match=words):
        Policies.model_validate(shipped)
