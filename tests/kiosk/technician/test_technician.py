"""Inside: runs, results, the report, idling, and what nobody expected."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest

from devices.probes.probe import Probe
from kiosk.audit.events import Kind
from kiosk.contract import CheckResult, Language, Verdict
from kiosk.control import Question, Told
from kiosk.diagnostics.registry import CHECKS, GIVEN_UP, NEEDS_FAILED, NEEDS_SCREEN
from kiosk.diagnostics.within import Within
from kiosk.technician.technician import WARNING_S
from kiosk.technician.view import Errand, Screen, Standing
from simulator.faults import FAULTS
from tests.kiosk.technician.visit import IDLE, Visit

INTERACTIVE = [check.name for check in CHECKS if check.interactive]


@pytest.fixture
def visit(tmp_path: Path) -> Iterator[Visit]:
    visit = Visit(tmp_path)
    yield visit
    visit.close()
    assert visit.crashes == []


@pytest.fixture
def inside(visit: Visit) -> Visit:
    visit.come_in()
    return visit


def standing(visit: Visit, test: str) -> Standing:
    return next(one for one in visit.view.standings if one.test == test)


def result_or_none(visit: Visit, test: str) -> CheckResult | None:
    return standing(visit, test).result


def result(visit: Visit, test: str) -> CheckResult:
    found = result_or_none(visit, test)
    assert found is not None, f"{test} was never run"
    return found


def test_the_first_time_no_test_is_on_record(inside: Visit) -> None:
    assert [one.test for one in inside.view.standings] == [check.name for check in CHECKS]
    assert {one.result for one in inside.view.standings} == {None}
    assert inside.view.runs == ()


def test_one_test_is_run_and_its_result_shown(inside: Visit) -> None:
    inside.run("camera.focus")
    assert inside.view.screen is Screen.RESULT
    assert inside.view.chosen == "camera.focus"
    assert result(inside, "camera.focus").verdict is Verdict.PASS
    assert result(inside, "camera.present").verdict is Verdict.PASS, "what it needs was run as well"
    inside.until(lambda: bool(inside.view.runs))
    assert len(standing(inside, "camera.focus").figures) == 1


def test_a_device_that_got_worse_is_compared_with_its_last_good_run(inside: Visit) -> None:
    inside.run("camera.focus")
    before = result(inside, "camera.focus").figure
    inside.technician.leave()
    FAULTS["camera blurred"].put_in(inside.machine)
    inside.now += timedelta(hours=1)
    inside.come_in()
    inside.until(lambda: result_or_none(inside, "camera.focus") is not None)
    inside.run("camera", with_person=False)
    assert (inside.view.screen, inside.view.chosen) == (Screen.GROUP, "camera")
    inside.until(lambda: len(inside.view.runs) == 2)
    worse = standing(inside, "camera.focus")
    assert worse.result is not None
    assert worse.result.verdict is not Verdict.PASS
    assert worse.last_good is not None
    assert worse.last_good.figure == before
    assert [point.figure for point in worse.figures] == [before, worse.result.figure]


def test_the_full_suite_tells_how_far_it_is_and_leaves_nothing_out(inside: Visit) -> None:
    inside.run(with_person=False)
    seen = [view.run for view in inside.views if view is not None and view.run is not None]
    assert [run.done for run in seen] == sorted(run.done for run in seen)
    assert {run.of for run in seen} == {len(CHECKS)}
    over = inside.view.run
    assert over is not None
    assert over.over
    assert [one.test for one in over.results] == [check.name for check in CHECKS]
    for test in INTERACTIVE:
        finding = result(inside, test).finding
        assert result(inside, test).verdict is Verdict.SKIPPED
        assert finding is not None
        assert finding.code == NEEDS_SCREEN, "what was not tested is no pass, and says why"


def test_with_a_person_every_interactive_test_is_asked_for_in_turn(inside: Visit) -> None:
    inside.run()
    asked = []
    while (test := inside.view.hands_on) is not None:
        asked.append(test)
        inside.technician.done(inside.machine.answers[test])
    assert asked == INTERACTIVE
    inside.until(lambda: inside.view.run is not None and inside.view.run.over)
    assert {one.result.verdict for one in inside.view.standings if one.result is not None} == {Verdict.PASS}
    inside.until(lambda: bool(inside.view.runs))
    assert dict(inside.view.runs[0].counts)[Verdict.PASS] == len(CHECKS), "kept as one run"


def test_what_is_given_up_is_skipped_and_says_so(inside: Visit) -> None:
    inside.run("touch")
    assert inside.view.hands_on == "touch.grid"
    inside.technician.given_up()
    assert inside.view.hands_on == "touch.offset"
    inside.technician.done(inside.machine.answers["touch.offset"])
    inside.technician.done(3)
    inside.until(lambda: inside.view.screen is Screen.GROUP)
    given_up = result(inside, "touch.grid")
    assert given_up.verdict is Verdict.SKIPPED
    assert given_up.finding is not None
    assert given_up.finding.code == GIVEN_UP
    assert result(inside, "touch.fingers").verdict is Verdict.PASS


def test_nobody_is_asked_to_look_at_what_cannot_be_there(inside: Visit) -> None:
    FAULTS["camera unplugged"].put_in(inside.machine)
    inside.run("codes.card")
    assert inside.view.screen is Screen.RESULT
    finding = result(inside, "codes.card").finding
    assert finding is not None
    assert finding.code == NEEDS_FAILED


def test_a_run_is_stopped_after_the_test_that_is_running(inside: Visit) -> None:
    going, on = threading.Event(), threading.Event()
    probe: Probe[object] = inside.machine.readings["memory"]

    def slow() -> object:
        going.set()
        on.wait(10)
        return probe.reading  # type: ignore[attr-defined]

    probe.read = slow  # type: ignore[method-assign]
    inside.technician.run(with_person=False)
    inside.until(going.is_set)
    inside.technician.stop_run()
    assert inside.view.run is not None
    assert inside.view.run.stopping
    on.set()
    inside.until(lambda: inside.view.run is not None and inside.view.run.over)
    assert result_or_none(inside, "memory.available") is None
    assert result(inside, "camera.present").verdict is Verdict.PASS, "what is known is shown"
    assert not inside.desk.at_work.locked()
    assert inside.desk.history.past().last("camera.present") is None, "and not kept"


def test_stopping_ends_the_tests_with_a_person_too(inside: Visit) -> None:
    inside.run("touch")
    inside.technician.stop_run()
    assert inside.view.hands_on is None
    inside.until(lambda: inside.view.screen is Screen.GROUP)


def test_while_a_run_goes_on_no_other_screen_and_no_other_run_begins(inside: Visit) -> None:
    inside.run("touch")
    inside.technician.go(Screen.REPORT)
    inside.technician.run("memory")
    assert inside.view.hands_on == "touch.grid"
    assert inside.view.screen is Screen.RUN


def test_the_control_socket_answers_busy_while_a_technician_is_there(visit: Visit) -> None:
    within = Within(visit.desk, lambda: not visit.technician.present)
    assert list(within.answer(Question(tests=("memory",))))[-1] == Told(done=True)
    visit.technician.knocked()
    assert list(within.answer(Question(tests=("memory",)))) == [Told(busy=True)]
    visit.technician.leave()
    assert list(within.answer(Question(tests=("memory",))))[-1] == Told(done=True)


def test_a_run_over_ssh_that_is_under_way_ends_first(visit: Visit) -> None:
    other = Within(visit.desk, lambda: not visit.technician.present).answer(Question())
    next(other)
    visit.come_in()
    visit.technician.run("memory")
    for _ in range(10):
        visit.turn()
    assert visit.view.run is not None
    assert visit.view.run.done == 0
    assert list(other) == [Told(busy=True)], "whoever is at the screen goes first"
    visit.until(lambda: visit.view.screen is Screen.GROUP)


def test_a_run_keeps_the_technician_in_and_idling_lets_out(inside: Visit) -> None:
    inside.wait(IDLE - WARNING_S)
    assert inside.view.countdown == WARNING_S
    inside.technician.touched()
    inside.technician.tick()
    assert inside.view.countdown is None
    inside.wait(IDLE)
    assert inside.outside
    (left,) = inside.records(Kind.TECHNICIAN_LEFT)
    assert left.facts["way"] == "idle"


def test_the_next_technician_finds_nothing_of_the_one_before(inside: Visit) -> None:
    inside.technician.switch_language()
    inside.run("memory")
    inside.technician.leave()
    inside.come_in()
    assert inside.view.language is Language.ZH_CN
    assert inside.view.screen is Screen.OVERVIEW
    assert (inside.view.run, inside.view.report, inside.view.chosen) == (None, None, "")


def test_leaving_in_the_middle_of_a_run_ends_it(inside: Visit) -> None:
    inside.run("touch")
    inside.technician.leave()
    assert inside.outside
    inside.technician.done(inside.machine.answers["touch.grid"])
    inside.come_in()
    assert inside.view.hands_on is None


def test_the_report_has_the_last_result_of_every_test(inside: Visit) -> None:
    FAULTS["camera blurred"].put_in(inside.machine)
    inside.run("camera", with_person=False)
    inside.run("memory")
    inside.technician.go(Screen.REPORT)
    report = inside.view.report
    assert report is not None
    assert report.summary.startswith("BJ-0001 2026-11-25")
    assert "camera.focus" in report.summary
    made = [check for check in CHECKS if check.group in ("camera", "memory")]
    assert sum(count for _, count in report.counts) == len(made)


def test_what_nobody_expected_lets_the_technician_out_and_is_told(visit: Visit) -> None:
    visit.come_in()
    visit.technician.run("touch")
    visit.until(lambda: visit.view.hands_on is not None)
    visit.technician.fault()
    assert visit.outside
    (left,) = visit.records(Kind.TECHNICIAN_LEFT)
    assert left.facts["way"] == "fault"


def test_everything_done_is_in_the_journal(inside: Visit) -> None:
    inside.run("memory")
    inside.technician.go(Screen.REPORT)
    inside.technician.hand_on(Errand.STICK)
    deeds = [one.facts for one in inside.records(Kind.TECHNICIAN_DID)]
    assert deeds == [{"badge": 1042, "deed": "run"}, {"badge": 1042, "deed": "report.stick"}]
