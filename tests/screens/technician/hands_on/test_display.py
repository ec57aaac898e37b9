"""The display, looked at."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

from kiosk.contract import Verdict
from kiosk.diagnostics.checks import display
from tests.screens.desk import SIZES
from tests.screens.technician.hands_on.person import Person


def pixels(person: Person) -> np.ndarray[Any, np.dtype[np.uint8]]:
    """(height, width, 3), RGB, the top row first."""
    image = person.test.export_as_image()
    width, height = image.size
    return np.frombuffer(image.texture.pixels, np.uint8).reshape(height, width, 4)[..., :3]


@pytest.mark.parametrize("what", display.SEEN)
@pytest.mark.parametrize(("answer", "verdict"), [("yes", Verdict.PASS), ("no", Verdict.FAIL)])
def test_what_the_person_answers_is_what_the_test_finds(
    person: Person, what: str, answer: str, verdict: Verdict
) -> None:
    person.begin(f"display.{what}")
    person.presses(f"hands_on.{answer}")
    judge = next(check.judge for check in display.CHECKS if check.name == f"display.{what}")
    assert judge(person.reading).verdict is verdict


def test_each_tap_shows_the_next_colour_over_the_whole_screen(person: Person) -> None:
    person.begin("display.colours")
    shown = []
    for _ in range(5):
        seen = pixels(person)
        assert (seen[::40, 0] == seen[0, 0]).all()
        assert (seen[::40, -1] == seen[0, 0]).all(), "from edge to edge"
        shown.append(tuple(int(part) for part in seen[0, 0]))
        person.touches(540, 900)
        person.shown.pump(3)
    assert shown == [(255, 0, 0), (0, 255, 0), (0, 0, 255), (255, 255, 255), (0, 0, 0)]


@pytest.mark.parametrize("orientation", SIZES)
def test_no_pixel_stays_under_the_panel(person: Person, orientation: str) -> None:
    person.shown.turn(orientation)
    width, height = SIZES[orientation]
    test = person.begin("display.pixels")
    bare: dict[str, Any] = {}
    for _ in range(2 * len(test.slides)):
        person.shown.pump(3)
        panel, name = test.ids.panel, test.detail.partition("：")[2]
        free = np.ones(height, bool)
        free[round(panel.y) : round(panel.top)] = False
        bare[name] = bare.get(name, False) | free
        person.touches(width / 2, height / 2)
    assert len(bare) == len(test.slides)
    assert all(rows.all() for rows in bare.values())


def test_a_gradient_rises_evenly_from_black_to_white(person: Person) -> None:
    person.begin("display.gradient")
    row = pixels(person)[100].astype(int)
    assert (row[0] == 0).all()
    assert (row[-1] == 255).all()
    steps = np.diff(row[:, 0])
    assert steps.min() == 0
    assert steps.max() == 1


def test_an_arrow_points_up(person: Person) -> None:
    person.begin("display.orientation")
    seen = pixels(person).astype(int).sum(axis=2)
    left = seen[:, : seen.shape[1] // 2]
    dark = left < 300
    dark[round(person.test.height - person.test.ids.panel.top) :] = False
    widths = [np.ptp(np.flatnonzero(row)) for row in dark if row.any()]
    assert widths.index(max(widths)) < len(widths) / 2, "its head is on top"


@pytest.mark.parametrize(("fps", "verdict"), [(60, Verdict.PASS), (20, Verdict.WARN), (8, Verdict.FAIL)])
def test_the_refresh_rate_is_measured_without_anybody(person: Person, fps: int, verdict: Verdict) -> None:
    person.step = 1 / fps
    person.begin("display.refresh")
    person.frames(5 * fps)
    assert person.reading == pytest.approx(fps, rel=0.02)
    assert display.refresh(person.reading).verdict is verdict
