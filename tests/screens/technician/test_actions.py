"""The service actions' screens: what a technician reads and presses there."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import UTC, datetime
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
from kiosk.technician.actions.devices import Device, DevicesView, Found
from kiosk.technician.actions.enrolment import EnrolmentView, Stage
from kiosk.technician.actions.events import EventsAction
from kiosk.technician.actions.gate import GateAction
from kiosk.technician.actions.paper import PaperAction
from kiosk.technician.actions.pin import PinAction
from kiosk.technician.actions.power import RESTART_STATUS, PowerAction
from kiosk.technician.actions.service_action import ServiceAction
from kiosk.technician.actions.upkeep import UpkeepAction
from kiosk.technician.view import Screen
from screens.technician.action_samples import FINGERPRINT, SAMPLES, Still, page_of
from tests.kiosk.technician.actions.hands import AtOnce, Noted, Seconds
from tests.screens.desk import Shown
from tests.screens.layout import scrolled
from tests.screens.technician.layer_desk import LayerDesk

NOON = datetime(2026, 11, 25, 4, 0, tzinfo=UTC)
Open = Callable[[str, ServiceAction], LayerDesk]


@pytest.fixture
def opened(shown: Shown) -> Iterator[Open]:
    """Opens the page of an action."""
    desks: list[LayerDesk] = []

    def opened(name: str, action: ServiceAction) -> LayerDesk:
        desks.append(LayerDesk(shown, {name: action}))
        desks[-1].show(page_of(name, Language.ZH_CN))
        return desks[-1]

    yield opened
    for desk in desks:
        desk.close()


def the(kind: type[Any], desk: LayerDesk) -> Any:
    """The one of its kind on the screen."""
    (one,) = (widget for widget in desk.seen() if isinstance(widget, kind))
    return one


@pytest.fixture
def site(tmp_path: Path) -> SiteFile:
    return SiteFile(tmp_path / "site.json")


def test_every_action_of_the_menu_has_its_screen(shown: Shown) -> None:
    from screens.technician.actions import PAGES

    assert set(PAGES) == {action.name for action in ACTIONS}


def test_the_terminal_is_taken_out_of_service_and_given_back(opened: Open, site: SiteFile) -> None:
    told: list[bool] = []
    desk = opened("upkeep", UpkeepAction(site, told.append))
    desk.press("upkeep.switch")
    assert desk.words("technician.upkeep.give_back") in desk.reads()
    desk.press("upkeep.switch", "action.back")
    assert told == [True, False]
    assert desk.controls.told == [("go", Screen.SERVICE)]


@pytest.mark.parametrize("sample", SAMPLES)
def test_every_screen_speaks_the_other_language_at_once(layer: LayerDesk, sample: str) -> None:
    layer.show_sample(f"action.{sample}", Language.ZH_CN)
    assert layer.says("technician.action.back")
    layer.show(page_of(SAMPLES[sample][0], Language.EN))
    own = {label.text for label in layer.labels() if not scrolled(label)}
    chinese = {text for text in own if any("\u4e00" <= character <= "\u9fff" for character in text)}
    assert chinese == {"中文"}, "the button that leads back"


def test_the_picture_follows_the_settings_while_they_are_tried(opened: Open, site: SiteFile) -> None:
    from screens.technician.actions.picture import WholePicture

    picture = np.zeros((90, 160, 3), np.uint8)
    picture[:, :80] = (0, 0, 255)
    camera = SceneCamera(lambda _: picture)
    lent: list[bool] = []
    desk = opened("camera", CameraAction(camera, site, lent.append, Noted()))
    desk.frame = Frame(picture, 0.0, 1)
    preview = the(WholePicture, desk)
    desk.until(lambda: preview.live)
    assert preview.box[2] / preview.box[3] == pytest.approx(160 / 90, rel=0.01), "undistorted"
    left, right = desk.colour(preview, -0.25), desk.colour(preview, 0.25)
    assert left[0] > 200 > 50 > right[0], "no mirror: what is on the camera's left is on the left"
    assert desk.find("focus.more").disabled, "the simulated camera's driver knows no focus"
    desk.press("mirror", "rotate")
    assert "90°" in desk.reads()
    desk.press("camera.keep")
    assert site.now.camera == CameraSetting(mirrored=True, rotation=90)
    assert desk.words("technician.action.kept") in desk.reads()
    desk.press("camera.reset", "camera.keep")
    assert site.now.camera == CameraSetting()
    desk.close()
    assert lent == [True, False]
    assert not preview.running


def test_a_line_that_had_more_to_say_before_stands_in_the_middle_again(opened: Open) -> None:
    from screens.technician.actions.items import Item

    def view(detail: str) -> DevicesView:
        return DevicesView(devices=tuple(Device(f"device {number}", Found.FOUND, detail) for number in range(3)))

    still = Still(view("1280 x 720"))
    desk = opened("devices", still)
    still.view = view("")
    desk.until(lambda: "1280 x 720" not in desk.reads())
    desk.pump()
    items = [one for one in desk.seen() if isinstance(one, Item)]
    assert len(items) == 3
    for item in items:
        (name,) = (one for one in item.walk(restrict=True) if one is not item and getattr(one, "text", "") == item.text)
        assert name.center_y == pytest.approx(item.center_y, abs=1)


def test_a_calibration_is_led_from_mark_to_mark(opened: Open, site: SiteFile) -> None:
    clock, studied = Seconds(), list[Any]()
    action = GateAction(site, lambda _: None, studied.append, lambda _: None, AtOnce(), clock, Noted())
    desk = opened("gate", action)
    told = studied[-1]

    def stand(size: float) -> None:
        for _ in range(120):
            told(FaceSeen(1, clock(), FaceObservation(faces=1, score=0.9, size=size, brightness=120.0)))
            action.tick()
            clock.now += 0.1

    desk.press("gate.far")
    desk.until(lambda: "6 秒" in desk.reads() or "5 秒" in desk.reads())
    stand(0.3)
    desk.until(lambda: not desk.find("gate.near").disabled)
    desk.press("gate.near")
    stand(0.5)
    desk.until(lambda: "27–55 %" in desk.reads())
    assert "20–75 %" in desk.reads(), "old and new"
    desk.press("gate.keep")
    assert site.now.gate.max_size == 0.55
    desk.press("gate.reset")
    desk.until(lambda: "27–55 %" not in desk.reads())
    assert site.now.gate.max_size == 0.75


def test_a_slip_comes_out_and_the_count_begins_anew(opened: Open, tmp_path: Path) -> None:
    printed = [Record(1, NOON, Kind.PRINTED, {"documents": 187})]
    action = PaperAction(FilePrinter(tmp_path), lambda: b"%PDF", lambda: printed, AtOnce(), Noted())
    desk = opened("paper", action)
    assert "187" in desk.reads()
    desk.press("paper.changed")
    desk.until(lambda: desk.words("technician.paper.done").split("，")[0] in desk.reads())
    assert "187" not in desk.reads()
    assert (tmp_path / "test-slip.pdf").exists()


def test_events_are_chosen_by_topic_newest_first(opened: Open) -> None:
    from screens.technician.actions.items import Items

    kinds = [Kind.STARTED, Kind.CRASH, "a_kind_of_tomorrow"]
    journal = [Record(number, NOON, str(kind), {}) for number, kind in enumerate(kinds)]
    desk = opened("events", EventsAction(lambda: journal, AtOnce()))
    items = the(Items, desk)
    assert [line["text"] for line in items.data] == [
        "a_kind_of_tomorrow",
        desk.words("technician.event.crash"),
        desk.words("technician.event.started"),
    ]
    desk.press("events.faults")
    assert [line["text"] for line in items.data] == [desk.words("technician.event.crash")]
    assert "11-25 12:00:00" in desk.reads(), "in the place's time"
    desk.press("events.paper")
    assert desk.words("technician.events.none") in desk.reads()


def test_many_events_are_scrolled_by_the_finger(opened: Open) -> None:
    journal = [Record(number, NOON, str(Kind.PRINTED), {"documents": number}) for number in range(200)]
    desk = opened("events", EventsAction(lambda: journal, AtOnce()))
    assert "documents=199" in desk.reads()
    assert "documents=150" not in desk.reads()
    desk.drag(600, 1500)
    desk.until(lambda: "documents=199" not in desk.reads())


def test_a_shutdown_is_asked_for_twice_and_a_refusal_is_read(opened: Open) -> None:
    ended: list[int] = []
    noted = Noted()
    action = PowerAction(("poweroff",), False, ended.append, lambda _: "not authorised", AtOnce(), noted)
    desk = opened("power", action)
    assert desk.words("technician.power.unmanaged").split("：")[0] in desk.reads()
    desk.press("power.power_off", "power.confirm")
    assert noted.events == []
    desk.press("power.confirm")
    assert "not authorised" in desk.reads()
    desk.press("power.restart", "power.cancel")
    assert ended == []
    desk.press("power.restart", "power.confirm")
    assert ended == [RESTART_STATUS]


def test_a_pin_is_typed_twice_and_never_read(opened: Open) -> None:
    kept: list[str] = []
    desk = opened("pin", PinAction(lambda pin: kept.append(pin.get_secret_value()), AtOnce(), Noted()))
    weak = [f"key.{digit}" for digit in "123456"]
    strong = [f"key.{digit}" for digit in "839152"]
    desk.press(*weak, "done")
    assert desk.says("technician.pin_set.weak")
    desk.press(*strong)
    assert "839152" not in desk.reads()
    desk.press("done")
    assert desk.words("technician.pin_set.again") in desk.reads()
    desk.press(*strong, "done")
    assert kept == ["839152"]
    assert desk.words("technician.pin_set.done") in desk.reads()


def test_the_fingerprint_is_read_out_in_groups(opened: Open) -> None:
    class Calling(Still):
        """The operator is on the telephone."""

        busy = True

    still = Calling(EnrolmentView("BJ-0001", "beijing"))
    desk = opened("enrolment", still)
    assert not desk.find("enrolment.begin").disabled
    still.view = EnrolmentView("BJ-0001", "beijing", stage=Stage.WAITING, fingerprint=FINGERPRINT, left=851)
    desk.until(lambda: "14:11" in desk.reads())
    assert FINGERPRINT in " ".join(desk.reads().split())
    assert "enrolment.begin" not in {getattr(one, "name", "") for one in desk.seen()}
    assert desk.controls.touches > 0, "who waits for the operator is not idle"
