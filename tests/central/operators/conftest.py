"""An operator with an account, at the running service."""

from __future__ import annotations

import pytest

from central.database import Database
from central.operators.accounts import Operators
from central.passwords import load_common
from tests.central.central_desk import CHEAP, Clock, Service

NAME, PASSWORD = "zhou", "Copper-kettle-94-thistle"


@pytest.fixture
def operators(database: Database, clock: Clock) -> Operators:
    operators = Operators(database, CHEAP.hasher(), load_common(), clock)
    operators.add(NAME, PASSWORD, by="test")
    return operators


@pytest.fixture
def ops(service: Service, operators: Operators) -> str:
    """The address of the operators' pages."""
    return f"{service.url}/ops"
