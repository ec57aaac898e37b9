"""The technician's layer, closed, for whoever opens it."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from tests.screens.desk import Shown
from tests.screens.technician.layer_desk import LayerDesk


@pytest.fixture(scope="module")
def the_layer(window: Shown) -> Iterator[LayerDesk]:
    desk = LayerDesk(window)
    yield desk
    desk.close()


@pytest.fixture
def layer(the_layer: LayerDesk, shown: Shown) -> Iterator[LayerDesk]:
    """Closed, and nobody has touched it."""
    the_layer.reset()
    yield the_layer
    the_layer.close()
