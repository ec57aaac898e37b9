"""Tests asked of a running terminal: whole when nobody is there, cut short when a visitor comes."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from kiosk.contract import Verdict
from kiosk.control import Question, Told
from kiosk.diagnostics.desk import Desk
from kiosk.diagnostics.history import History
from kiosk.diagnostics.within import Within
from simulator.machine import Machine
from tests.kiosk.diagnostics.terminal_tests import desk_of


@pytest.fixture
def desk(tmp_path: Path) -> Desk:
    return desk_of(Machine(np.random.default_rng(1)), tmp_path)


def test_what_is_asked_for_is_told_and_kept(desk: Desk) -> None:
    told = list(Within(desk, lambda: True).answer(Question(tests=("camera.focus",))))
    results = [one.result for one in told if one.result is not None]
    assert [one.test for one in results] == ["camera.present", "camera.alive", "camera.exposure", "camera.focus"]
    assert {one.verdict for one in results} == {Verdict.PASS}
    assert told[-1] == Told(done=True)
    assert len(desk.history.past().figures("camera.focus")) == 1


def test_a_visitor_goes_first_and_what_was_cut_short_is_not_kept(desk: Desk) -> None:
    visits = iter([True, True, True, False])
    told = list(Within(desk, lambda: next(visits)).answer(Question(quick=True)))
    assert told[-1] == Told(busy=True)
    assert len(told) == 4
    assert desk.history.past().last("camera.present") is None
    assert not desk.at_work.locked(), "the next one is let in"


def test_a_second_technician_is_told_to_wait(desk: Desk) -> None:
    first = Within(desk, lambda: True).answer(Question())
    next(first)
    assert list(Within(desk, lambda: True).answer(Question())) == [Told(busy=True)]
    first.close()
    assert list(Within(desk, lambda: True).answer(Question(tests=("memory",))))[-1] == Told(done=True)


def test_a_run_that_cannot_be_kept_is_told_whole_and_why(desk: Desk, tmp_path: Path) -> None:
    (tmp_path / "full").touch()
    desk.history = History(tmp_path / "full" / "history.jsonl")
    *told, last = Within(desk, lambda: True).answer(Question(tests=("memory",)))
    assert [one.result.test for one in told if one.result is not None] == ["memory.available"]
    assert last.error is not None
    assert "diagnostics.folder" in last.error
    assert not desk.at_work.locked()


def test_a_test_that_there_is_none_of_is_named(desk: Desk) -> None:
    (told,) = Within(desk, lambda: True).answer(Question(tests=("camera.smell",)))
    assert told.error is not None
    assert "'camera.smell'; there are: camera.present" in told.error
