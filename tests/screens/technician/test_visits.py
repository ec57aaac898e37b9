"""A technician's visits to a whole terminal: the real window, the real vision process, a badge before the camera."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from pydantic import SecretStr

from kiosk.audit.events import Kind
from kiosk.audit.store import Record, last
from kiosk.control import Question, Told, ask
from kiosk.flow import Part
from kiosk.technician.actions.power import RESTART_STATUS
from kiosk.technician.pins import Pins
from kiosk.technician.technician import DOOR_IDLE_S
from simulator.service import CentralProcess
from tests.kiosk.technician.visit import CHEAP, NOON, PIN, WRONG, badge, forged
from tests.screens.desk import Shown
from tests.screens.technician.terminal import TerminalInWindow


@pytest.fixture(scope="module")
def central(tmp_path_factory: pytest.TempPathFactory) -> Iterator[CentralProcess]:
    process = CentralProcess(tmp_path_factory.mktemp("central"), "BJ-0001", "beijing")
    process.start()
    yield process
    process.stop()


@pytest.fixture(scope="module")
def running(
    window: Shown, central: CentralProcess, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[TerminalInWindow]:
    window.turn("portrait")
    terminal = TerminalInWindow(window, central, tmp_path_factory.mktemp("terminal"), tmp_path_factory.mktemp("fonts"))
    terminal.until("attract")
    yield terminal
    terminal.close()


@pytest.fixture
def at(running: TerminalInWindow) -> Iterator[TerminalInWindow]:
    """The terminal, attracting, with a PIN set and the lock open."""
    Pins(running.pin_file, lambda: NOON, CHEAP).set(SecretStr(PIN))
    running.until("attract")
    yield running
    running.take_badge_away()
    running.scene.plugged = True
    running.terminal.technician.leave()
    running.terminal.conductor.wipe()


def journal(at: TerminalInWindow, *kinds: Kind) -> list[Record]:
    """What the journal says of these, once the latest is written."""

    def told() -> list[Record]:
        return [one for one in last(at.journal_file, 1000) if one.kind in kinds]

    at.come_to_pass(lambda: bool(told()), f"a record of {kinds}")
    at.wait(1)
    return told()


def test_in_by_badge_and_pin_one_test_its_result_and_out(at: TerminalInWindow) -> None:
    at.knock()
    at.until("technician.badge")
    assert at.words("technician.title") in at.reads()
    at.hold_badge()
    at.until("technician.pin")
    at.take_badge_away()
    at.type(PIN)
    at.until("technician.overview")
    at.press("group.memory")
    at.until("technician.group")
    at.press("test.memory.available")
    at.until("technician.result")
    at.press("technician.again")
    at.until("technician.run")
    at.until("technician.result")
    assert at.words("diagnose.verdict.pass") in at.reads()
    assert "MB" in at.reads()
    at.press("technician.leave")
    at.until("attract")
    assert "technician" not in at.screen
    (entered, *_), (left, *_) = journal(at, Kind.TECHNICIAN_ENTERED), journal(at, Kind.TECHNICIAN_LEFT)
    assert entered.facts == {"badge": 1042}
    assert left.facts["way"] == "left"


def test_a_test_with_a_person_looks_through_the_terminals_own_camera(at: TerminalInWindow) -> None:
    at.come_in()
    at.press("group.camera")
    at.until("technician.group")
    at.press("test.camera.meter")
    at.until("technician.result")
    at.press("technician.again")
    at.come_to_pass(lambda: at.words("technician.camera_meter.take") in at.reads(), "the live meter")
    assert at.terminal.camera.running
    at.press("hands_on.finish")
    at.until("technician.result")
    assert at.words("technician.result.figure") in at.reads()
    assert not at.terminal.camera.running
    at.press("technician.again")
    at.come_to_pass(lambda: at.words("technician.camera_meter.take") in at.reads(), "the live meter")
    at.press("hands_on.give_up")
    at.until("technician.result")
    assert at.words("diagnose.found.given_up") in at.reads()
    at.press("technician.leave")
    at.until("attract")
    at.come_to_pass(lambda: not at.terminal.camera.running, "a closed camera")  # the self-test may have it a moment


def test_a_wrong_pin_three_times_closes_the_door_for_a_while(at: TerminalInWindow) -> None:
    at.knock()
    at.until("technician.badge")
    at.hold_badge()
    at.until("technician.pin")
    for _ in range(2):
        at.type(WRONG)
        at.come_to_pass(lambda: at.words("technician.refused") in at.reads(), "the refusal")
    at.type(WRONG)
    at.until("technician.locked")
    at.press("technician.leave")
    at.until("attract")
    at.knock()
    at.until("technician.locked")


def test_a_forged_badge_is_not_taken(at: TerminalInWindow) -> None:
    at.knock()
    at.until("technician.badge")
    at.hold_badge(forged())
    at.come_to_pass(lambda: at.words("technician.refused") in at.reads(), "the refusal")
    assert at.screen == "technician.badge"


def test_with_the_camera_unplugged_a_code_from_ssh_is_the_way(at: TerminalInWindow) -> None:
    at.scene.plugged = False
    at.until("out_of_service")
    at.knock()
    at.until("technician.code")
    assert at.find("technician.other_way").disabled
    at.type("12345678")
    at.come_to_pass(lambda: at.words("technician.refused") in at.reads(), "the refusal")
    at.type(at.one_time_code())
    at.until("technician.pin")
    at.type(PIN)
    at.until("technician.overview")
    assert at.words("technician.by_code") in at.reads()
    at.press("group.camera", "test.camera.present", "technician.again")
    at.until("technician.result")
    assert at.words("diagnose.found.camera.absent") in at.reads()
    at.press("technician.leave")
    at.scene.plugged = True
    at.until("attract")


def test_idling_leads_out_and_a_touch_stays_in(at: TerminalInWindow) -> None:
    at.come_in()
    at.wait(155, step=5)
    assert at.words("technician.idle.lead") in at.reads()
    at.touch(500, 500)
    assert at.screen == "technician.overview", "the touch that goes on presses nothing"
    at.wait(140, step=5)
    assert at.screen == "technician.overview"
    at.wait(40, step=5)
    at.until("attract")


def test_who_does_not_come_further_than_the_door_gives_it_free(at: TerminalInWindow) -> None:
    at.knock()
    at.until("technician.badge")
    at.press("technician.other_way")
    at.until("technician.code")
    at.wait(DOOR_IDLE_S + 2, step=2)
    at.until("attract")


def test_no_touch_gets_through_to_the_visitors_screens(at: TerminalInWindow) -> None:
    at.come_in()
    seen = len(at.views)
    for x in (100, 540, 1000):
        for y in (300, 560, 960):
            at.touch(x, y)
    assert all(view.state == "attract" for view in at.views[seen - 1 :])
    assert at.screen.startswith("technician.")


def test_a_knock_starts_no_visit_and_a_visit_hears_none(at: TerminalInWindow) -> None:
    x, y = at.root.width * 0.2, at.root.height - 60
    for _ in range(5):
        at.touch(x, y)
    assert at.screen == "attract", "where the name stands nothing is pressed"
    at.press("start")
    at.until("service")
    at.knock()
    assert at.screen == "service"
    at.press("back")
    at.until("goodbye")
    at.wait(5)
    at.until("attract")


def test_over_ssh_the_terminal_is_busy_while_a_technician_is_there(at: TerminalInWindow) -> None:
    at.knock()
    at.until("technician.badge")
    assert list(ask(at.control, Question(tests=("memory",)))) == [Told(busy=True)]
    at.press("technician.leave")
    assert list(ask(at.control, Question(tests=("memory",))))[-1] == Told(done=True)


def test_what_breaks_in_a_technicians_screen_brings_the_visitors_back(
    at: TerminalInWindow, monkeypatch: pytest.MonkeyPatch
) -> None:
    from screens.technician.report import ReportPage

    def broken(*_: object) -> None:
        raise ZeroDivisionError("7304")

    at.come_in()
    monkeypatch.setattr(ReportPage, "render", broken)
    with pytest.raises(ZeroDivisionError) as caught:
        at.press("technician.report")
    at.terminal.crashed(caught.value)  # as the window's handler of exceptions does
    at.turn()
    assert at.screen == "attract"
    assert journal(at, Kind.CRASH)[-1].facts["type"] == "ZeroDivisionError"
    monkeypatch.undo()
    at.press("start")
    at.until("service")
    at.press("back")
    at.until("goodbye")
    at.wait(5)


def test_no_secret_is_left_anywhere(at: TerminalInWindow) -> None:
    at.come_in()
    code = at.one_time_code()
    at.press("technician.leave")
    at.until("attract")
    at.wait(1)
    written = b"".join(path.read_bytes() for path in at.folder.rglob("*") if path.is_file())
    seen = repr(at.technicians) + at.reads()
    for secret in (PIN, code, badge(), "王示例"):
        assert secret.encode() not in written
        assert secret not in seen


def service(at: TerminalInWindow, action: str) -> None:
    """From the overview to a service action."""
    at.press("technician.service", f"action.{action}")
    at.until("technician.action")


def test_taken_out_of_service_visitors_read_so_until_it_is_given_back(at: TerminalInWindow) -> None:
    at.come_in()
    service(at, "upkeep")
    at.press("upkeep.switch", "technician.leave")
    at.until("out_of_service")
    assert at.words("lost.maintenance").split("\n")[0] in at.reads()
    assert at.terminal.conductor.position.lost == {Part.MAINTENANCE}
    at.come_in()
    service(at, "upkeep")
    at.press("upkeep.switch", "technician.leave")
    at.until("attract")
    deeds = [one.facts["deed"] for one in journal(at, Kind.TECHNICIAN_DID)]
    assert deeds.count("action.upkeep") >= 2
    assert [one.facts["event"] for one in journal(at, Kind.PART_LOST)][-1:] == ["taken_out"]


def test_the_camera_is_open_while_it_is_set_and_closed_whatever_the_way_out(at: TerminalInWindow) -> None:
    at.come_in()
    service(at, "camera")
    at.come_to_pass(lambda: at.terminal.camera.newest() is not None, "a picture")
    upright = at.terminal.camera.newest()
    assert upright is not None
    at.press("rotate")
    at.come_to_pass(lambda: size(at) == upright.image.shape[1::-1], "a picture on end")
    at.wait(181.0, step=5.0)
    at.until("attract")
    at.come_to_pass(lambda: not at.terminal.camera.running, "a closed camera")  # the self-test may have it a moment
    at.come_in()
    service(at, "camera")
    at.come_to_pass(lambda: size(at) == upright.image.shape[:2], "the picture as it was: nothing was saved")


def size(at: TerminalInWindow) -> tuple[int, ...]:
    """Of the newest picture: height, width."""
    frame = at.terminal.camera.newest()
    return () if frame is None else frame.image.shape[:2]


def test_a_restart_ends_the_program_so_that_systemd_starts_it_again(at: TerminalInWindow) -> None:
    at.come_in()
    service(at, "power")
    at.press("power.restart", "power.confirm")
    assert at.terminal.exit_status == RESTART_STATUS
    assert journal(at, Kind.RESTART_ORDERED)
