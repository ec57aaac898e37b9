"""Every technician's screen, in both languages and both orientations: nothing is cut off, nothing lies upon another."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from itertools import combinations

import pytest

from kiosk.contract import Language
from kiosk.technician.view import Standing
from screens.technician.samples import SAMPLES
from tests.screens.desk import SIZES, Shown
from tests.screens.technician.layer_desk import LayerDesk
from tests.screens.test_layout import READABLE, SLACK, TOUCH, ancestors, on_screen, overlap, scrolled

CLOSED_IN = {"overview_idle"}
"""Samples in which something lies upon the screen on purpose."""


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


@pytest.mark.parametrize("orientation", SIZES)
@pytest.mark.parametrize("language", list(Language))
@pytest.mark.parametrize("sample", SAMPLES)
def test_all_is_whole_large_and_apart(layer: LayerDesk, sample: str, orientation: str, language: Language) -> None:
    from kivy.uix.label import Label

    from screens.widgets.buttons import Key, Pressable
    from screens.widgets.cards import Card, Notice

    layer.turn(orientation)
    layer.show(replace(SAMPLES[sample], language=language))
    seen = list(layer.seen())
    labels = [one for one in seen if isinstance(one, Label) and one.text]
    assert labels
    for label in labels:
        assert label.texture_size[0] <= label.width + SLACK, f"too wide for its box: {label.text!r}"
        assert label.texture_size[1] <= label.height + SLACK, f"too high for its box: {label.text!r}"
        assert label.font_size >= READABLE, f"too small: {label.text!r}"
        assert scrolled(label) or on_screen(label, orientation), f"off the screen: {label.text!r}"
    if sample in CLOSED_IN:
        return
    for one, other in combinations([label for label in labels if not scrolled(label)], 2):
        assert not overlap(one, other), f"{one.text!r} lies upon {other.text!r}"
    blocks = [one for one in seen if isinstance(one, Pressable | Notice | Card)]
    for block in blocks:
        if isinstance(block, Pressable):
            assert block.height >= TOUCH, f"{block.name} is {block.height:.0f} high"
            assert block.width >= (80 if isinstance(block, Key) else TOUCH), f"{block.name} is too narrow"
            assert scrolled(block) or on_screen(block, orientation), f"{block.name} is off the screen"
    for one, other in combinations([block for block in blocks if not scrolled(block)], 2):
        one_in_other = one in ancestors(other) or other in ancestors(one)
        assert one_in_other or not overlap(one, other), f"{one} lies upon {other}"
    names = [block.name for block in blocks if isinstance(block, Pressable)]
    assert all(names)
    assert len(names) == len(set(names))


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
