"""The service actions' screens: what a technician reads and presses there, and that nothing is cut off."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime
from itertools import combinations
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from devices.camera import SceneCamera
from devices.camera_setting import CameraSetting
from devices.face.observation import FaceObservation
from devices.frames import Frame
from devices.observations import FaceSeen
from devices.printer import FilePrinter
from kiosk.audit.events import Kind
from kiosk.audit.store import Record
from kiosk.contract import Language
from kiosk.site import SiteFile
from kiosk.technician.actions import ACTIONS
from kiosk.technician.actions.camera import CameraAction
from kiosk.technician.actions.enrolment import EnrolmentView, Stage
from kiosk.technician.actions.events import EventsAction
from kiosk.technician.actions.gate import GateAction
from kiosk.technician.actions.paper import PaperAction
from kiosk.technician.actions.pin import PinAction
from kiosk.technician.actions.power import RESTART_STATUS, PowerAction
from kiosk.technician.actions.upkeep import UpkeepAction
from kiosk.technician.view import Screen
from tests.kiosk.technician.actions.hands import AtOnce, Noted, Seconds
from tests.screens.desk import SIZES, Shown
from tests.screens.technician.action_desk import ActionDesk
from tests.screens.test_layout import READABLE, SLACK, TOUCH, on_screen, overlap, scrolled

NOON = datetime(2026, 11, 25, 4, 0, tzinfo=UTC)


@pytest.fixture
def desk(shown: Shown) -> Iterator[ActionDesk]:
    one = ActionDesk(shown)
    yield one
    one.close()


@pytest.fixture
def site(tmp_path: Path) -> SiteFile:
    return SiteFile(tmp_path / "site.json")


def test_every_action_of_the_menu_has_its_screen(desk: ActionDesk) -> None:
    from screens.technician.actions import PAGES

    assert set(PAGES) == {action.name for action in ACTIONS}


def test_the_terminal_is_taken_out_of_service_and_given_back(desk: ActionDesk, site: SiteFile) -> None:
    told: list[bool] = []
    desk.open("upkeep", UpkeepAction(site, told.append))
    desk.press("upkeep.switch")
    assert desk.say("technician.upkeep.give_back") in desk.read()
    desk.press("upkeep.switch", "action.back")
    assert told == [True, False]
    assert desk.controls.went == [Screen.SERVICE]


def test_every_screen_speaks_the_other_language_at_once(desk: ActionDesk) -> None:
    from screens.technician.action_samples import SAMPLES, Still

    for name, view in SAMPLES.values():
        page = desk.open(name, Still(view), Language.EN)
        desk.speak(Language.ZH_CN)
        assert desk.says("technician.action.back"), name
        desk.speak(Language.EN)
        own = [label.text for label in desk.labels() if not scrolled(label)]
        chinese = [text for text in own if any("\u4e00" <= character <= "\u9fff" for character in text)]
        assert chinese == [], page


def test_the_picture_follows_the_settings_while_they_are_tried(desk: ActionDesk, site: SiteFile) -> None:
    picture = np.zeros((90, 160, 3), np.uint8)
    picture[:, :80] = (0, 0, 255)
    camera = SceneCamera(lambda _: picture)
    lent: list[bool] = []
    page = desk.open("camera", CameraAction(camera, site, lent.append, Noted()))
    desk.frame = lambda: Frame(picture, 0.0, 1)
    desk.until(lambda: page.ids.preview.live)
    preview = page.ids.preview
    assert preview.box[2] / preview.box[3] == pytest.approx(160 / 90, rel=0.01), "undistorted"
    left, right = desk.pixel(preview, -0.25), desk.pixel(preview, 0.25)
    assert left[0] > 200 > 50 > right[0], "no mirror: what is on the camera's left is on the left"
    assert desk.find("focus.more").disabled, "the simulated camera's driver knows no focus"
    desk.press("mirror", "rotate")
    assert "90°" in desk.read()
    desk.press("camera.keep")
    assert site.now.camera == CameraSetting(mirrored=True, rotation=90)
    assert desk.say("technician.action.kept") in desk.read()
    desk.press("camera.reset", "camera.keep")
    assert site.now.camera == CameraSetting()
    desk.close()
    assert lent == [True, False]
    assert not preview.running


def test_a_calibration_is_led_from_mark_to_mark(desk: ActionDesk, site: SiteFile) -> None:
    clock, studied = Seconds(), list[Any]()
    action = GateAction(site, lambda _: None, studied.append, lambda _: None, AtOnce(), clock, Noted())
    desk.open("gate", action)
    told = studied[-1]

    def stand(size: float) -> None:
        for _ in range(120):
            told(FaceSeen(1, clock(), FaceObservation(faces=1, score=0.9, size=size, brightness=120.0)))
            action.tick()
            clock.now += 0.1

    desk.press("gate.far")
    desk.until(lambda: "6 秒" in desk.read() or "5 秒" in desk.read())
    stand(0.3)
    desk.until(lambda: not desk.find("gate.near").disabled)
    desk.press("gate.near")
    stand(0.5)
    desk.until(lambda: "27–55 %" in desk.read())
    assert "20–75 %" in desk.read(), "old and new"
    desk.press("gate.keep")
    assert site.now.gate.max_size == 0.55
    desk.press("gate.reset")
    desk.until(lambda: "27–55 %" not in desk.read())
    assert site.now.gate.max_size == 0.75


def test_a_slip_comes_out_and_the_count_begins_anew(desk: ActionDesk, tmp_path: Path) -> None:
    printed = [Record(1, NOON, Kind.PRINTED, {"documents": 187})]
    action = PaperAction(FilePrinter(tmp_path), lambda: b"%PDF", lambda: printed, AtOnce(), Noted())
    desk.open("paper", action)
    assert "187" in desk.read()
    desk.press("paper.changed")
    desk.until(lambda: desk.say("technician.paper.done").split("，")[0] in desk.read())
    assert "187" not in desk.read()
    assert (tmp_path / "test-slip.pdf").exists()


def test_events_are_chosen_by_topic_newest_first(desk: ActionDesk) -> None:
    kinds = [Kind.STARTED, Kind.CRASH, "a_kind_of_tomorrow"]
    journal = [Record(number, NOON, str(kind), {}) for number, kind in enumerate(kinds)]
    page = desk.open("events", EventsAction(lambda: journal, AtOnce()))
    shown = [line["text"] for line in page.lines]
    assert shown == ["a_kind_of_tomorrow", desk.say("technician.event.crash"), desk.say("technician.event.started")]
    desk.press("events.faults")
    assert [line["text"] for line in page.lines] == [desk.say("technician.event.crash")]
    assert "11-25 12:00:00" in desk.read(), "in the place's time"
    desk.press("events.paper")
    assert desk.say("technician.events.none") in desk.read()


def test_many_events_are_scrolled_by_the_finger(desk: ActionDesk) -> None:
    journal = [Record(number, NOON, str(Kind.PRINTED), {"documents": number}) for number in range(200)]
    desk.open("events", EventsAction(lambda: journal, AtOnce()))
    assert "documents=199" in desk.read()
    assert "documents=150" not in desk.read()
    desk.drag(600, 1500)
    desk.until(lambda: "documents=199" not in desk.read())


def test_a_shutdown_is_asked_for_twice_and_a_refusal_is_read(desk: ActionDesk) -> None:
    ended: list[int] = []
    noted = Noted()
    action = PowerAction(("poweroff",), False, ended.append, lambda _: "not authorised", AtOnce(), noted)
    desk.open("power", action)
    assert desk.say("technician.power.unmanaged").split("：")[0] in desk.read()
    desk.press("power.power_off", "power.confirm")
    assert noted.events == []
    desk.press("power.confirm")
    assert "not authorised" in desk.read()
    desk.press("power.restart", "power.cancel")
    assert ended == []
    desk.press("power.restart", "power.confirm")
    assert ended == [RESTART_STATUS]


def test_a_pin_is_typed_twice_and_never_read(desk: ActionDesk) -> None:
    kept: list[str] = []
    desk.open("pin", PinAction(lambda pin: kept.append(pin.get_secret_value()), AtOnce(), Noted()))
    weak = [f"key.{digit}" for digit in "123456"]
    strong = [f"key.{digit}" for digit in "839152"]
    desk.press(*weak, "done")
    assert desk.says("technician.pin_set.weak")
    desk.press(*strong)
    assert "839152" not in desk.read()
    desk.press("done")
    assert desk.say("technician.pin_set.again") in desk.read()
    desk.press(*strong, "done")
    assert kept == ["839152"]
    assert desk.say("technician.pin_set.done") in desk.read()


def test_the_fingerprint_is_read_out_in_groups(desk: ActionDesk) -> None:
    from screens.technician.action_samples import FINGERPRINT, Still

    class Calling(Still):
        """The operator is on the telephone."""

        busy = True

    still = Calling(EnrolmentView("BJ-0001", "beijing"))
    desk.open("enrolment", still)
    assert not desk.find("enrolment.begin").disabled
    still.view = EnrolmentView("BJ-0001", "beijing", stage=Stage.WAITING, fingerprint=FINGERPRINT, left=851)
    desk.until(lambda: "14:11" in desk.read())
    assert FINGERPRINT in " ".join(desk.read().split())
    assert desk.find("enrolment.begin").disabled
    assert desk.controls.signs > 0, "who waits for the operator is not idle"


@pytest.mark.parametrize("orientation", SIZES)
@pytest.mark.parametrize("language", list(Language))
def test_nothing_is_cut_off_and_nothing_lies_upon_another(
    desk: ActionDesk, orientation: str, language: Language
) -> None:
    from screens.technician.action_samples import SAMPLES, Still
    from screens.widgets.buttons import Pressable

    desk.frame = lambda: Frame(np.zeros((90, 160, 3), np.uint8), 0.0, 1)
    for sample, (name, view) in SAMPLES.items():
        page = desk.open(name, Still(view), language, orientation)
        labels = [label for label in desk.labels() if not scrolled(label)]
        assert labels
        for label in labels:
            assert label.texture_size[0] <= label.width + SLACK, f"{sample}: too wide for its box: {label.text!r}"
            assert label.texture_size[1] <= label.height + SLACK, f"{sample}: too high for its box: {label.text!r}"
            assert on_screen(label, orientation), f"{sample}: off the screen: {label.text!r}"
            assert label.font_size >= READABLE, f"{sample}: too small: {label.text!r}"
        for one, other in combinations(labels, 2):
            assert not overlap(one, other), f"{sample}: {one.text!r} lies upon {other.text!r}"
        buttons = [one for one in page.walk(restrict=True) if isinstance(one, Pressable)]
        for button in buttons:
            assert button.height >= TOUCH, f"{sample}: too low to be touched: {button.name}"
            assert on_screen(button, orientation), f"{sample}: off the screen: {button.name}"
        for one, other in combinations(buttons, 2):
            assert not overlap(one, other), f"{sample}: {one.name} lies upon {other.name}"
