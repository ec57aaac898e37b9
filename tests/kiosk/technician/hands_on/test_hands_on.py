"""What the tests with a person come to, whatever the person does."""

from __future__ import annotations

import itertools

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from devices.frames import Frame, as_image
from devices.probes.codes import Sighting
from kiosk.contract import Verdict
from kiosk.diagnostics.checks import camera, codes, display, touch
from kiosk.technician.hands_on.fingers import Fingers
from kiosk.technician.hands_on.flashing import Flashing
from kiosk.technician.hands_on.focusing import Focusing
from kiosk.technician.hands_on.painting import Painting
from kiosk.technician.hands_on.pulse import Pulse
from kiosk.technician.hands_on.range import Range
from kiosk.technician.hands_on.targets import Targets
from tests.kiosk.technician.hands_on.sheet import scene

SIZE = (1080.0, 1920.0)
POINTS = st.tuples(st.floats(-50, 1130), st.floats(-50, 1970))


class TestPainting:
    @given(st.lists(POINTS))
    def test_what_was_not_touched_is_not_painted(self, touches: list[tuple[float, float]]) -> None:
        painting = Painting(SIZE)
        lit = [cell for cell in (painting.touch(*place) for place in touches) if cell is not None]
        assert len(set(lit)) == len(lit), "a cell lights up once"
        assert painting.reading().painted == set(lit)
        assert painting.missing == painting.columns * painting.rows - len(lit)
        assert (not touches) == (not lit)

    @given(st.tuples(st.floats(400, 4000), st.floats(400, 4000)))
    def test_a_touch_in_every_cell_fills_a_screen_of_any_size(self, size: tuple[float, float]) -> None:
        painting = Painting(size)
        for column, row in itertools.product(range(painting.columns), range(painting.rows)):
            painting.touch((column + 0.5) * size[0] / painting.columns, (row + 0.5) * size[1] / painting.rows)
        assert painting.missing == 0
        assert touch.grid(painting.reading()).verdict is Verdict.PASS

    def test_a_stripe_that_feels_nothing_stays_unpainted_however_often_it_is_swept(self) -> None:
        painting = Painting(SIZE)
        for x, y in itertools.product(range(0, 1080, 20), range(0, 1920, 20)):
            if not 400 <= y < 460:  # where the panel is dead, no touch comes
                painting.touch(x, y)
        outcome = touch.grid(painting.reading())
        assert outcome.verdict is Verdict.PASS, "a stripe thinner than a cell is felt in the rest of the cell"
        painting = Painting(SIZE)
        for x, y in itertools.product(range(0, 1080, 20), range(0, 1920, 20)):
            if not 400 <= y < 560:
                painting.touch(x, y)
        outcome = touch.grid(painting.reading())
        assert (outcome.verdict, outcome.figure) == (Verdict.FAIL, 10), "one row of ten cells"


class TestTargets:
    @given(st.floats(-300, 300), st.floats(-300, 300))
    def test_a_panel_that_is_off_is_told_by_how_much(self, right: float, down: float) -> None:
        targets = Targets(SIZE)
        while targets.current is not None:
            x, y = targets.current
            targets.tap(x + right, y + down)
        assert len(targets.reading()) == 9
        outcome = touch.offset(targets.reading())
        off = np.hypot(right, down)
        assert outcome.figure == pytest.approx(off, abs=0.51)
        if outcome.finding is not None:
            assert outcome.finding.values == {"right": round(right), "down": round(down)}

    def test_targets_are_all_over_the_screen(self) -> None:
        targets, seen = Targets(SIZE), []
        while targets.current is not None:
            seen.append(targets.current)
            targets.tap(0, 0)
        xs, ys = zip(*seen, strict=True)
        assert (min(xs), max(xs), min(ys), max(ys)) == (108, 972, 192, 1728)
        targets.tap(5, 5)
        assert len(targets.reading()) == 9, "a tap too many is no tap"


@given(st.lists(st.tuples(st.booleans(), st.integers(0, 6))))
def test_the_most_fingers_at_once_are_counted(happened: list[tuple[bool, int]]) -> None:
    fingers, down, most = Fingers(), set(), 0
    for comes, finger in happened:
        if comes:
            fingers.down(finger)
            down.add(finger)
        else:
            fingers.up(finger)
            down.discard(finger)
        most = max(most, len(down))
        assert fingers.now == len(down)
    assert fingers.most == most


@given(st.integers(5, 75))
def test_the_refresh_rate_is_that_of_the_frames(rate: int) -> None:
    pulse, number = Pulse(), 0
    while not pulse.beat(100 + number / rate):
        number += 1
    assert pulse.reading() == pytest.approx(rate, rel=0.01)
    assert number / rate < 5
    assert display.refresh(pulse.reading()).verdict is (
        Verdict.FAIL if rate < 12 else Verdict.WARN if rate < 24 else Verdict.PASS
    )


