"""What the tests of the simulator share: the terminal's own engines, which must be taken in by the pictures."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

import pytest

from devices import models
from devices.face.engine import FaceEngine
from devices.face.gate import GateLimits


@pytest.fixture(scope="session")
def model_paths(tmp_path_factory: pytest.TempPathFactory) -> Mapping[str, Path]:
    """The models that packages carry; an operator has supplied none."""
    return models.load_paths(tmp_path_factory.mktemp("no_models"))


@pytest.fixture(scope="session")
def engine(model_paths: Mapping[str, Path]) -> FaceEngine:
    """The terminal's face engine with its usual limits."""
    return FaceEngine(model_paths, GateLimits())
