"""Somebody before the screen."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from tests.screens.desk import Shown
from tests.screens.technician.hands_on.person import Person


@pytest.fixture
def person(shown: Shown) -> Iterator[Person]:
    person = Person(shown)
    yield person
    person.leave()
