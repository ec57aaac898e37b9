"""The touch screen, tested by touching it."""

from __future__ import annotations

import pytest

from kiosk.contract import Verdict
from kiosk.diagnostics.checks import touch
from tests.screens.desk import SIZES
from tests.screens.technician.hands_on.person import Person

SWEEP = 40
"""Pixels between two touches of a sweep."""


def sweep(person: Person, width: int, height: int, dead: range = range(0)) -> None:
    """Rows of a finger from side to side, where the panel is not dead."""
    for y in range(SWEEP // 2, height, SWEEP):
        if y in dead:
            continue
        finger = person.finger(1, y)
        for x in range(SWEEP // 2, width, SWEEP):
            finger.pos = finger.x, finger.y = x, height - y
            finger.touch_move(x, height - y)
        finger.touch_up()


class TestGrid:
    @pytest.mark.parametrize("orientation", SIZES)
    def test_a_screen_that_feels_everything_ends_the_test_by_itself(self, person: Person, orientation: str) -> None:
        person.shown.turn(orientation)
        person.begin("touch.grid")
        sweep(person, *SIZES[orientation])
        assert touch.grid(person.reading).verdict is Verdict.PASS
        assert not person.gave_up

    def test_what_is_dead_stays_in_sight_and_is_what_the_test_finds(self, person: Person) -> None:
        person.begin("touch.grid")
        sweep(person, *SIZES["portrait"], dead=range(300, 480))
        assert not person.over
        assert "还差 10 格" in person.reads()
        person.presses("hands_on.finish")
        outcome = touch.grid(person.reading)
        assert (outcome.verdict, outcome.figure) == (Verdict.FAIL, 10)

    def test_the_button_can_be_pressed_though_its_cells_are_painted_too(self, person: Person) -> None:
        person.begin("touch.grid")
        person.presses("hands_on.finish")
        assert len(person.reading.painted) == 1

    def test_a_screen_that_does_not_feel_the_button_ends_it_by_silence(self, person: Person) -> None:
        person.begin("touch.grid")
        person.touches(10, 10)
        person.waits(25)
        assert not person.over
        assert "秒" in person.reads()
        person.waits(6)
        assert len(person.reading.painted) == 1


class TestOffset:
    def test_a_screen_that_is_off_is_found_out(self, person: Person) -> None:
        test = person.begin("touch.offset")
        for _ in range(9):
            x, y = test._targets.current
            person.touches(x + 3, y + 50)
            person.shown.pump(2)
        outcome = touch.offset(person.reading)
        assert outcome.finding is not None
        assert (outcome.verdict, outcome.finding.values) == (Verdict.FAIL, {"right": 3, "down": 50})

    @pytest.mark.parametrize("orientation", SIZES)
    def test_no_target_is_under_the_panel(self, person: Person, orientation: str) -> None:
        person.shown.turn(orientation)
        test = person.begin("touch.offset")
        for _ in range(9):
            x, y = test._targets.current
            person.shown.pump(3)
            assert not test.ids.panel.collide_point(x, test.height - y)
            person.touches(x, y)
        assert touch.offset(person.reading).verdict is Verdict.PASS

    def test_a_screen_that_feels_nothing_is_found_out_by_silence(self, person: Person) -> None:
        person.begin("touch.offset")
        person.waits(31)
        assert touch.offset(person.reading).verdict is Verdict.FAIL


class TestFingers:
    def test_fingers_at_the_same_time_are_counted(self, person: Person) -> None:
        person.begin("touch.fingers")
        fingers = [person.finger(200 + 150 * number, 300) for number in range(4)]
        person.shown.pump(2)
        assert "4" in person.reads()
        for finger in fingers:
            finger.touch_up()
        person.presses("hands_on.finish")
        assert person.reading == 4

    def test_fingers_one_after_another_are_one(self, person: Person) -> None:
        person.begin("touch.fingers")
        for _ in range(3):
            person.touches(300, 300)
        person.presses("hands_on.finish")
        assert touch.fingers(person.reading).verdict is Verdict.WARN
