"""What every test may ask for: evaluation data, portraits that locked packages ship, and the models."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

import pytest
from hypothesis import settings

from devices import models
from devices.frames import Image
from tests.devices.device_bench import on_frame, shipped

ROOT = Path(__file__).resolve().parent.parent

settings.register_profile("shared", deadline=None)  # how long an example takes tells of the machine's other work
settings.load_profile("shared")


@pytest.fixture(scope="session")
def shared_data() -> Path:
    """The folder of evaluation data beside the checkout; the test is skipped where it is absent."""
    folder = ROOT.parent / "shared" / "data"
    if not folder.is_dir():
        pytest.skip("evaluation data is not on this machine (expected ../shared/data beside the checkout)")
    return folder


@pytest.fixture(scope="session")
def hopper() -> Image:
    """Grace Hopper, US Navy, public domain; (720, 1280, 3)."""
    return on_frame(shipped("matplotlib", "mpl-data/sample_data/grace_hopper.jpg"), 720)


@pytest.fixture(scope="session")
def collins() -> Image:
    """Eileen Collins, NASA, public domain; (720, 1280, 3)."""
    return on_frame(shipped("skimage", "data/astronaut.png"), 1100)


@pytest.fixture(scope="session")
def model_paths(tmp_path_factory: pytest.TempPathFactory) -> Mapping[str, Path]:
    """The models that packages carry; an operator has supplied none."""
    return models.load_paths(tmp_path_factory.mktemp("no_models"))
