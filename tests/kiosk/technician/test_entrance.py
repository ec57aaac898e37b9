"""The way in at work: by badge and PIN, by code and PIN, and not otherwise; every refusal is in the journal."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest
from pydantic import SecretStr

from kiosk.audit.events import Kind
from kiosk.flow import Looks
from kiosk.technician.badge import ALL_RIGHTS, Right
from kiosk.technician.entrance import MOST_REFUSED
from kiosk.technician.technician import DOOR_IDLE_S, WARNING_S
from kiosk.technician.view import Screen, TechnicianView
from tests.kiosk.technician.visit import PIN, WRONG, Visit, badge, forged


@pytest.fixture
def visit(tmp_path: Path) -> Iterator[Visit]:
    visit = Visit(tmp_path, revoked=(13,))
    yield visit
    visit.close()


def refusals(visit: Visit) -> list[tuple[object, object]]:
    return [(one.facts["badge"], one.facts["reason"]) for one in visit.records(Kind.TECHNICIAN_REFUSED)]


def test_in_by_badge_and_pin_and_out_again(visit: Visit) -> None:
    visit.technician.knocked()
    assert visit.view.screen is Screen.BADGE
    assert visit.hushed == 1, "nothing is said to a technician"
    visit.hold()
    assert visit.eyes.looks is Looks.CODES
    visit.hold(badge(serial=1042))
    assert visit.view.screen is Screen.PIN
    assert visit.eyes.looks is None, "the camera is on though nothing is looked for"
    visit.enter(PIN)
    assert visit.view.screen is Screen.OVERVIEW
    assert (visit.view.badge, visit.view.rights) == (1042, ALL_RIGHTS)
    visit.clock += 61
    visit.technician.leave()
    assert visit.outside
    (entered,), (left,) = (
        [one for one in visit.records(Kind.TECHNICIAN_ENTERED)],
        [one for one in visit.records(Kind.TECHNICIAN_LEFT)],
    )
    assert entered.facts == {"badge": 1042}
    assert left.facts == {"badge": 1042, "way": "left", "seconds": 61}


def test_during_a_visit_nobody_hears_a_knock(visit: Visit) -> None:
    visit.free = False
    visit.technician.knocked()
    visit.technician.tick()
    assert visit.outside
    assert visit.eyes.looks is None


def test_a_visit_that_begins_all_the_same_goes_first(visit: Visit) -> None:
    visit.come_in()
    visit.free = False
    visit.technician.tick()
    assert visit.outside
    (left,) = visit.records(Kind.TECHNICIAN_LEFT)
    assert left.facts["way"] == "visit"


@pytest.mark.parametrize(
    ("text", "serial", "reason"),
    [
        ("https://example.gov.cn/licence", 0, "foreign"),
        (forged(), 0, "forged"),
        (badge(serial=7, expires=date(2026, 11, 24)), 7, "expired"),
        (badge(serial=13), 13, "revoked"),
    ],
)
def test_whatever_is_wrong_with_a_badge_the_screen_says_the_same(
    visit: Visit, text: str, serial: int, reason: str
) -> None:
    visit.technician.knocked()
    visit.hold(text)
    visit.wait(3)
    assert visit.view == TechnicianView(Screen.BADGE, visit.view.language, refused=True)
    assert refusals(visit) == [(serial, reason)], "once, however long it is held"


def test_a_good_badge_beside_another_code_is_seen(visit: Visit) -> None:
    visit.technician.knocked()
    visit.hold("https://example.gov.cn/licence", badge())
    assert visit.view.screen is Screen.PIN


def test_a_film_of_codes_fills_no_journal(visit: Visit) -> None:
    visit.technician.knocked()
    for number in range(100):
        visit.hold(f"CODE {number}")
    visit.hold(badge())
    assert visit.view.screen is Screen.BADGE, "until the next knock"
    assert len(refusals(visit)) == MOST_REFUSED


def test_a_copied_badge_is_worth_nothing_without_the_pin(visit: Visit) -> None:
    visit.technician.knocked()
    visit.hold(badge())
    visit.enter(WRONG)
    assert visit.view.screen is Screen.PIN
    assert visit.view.refused
    visit.enter(WRONG)
    visit.enter(WRONG)
    assert visit.view.screen is Screen.LOCKED
    assert visit.view.locked_for == 30
    visit.technician.enter(SecretStr(PIN))
    visit.turn()
    assert visit.view.screen is Screen.LOCKED
    visit.technician.leave()
    visit.technician.knocked()
    assert visit.view.screen is Screen.LOCKED, "a badge helps nobody while the lock is closed"
    assert refusals(visit) == [(1042, "pin")] * 3 + [(0, "locked")]


def test_where_no_pin_is_set_the_screen_says_the_same(visit: Visit) -> None:
    (visit.folder / "technician.pin").unlink()
    visit.technician.knocked()
    visit.hold(badge())
    visit.enter(PIN)
    assert visit.view == TechnicianView(Screen.PIN, visit.view.language, refused=True)
    assert refusals(visit) == [(1042, "no_pin")]


def test_with_the_camera_at_fault_a_one_time_code_is_the_way(visit: Visit) -> None:
    visit.blind = True
    visit.technician.knocked()
    visit.technician.tick()
    assert visit.view.screen is Screen.CODE
    assert visit.view.blind
    visit.technician.other_way()
    visit.technician.tick()
    assert visit.view.screen is Screen.CODE, "no badge can be read"
    code = visit.codes.make().get_secret_value()
    visit.enter("00000000" if code != "00000000" else "11111111")
    assert visit.view.screen is Screen.CODE
    assert visit.view.refused
    visit.enter(code)
    assert visit.view.screen is Screen.PIN
    visit.enter(PIN)
    assert (visit.view.badge, visit.view.rights) == (0, ALL_RIGHTS)
    assert refusals(visit) == [(0, "code")]


def test_a_camera_lost_while_it_looks_leads_to_the_code(visit: Visit) -> None:
    visit.technician.knocked()
    visit.hold()
    visit.blind = True
    visit.technician.tick()
    assert visit.view.screen is Screen.CODE
    assert visit.eyes.looks is None


def test_a_code_may_be_asked_for_and_the_badge_again(visit: Visit) -> None:
    visit.technician.knocked()
    visit.technician.other_way()
    assert visit.view.screen is Screen.CODE
    visit.technician.other_way()
    assert visit.view.screen is Screen.BADGE


def test_a_badge_opens_what_it_has_a_right_to(visit: Visit) -> None:
    visit.come_in(badge(rights=frozenset({Right.SERVICE})))
    visit.technician.run("memory")
    assert visit.view.run is None
    visit.technician.go(Screen.REPORT)
    assert visit.view.screen is Screen.REPORT, "reading is free"


def test_who_stands_at_the_door_without_a_touch_is_let_out(visit: Visit) -> None:
    visit.technician.knocked()
    visit.wait(DOOR_IDLE_S - WARNING_S - 1)
    assert visit.view.countdown is None
    visit.wait(1)
    assert visit.view.countdown == WARNING_S
    visit.technician.touched()
    visit.technician.tick()
    assert visit.view.countdown is None
    visit.wait(DOOR_IDLE_S)
    assert visit.outside
    assert visit.eyes.looks is None


def test_an_answer_that_comes_after_leaving_lets_nobody_in(visit: Visit) -> None:
    visit.technician.knocked()
    visit.hold(badge())
    visit.technician.enter(SecretStr(PIN))
    visit.technician.leave()
    visit.technician.knocked()
    for _ in range(20):
        visit.turn()
    assert visit.view.screen is Screen.PIN, "the badge is still held; the PIN is asked for anew"


def test_no_secret_is_in_what_may_be_logged(visit: Visit) -> None:
    text = badge()
    visit.come_in(text)
    code = visit.codes.make().get_secret_value()
    told = repr(visit.views) + repr(visit.technician) + repr(visit.records(*Kind))
    written = b"".join(path.read_bytes() for path in visit.folder.rglob("*") if path.is_file())
    for secret in (text, PIN, code, "王示例"):
        assert secret not in told
        assert secret.encode() not in written
