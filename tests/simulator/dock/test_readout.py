"""What the dock tells of the terminal, as a developer reads it."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

from kiosk.audit.store import Record
from kiosk.contract import Disposition, Language, Problem, ProblemCode, Step
from kiosk.flow import Part, State
from kiosk.view import FaceView, View
from simulator.dock import readout


def test_in_the_face_step_it_tells_what_is_asked_and_what_is_in_the_way() -> None:
    view = View(
        State.FACE,
        "face",
        Language.EN,
        remaining=240,
        plan=(Step.LICENCE, Step.FACE),
        stage=1,
        face=FaceView("turn_left", hint="too_dark", actions=(), done=1),
    )
    told = dict(readout.state(view))
    assert told["state"] == "face"
    assert told["steps"] == "licence ✓ · face"
    assert told["clocks"] == "240 s left"
    assert told["asks"].startswith("turn_left, 1 of")
    assert told["told"] == "too_dark"


def test_what_is_lost_and_what_was_refused_is_told_by_name() -> None:
    problem = Problem(title="", status=422, code=ProblemCode.LICENCE_CODE_EXPIRED, disposition=Disposition.RETRY)
    view = View(
        State.LICENCE, "licence", Language.EN, problem=problem, code_hint="foreign", lost=frozenset({Part.CAMERA})
    )
    told = dict(readout.state(view))
    assert told["lost"] == "camera"
    assert told["told"] == "licence_code_expired, foreign"
    assert told["clocks"] == told["asks"] == told["steps"] == ""


def test_an_event_names_its_facts() -> None:
    record = Record(7, datetime(2026, 11, 25, 12, tzinfo=UTC), "refused", {"code": "licence_code_used"})
    assert readout.event(record).endswith("refused  code=licence_code_used")


def test_frames_are_told_in_milliseconds() -> None:
    assert readout.frames([0.004, 0.005, 0.1], 29.6) == "median 5.0 ms, p99 100.0 ms; camera 30/s"
    assert readout.frames([0.004], 0) == "median 4.0 ms, p99 4.0 ms; camera off"
    assert readout.frames([], 0) == ""


def test_before_the_journal_is_there_it_has_no_events(tmp_path: Path) -> None:
    assert readout.events(tmp_path / "journal.sqlite3") == []
