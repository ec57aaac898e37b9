"""Every technician's screen, in both languages and both orientations: nothing is cut off, nothing lies upon another."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from devices.frames import Frame
from kiosk.contract import Language
from kiosk.technician.view import Standing
from screens.technician.samples import SAMPLES
from tests.screens.desk import SIZES
from tests.screens.layout import check_blocks, check_words
from tests.screens.technician.layer_desk import EVERY_SAMPLE, LayerDesk


@pytest.mark.parametrize("orientation", SIZES)
@pytest.mark.parametrize("language", list(Language))
@pytest.mark.parametrize("sample", EVERY_SAMPLE)
def test_all_is_whole_large_and_apart(layer: LayerDesk, sample: str, orientation: str, language: Language) -> None:
    layer.frame = Frame(np.zeros((90, 160, 3), np.uint8), 0.0, 1)
    layer.turn(orientation)
    layer.show_sample(sample, language)
    check_words(layer.labels(), orientation)
    check_blocks(layer.seen(), orientation)


@pytest.mark.parametrize("orientation", SIZES)
def test_all_devices_are_seen_at_once(layer: LayerDesk, orientation: str) -> None:
    layer.turn(orientation)
    layer.show(SAMPLES["overview"])
    tiles = [one for one in layer.seen() if getattr(one, "name", "").startswith("group.")]
    lowest = min(one.to_window(*one.pos)[1] for one in tiles)
    button = layer.find("technician.run_all")
    assert lowest >= button.to_window(*button.pos)[1] + button.height, "a device is below what can be seen"


@pytest.mark.parametrize("orientation", SIZES)
def test_tiles_beside_each_other_are_equally_high(layer: LayerDesk, orientation: str) -> None:
    layer.turn(orientation)
    overview = SAMPLES["overview"]
    never = tuple(Standing(one.test) if one.group in ("camera", "codes", "time") else one for one in overview.standings)
    layer.show(replace(overview, standings=never))
    grid = layer.find("group.camera").parent
    tiles = grid.children[::-1]
    for row in range(0, len(tiles), grid.cols):
        assert len({(one.y, one.height) for one in tiles[row : row + grid.cols]}) == 1, f"row {row // grid.cols}"
