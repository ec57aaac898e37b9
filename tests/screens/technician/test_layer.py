"""The technician's screens: what is read there, what is pressed, and that nothing typed is seen or kept."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest
from pydantic import SecretStr

from kiosk.contract import Language
from kiosk.technician.badge import Right
from kiosk.technician.view import Errand, Screen, Standing
from screens.technician.samples import RESULTS, SAMPLES
from tests.screens.desk import Shown
from tests.screens.technician.layer_desk import LayerDesk


def test_it_covers_the_visitors_screen_and_takes_every_touch(layer: LayerDesk, shown: Shown) -> None:
    layer.show(SAMPLES["overview"])
    assert shown.root.top is layer.layer
    layer.press("technician.run_all")
    assert shown.visitor.acts == []
    assert shown.visitor.touches == 0
    assert layer.controls.touches == 1
    layer.show(None)
    assert shown.root.top is not layer.layer
    shown.press("start")
    assert shown.visitor.acts != []


def test_what_is_pressed_on_the_overview(layer: LayerDesk) -> None:
    layer.show(SAMPLES["overview"])
    layer.press("technician.run_all", "technician.run_alone", "technician.report", "technician.runs", "group.camera")
    layer.press("technician.service", "technician.language", "technician.leave")
    assert layer.controls.told == [
        ("run",),
        ("run", False),
        ("go", Screen.REPORT),
        ("go", Screen.RUNS),
        ("go", Screen.GROUP, "camera"),
        ("go", Screen.SERVICE),
        ("switch_language",),
        ("leave",),
    ]


@pytest.mark.parametrize(
    ("group", "chinese", "english"),
    [
        ("storage", "5 项正常", "5 passed"),
        ("speaker", "6 项中 5 项正常", "5 of 6 passed"),
        ("camera", "10 项中 1 项需注意", "1 of 10 with warning"),
        ("central", "7 项中 1 项故障", "1 of 7 failed"),
        ("printer", "4 项未测", "4 not tested"),
    ],
)
def test_a_device_says_how_many_of_its_tests_went_well(
    layer: LayerDesk, group: str, chinese: str, english: str
) -> None:
    for language, words in ((Language.ZH_CN, chinese), (Language.EN, english)):
        layer.show(replace(SAMPLES["overview"], language=language))
        assert layer.find(f"group.{group}").told.detail == f"{words}\n11-25 12:00"


def test_a_device_that_was_not_wholly_tested_is_not_wholly_in_order(layer: LayerDesk) -> None:
    standings = [one if one.test != "storage.space" else Standing(one.test) for one in SAMPLES["overview"].standings]
    layer.show(replace(SAMPLES["overview"], standings=tuple(standings)))
    assert layer.find("group.storage").told.detail.startswith("5 项中 4 项正常")


def test_what_the_badge_has_no_right_to_cannot_be_pressed(layer: LayerDesk) -> None:
    layer.show(replace(SAMPLES["overview"], rights=frozenset({Right.TEST})))
    assert layer.find("technician.service").disabled
    assert not layer.find("technician.run_all").disabled
    layer.show(replace(SAMPLES["overview"], rights=frozenset({Right.SERVICE})))
    assert layer.find("technician.run_all").disabled
    assert not layer.find("technician.service").disabled
    layer.show(replace(SAMPLES["service"], rights=frozenset({Right.SERVICE})))
    names = [getattr(one, "name", "") for one in layer.seen()]
    assert "action.upkeep" in names
    assert "action.pin" not in names, "only with the right to enrol"


def test_a_result_says_figure_limit_last_good_and_advice(layer: LayerDesk) -> None:
    layer.show(SAMPLES["result"])
    read = layer.reads()
    for words in ("72", "≥ 90", "690", "2026-10-26"):
        assert words in read
    assert layer.words("diagnose.found.camera.blurred") in read
    layer.press("technician.again", "technician.back")
    assert layer.controls.told == [("run", "camera.focus"), ("go", Screen.GROUP, "camera")]


def test_what_was_skipped_says_why(layer: LayerDesk) -> None:
    layer.show(SAMPLES["result_skipped"])
    read = layer.reads()
    assert layer.words("diagnose.verdict.skipped") in read
    assert layer.words.title("speaker.status") in read


def test_the_curve_ends_at_the_newest_figure_and_has_the_limit_in_it(layer: LayerDesk) -> None:
    layer.show(SAMPLES["result"])
    from screens.widgets.sparkline import Sparkline

    (line,) = (one for one in layer.seen() if isinstance(one, Sparkline))
    heights = line.points[1::2]
    assert len(heights) == 6
    assert heights[0] == max(heights), "690 was the highest"
    assert line.end == line.points[-2:]
    assert line.y <= line.limit_y < heights[-1], "412 is above the limit of 90"
    assert line.end[0] == pytest.approx(line.right)


def test_while_it_runs_it_can_be_stopped_and_nothing_else(layer: LayerDesk) -> None:
    layer.show(SAMPLES["run"])
    assert layer.find("technician.back").disabled
    layer.press(f"test.{RESULTS[16].test}", "technician.stop")
    assert layer.controls.told == [("stop_run",)]
    layer.show(SAMPLES["run_over"])
    layer.press("test.camera.present", "technician.back")
    assert layer.controls.told[1:] == [("go", Screen.RESULT, "camera.present"), ("go", Screen.OVERVIEW)]


def test_the_report_goes_where_it_is_sent_once(layer: LayerDesk) -> None:
    layer.show(SAMPLES["report"])
    layer.press("report.file", "report.stick", "report.send")
    assert layer.controls.told == [("hand_on", one) for one in (Errand.FILE, Errand.STICK, Errand.SEND)]
    layer.show(SAMPLES["report_saved"])
    assert layer.find("report.file").disabled
    assert "/opt/reset-kiosk/var/diagnostics" in layer.reads()
    layer.show(SAMPLES["report_no_stick"])
    assert not layer.find("report.stick").disabled, "it may be tried again"


@pytest.mark.parametrize(("sample", "digits"), [("pin", "730495"), ("code", "00004711")])
def test_what_is_typed_is_seen_by_nobody_and_handed_in_once(layer: LayerDesk, sample: str, digits: str) -> None:
    layer.show(SAMPLES[sample])
    layer.type(digits)
    assert "●" * len(digits) in layer.reads()
    assert digits not in layer.reads()
    layer.press("done")
    assert layer.controls.told == [("enter", SecretStr(digits))]
    assert "●" not in layer.reads()


def test_a_pin_has_six_to_twelve_digits(layer: LayerDesk) -> None:
    layer.show(SAMPLES["pin"])
    layer.type("73049")
    assert layer.find("done").disabled
    layer.type("5")
    assert not layer.find("done").disabled
    layer.type("1234567")
    assert "●" * 12 in layer.reads()
    assert "●" * 13 not in layer.reads()


def test_what_was_typed_is_forgotten_when_the_screen_goes(layer: LayerDesk) -> None:
    layer.show(SAMPLES["pin"])
    layer.type("730495")
    layer.show(None)
    layer.show(SAMPLES["pin"])
    assert "●" not in layer.reads()


def test_a_refusal_is_gone_with_the_next_digit(layer: LayerDesk) -> None:
    layer.show(SAMPLES["pin_refused"])
    assert layer.words("technician.refused") in layer.reads()
    layer.type("7")
    assert layer.words("technician.refused") not in layer.reads()


def test_the_warning_takes_the_touch_that_goes_on(layer: LayerDesk) -> None:
    layer.show(SAMPLES["overview_idle"])
    assert layer.words("technician.idle.title", seconds=17) in layer.reads()
    layer.press("technician.run_all")
    assert layer.controls.told == []
    assert layer.controls.touches == 1


def test_another_language_shows_at_once(layer: LayerDesk) -> None:
    layer.show(SAMPLES["result"])
    layer.show(replace(SAMPLES["result"], language=Language.EN))
    assert "the picture is not sharp" in layer.reads()


def test_a_test_with_a_person_has_the_screen_for_itself_until_it_is_over(
    layer: LayerDesk, monkeypatch: pytest.MonkeyPatch
) -> None:
    from screens.technician.hands_on import HANDS_ON
    from screens.technician.hands_on.hands_on import HandsOn

    life: list[str] = []

    class Example(HandsOn):
        check = "touch.fingers"

        def begin(self) -> None:
            life.append("begin")

        def end(self) -> None:
            life.append("end")

        def on_touch_down(self, touch: Any) -> bool:
            self.hand_over(5)
            return True

    monkeypatch.setitem(HANDS_ON, "touch.fingers", Example)
    running = replace(SAMPLES["run"], hands_on="touch.fingers")
    layer.show(running)
    layer.show(replace(running, countdown=None, language=Language.EN))
    assert life == ["begin"]
    layer.press("technician.leave")
    assert layer.controls.told == [("done", 5)], "what lies below is not pressed"
    layer.show(SAMPLES["run_over"])
    assert life == ["begin", "end"]
    layer.show(running)
    layer.show(None)
    assert life == ["begin", "end", "begin", "end"], "also when the technician goes in the middle"


def test_the_camera_is_looked_at_only_while_a_badge_is_looked_for(layer: LayerDesk) -> None:
    from screens.widgets.preview import Preview

    def running() -> bool:
        return any(
            one.running for page in layer.layer._pages.values() for one in page.walk() if isinstance(one, Preview)
        )

    layer.show(SAMPLES["badge"])
    assert running()
    layer.show(SAMPLES["pin"])
    assert not running()
    layer.show(SAMPLES["badge"])
    layer.show(None)
    assert not running()
