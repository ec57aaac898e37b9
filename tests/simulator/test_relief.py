from __future__ import annotations

from collections.abc import Mapping

import numpy as np
import pytest

from simulator.head import face_mesh, head_shape
from simulator.people import PORTRAITS, reference_picture
from simulator.relief import Image, Relief, View, lay_over, premultiplied

SIDE = 256


def ramp(height: int, width: int) -> Image:
    """Opaque; blue tells the column and green the row, as a share of 255."""
    columns, rows = np.meshgrid(np.linspace(0, 255, width), np.linspace(0, 255, height))
    colour = np.dstack([columns, rows, np.zeros_like(rows)]).round().astype(np.uint8)
    return premultiplied(colour, np.ones((height, width)))


def seen(relief: Relief, view: View, side: int = SIDE) -> Image:
    canvas = np.zeros((side, side, 3), np.uint8)
    relief.draw(canvas, view)
    return canvas


@pytest.fixture(scope="module")
def heads() -> Mapping[str, Relief]:
    """The shapes of the visitors' heads, painted with their own coordinates."""
    reliefs = {}
    for name, source in PORTRAITS.items():
        portrait = reference_picture(name)
        depth, follow = head_shape(portrait, source, face_mesh(portrait, source))
        x, y, width, height = source.face
        pivot = x + width / 2, y + height / 2
        reliefs[name] = Relief(ramp(*portrait.shape[:2]), depth, follow, pivot, distance=3.7 * width, step=6)
    return reliefs


def test_from_the_front_it_is_the_picture_itself() -> None:
    depth = np.full((SIDE, SIDE), 20.0)
    relief = Relief(ramp(SIDE, SIDE), depth, np.ones_like(depth), (SIDE / 2, SIDE / 2), 900, step=8)
    view = View(at=(SIDE / 2, SIDE / 2))
    assert np.abs(seen(relief, view)[4:-4, 4:-4].astype(int) - ramp(SIDE, SIDE)[4:-4, 4:-4, :3]).max() <= 1


def test_what_stands_out_moves_further_when_turned_and_what_stays_behind_does_not_move() -> None:
    depth = np.zeros((SIDE, SIDE))
    depth[:, : SIDE // 2] = 60.0
    follow = np.ones_like(depth)
    follow[SIDE // 2 :] = 0
    relief = Relief(ramp(SIDE, SIDE), depth, follow, (SIDE / 2, SIDE / 2), 10_000, step=4)
    straight, turned = (seen(relief, View((SIDE / 2, SIDE / 2), yaw=yaw))[..., 0].astype(int) for yaw in (0, 15))
    high, flat = straight[64, 64] - turned[64, 64], straight[64, 192] - turned[64, 192]
    assert high == pytest.approx(60 * np.sin(np.radians(15)), abs=5)
    assert abs(flat) < 4
    np.testing.assert_allclose(turned[200, 64], straight[200, 64], atol=1)


@pytest.mark.parametrize("name", PORTRAITS)
@pytest.mark.parametrize("yaw", [-30, -15, 0, 15, 30])
@pytest.mark.parametrize("pitch", [-15, 0, 15])
def test_a_turned_head_neither_tears_nor_folds(
    heads: Mapping[str, Relief], name: str, yaw: float, pitch: float
) -> None:
    """From left to right the picture is walked through without a jump and without turning back."""
    x, y, width, height = PORTRAITS[name].head
    x_face, y_face, width_face, height_face = PORTRAITS[name].face
    view = View((x_face + width_face / 2, y_face + height_face / 2), yaw=yaw, pitch=pitch)
    head = seen(heads[name], view, side=512)[y + 5 : y + height, x : x + width].astype(int)
    steps = np.diff(head[..., 0], axis=1)
    assert steps.min() >= -1
    assert steps.max() <= 4


def test_out_of_the_frame_nothing_is_drawn() -> None:
    depth = np.zeros((SIDE, SIDE))
    relief = Relief(ramp(SIDE, SIDE), depth, depth, (SIDE / 2, SIDE / 2), 900, step=8)
    assert not seen(relief, View((-SIDE, 0.0))).any()


def test_layers_mix_by_their_alpha() -> None:
    canvas = np.full((1, 3, 3), 200, np.uint8)
    white = np.full((1, 3, 3), 255, np.uint8)
    lay_over(canvas, premultiplied(white, np.array([[0.0, 0.5, 1.0]])))
    np.testing.assert_allclose(canvas[0, :, 0], [200, 228, 255], atol=1)