def picture(light: float, number: int, at: float) -> Frame:
    return Frame(as_image(np.full((48, 64, 3), light)), at, number)


def flashed(late: float, sees: float = 60.0, fps: float = 30.0) -> float | None:
    """The latency that is measured with a camera whose pictures are so late (s); `sees`: how much brighter it gets."""
    flashing, noise = Flashing(10.0), np.random.default_rng(3)
    history: list[tuple[float, bool]] = []
    now, next_frame, number = 10.0, 10.0, 0
    while not flashing.over(now):
        flashing.tick(now)
        history.append((now, flashing.bright))
        if now >= next_frame:
            number, next_frame = number + 1, next_frame + 1 / fps
            then = [bright for at, bright in history if at <= now - late]
            light = 70 + (sees if then and then[-1] else 0) + noise.normal(0, 1.5)
            flashing.see(picture(light, number, now))
        now += 1 / 60
    return flashing.reading()


@pytest.mark.parametrize("late", [0.05, 0.12, 0.3, 0.5])
def test_the_latency_is_that_of_the_camera(late: float) -> None:
    assert flashed(late) == pytest.approx(late, abs=0.03)


def test_a_camera_that_does_not_see_the_flashing_has_no_latency() -> None:
    assert flashed(0.1, sees=0.0) is None
    assert camera.latency(Flashing(0.0).reading()).verdict is Verdict.WARN


def watched(focusing: Focusing, blur: float, start: int, frames: int = 15) -> None:
    noise = np.random.default_rng(start)
    for number in range(start, start + frames):
        image = np.clip(scene(blur) + noise.normal(0, 2, (360, 640, 3)), 0, 255)
        focusing.see(Frame(as_image(image.astype(np.uint8)), number / 30, number))


def test_the_meter_rises_as_the_lens_is_turned_and_remembers_its_best() -> None:
    focusing = Focusing()
    assert focusing.now() is None
    assert focusing.reading() is None
    figures = []
    for turn, blur in enumerate((4.0, 2.0, 0.6, 2.0)):
        watched(focusing, blur, turn * 15)
        now = focusing.now()
        assert now is not None
        figures.append(now.sharpness)
        assert now.rate == pytest.approx(30, abs=1)
    assert figures[0] < figures[1] < figures[2]
    assert now.best == pytest.approx(figures[2], rel=0.1)
    assert now.sharpness == pytest.approx(figures[1], rel=0.2)
    same = Frame(scene(0), 2.0, 99)
    assert focusing.see(same)
    assert not focusing.see(same), "a picture counts once"


@pytest.mark.parametrize(("blur", "verdict"), [(0.6, Verdict.PASS), (6.0, Verdict.FAIL)])
def test_what_the_meter_shows_is_judged_as_the_test_without_a_person_judges(blur: float, verdict: Verdict) -> None:
    focusing = Focusing()
    watched(focusing, blur, 0)
    reading = focusing.reading()
    assert reading is not None
    assert camera.focus(reading).verdict is verdict


SIGHTINGS = st.lists(st.builds(Sighting, st.floats(50, 900), st.floats(0, 60)))


@given(SIGHTINGS)
def test_no_sighting_or_two_alone_make_a_range(sightings: list[Sighting]) -> None:
    reached = Range()
    for one in sightings:
        reached.see(one)
    reading = reached.reading()
    assert reading.reads == len(sightings)
    if len(sightings) < codes.LEAST_READS:
        assert codes.card(reading).verdict is Verdict.FAIL
        return
    assert sum(one.distance <= reading.nearest for one in sightings) >= 3
    assert sum(one.distance >= reading.farthest for one in sightings) >= 3
    assert sum(one.tilt >= reading.tilt for one in sightings) >= 3


@pytest.mark.parametrize(
    ("away", "tilt", "finding"),
    [
        ((100, 400), 40, None),
        ((100, 300), 40, "codes.card_far"),
        ((200, 400), 40, "codes.card_near"),
        ((100, 400), 10, "codes.card_tilt"),
    ],
)
def test_what_is_missing_of_the_range_is_named(away: tuple[float, float], tilt: float, finding: str | None) -> None:
    reached = Range()
    for share in np.linspace(0, 1, 40):
        reached.see(Sighting(away[0] + share * (away[1] - away[0]), float(share * tilt)))
    outcome = codes.card(reached.reading())
    assert (outcome.finding.code if outcome.finding else None) == finding
