"""The camera, with things held before it."""

from __future__ import annotations

from datetime import UTC, datetime

import numpy as np
import pytest

from devices.frames import Image, as_image
from devices.printer import PrinterFault
from devices.status import DeviceStatus
from kiosk.contract import Language, Verdict
from kiosk.diagnostics import test_card
from kiosk.diagnostics.checks import camera, codes, printer
from kiosk.diagnostics.words import Words
from kiosk.documents import Documents
from papers.fonts import Fonts, chinese_fonts
from tests.kiosk.technician.hands_on.sheet import scene
from tests.screens.technician.hands_on.person import WORDS, Person, held, printed

DOTS_A_MM = 8.0
CODE_ABOVE_FOOT_MM = 34.0
"""On the test page."""
NOON = datetime(2026, 11, 25, 4, tzinfo=UTC)
CODE_ABOVE_MIDDLE_MM = -39.4
"""Where on the card its code is, roughly: what is held before the lens."""


@pytest.fixture(scope="module")
def fonts(tmp_path_factory: pytest.TempPathFactory) -> Fonts:
    return chinese_fonts(tmp_path_factory.mktemp("fonts"))


@pytest.fixture(scope="module")
def sheet(fonts: Fonts) -> Image:
    """The test card, printed."""
    return printed(test_card.pdf(Words(WORDS, Language.ZH_CN), fonts), DOTS_A_MM)


def looked(person: Person) -> bool:
    """Whether the newest picture was read."""
    newest = person.newest
    return newest is not None and person.test.looked_at == newest.number


def test_the_camera_is_open_while_the_test_looks_through_it(person: Person) -> None:
    person.begin("camera.meter")
    assert person.lent == [True]
    person.presses("hands_on.give_up")
    assert person.gave_up
    person.leave()
    assert person.lent == [True, False]


class TestFocus:
    def look(self, person: Person, blur: float, frames: int = 24) -> None:
        noise = np.random.default_rng(7)

        def see() -> None:
            image = scene(blur) + noise.normal(0, 2, (360, 640, 3))
            person.shows(as_image(np.clip(image, 0, 255).astype(np.uint8)))

        person.frames(frames, see)

    def test_the_meter_follows_the_lens_and_shows_the_best(self, person: Person) -> None:
        test = person.begin("camera.meter")
        assert "正在等摄像头" in person.reads()
        self.look(person, 4.0)
        far_off = test.figure
        self.look(person, 0.6)
        best = test.figure
        assert best > 3 * far_off
        self.look(person, 2.0)
        assert far_off < test.figure < best
        assert test.best == pytest.approx(best, rel=0.1)
        assert f"最好 {round(test.best)}" in person.reads()
        assert test.best <= test.whole, "the bar is long enough"
        person.presses("hands_on.finish")
        assert camera.focus(person.reading).figure == round(test.figure)

    def test_hands_at_the_lens_do_not_touch_the_screen_for_a_while(self, person: Person) -> None:
        person.begin("camera.meter")
        person.waits(100)
        assert not person.over
        person.waits(30)
        assert person.gave_up


class TestLatency:
    def flash(self, person: Person, late: float, sees: float = 60.0) -> None:
        """A mirror before a camera whose pictures come so late (s)."""
        test = person.begin("camera.latency")
        noise = np.random.default_rng(5)
        history: list[tuple[float, bool]] = []
        ticks = 0

        def see() -> None:
            nonlocal ticks
            ticks += 1
            history.append((person.now, test.bright))
            then = [bright for at, bright in history if at <= person.now - late]
            light = 60 + (sees if then and then[-1] else 0) + noise.normal(0, 1.5)
            if ticks % 2:
                person.shows(as_image(np.full((72, 128, 3), light)))

        person.frames(4, see)
        person.presses("hands_on.finish")
        person.frames(1000, see)

    @pytest.mark.parametrize(("late", "verdict"), [(0.12, Verdict.PASS), (0.35, Verdict.WARN)])
    def test_the_delay_of_the_picture_is_measured(self, person: Person, late: float, verdict: Verdict) -> None:
        self.flash(person, late)
        assert person.reading == pytest.approx(late, abs=0.04)
        assert camera.latency(person.reading).verdict is verdict

    def test_without_a_mirror_nothing_is_claimed(self, person: Person) -> None:
        self.flash(person, 0.1, sees=0.0)
        assert person.reading is None

    def test_it_does_not_begin_before_there_is_a_picture(self, person: Person) -> None:
        person.begin("camera.latency")
        person.frames(3)
        assert person.find("hands_on.finish") is None
        assert "正在等摄像头" in person.reads()


class TestCard:
    def hold(self, person: Person, sheet: Image, distance: float, tilt: float = 0.0, looks: int = 5) -> None:
        image = held(sheet, DOTS_A_MM, distance, tilt, at=(0, CODE_ABOVE_MIDDLE_MM))
        for _ in range(looks):
            if person.over:
                return
            person.shows(image)
            person.until(lambda: person.over or looked(person))

    def test_a_card_that_is_moved_through_its_range_ends_the_test(self, person: Person, sheet: Image) -> None:
        test = person.begin("codes.card")
        self.hold(person, sheet, 300)
        distance = int(test.seen.partition(" ")[0])
        assert distance == pytest.approx(300, rel=0.03)
        assert not person.over
        self.hold(person, sheet, 420)
        self.hold(person, sheet, 120)
        assert not person.over
        self.hold(person, sheet, 250, tilt=38)
        outcome = codes.card(person.reading)
        assert outcome.verdict is Verdict.PASS
        assert outcome.figure == pytest.approx(420, rel=0.05)
        assert person.reading.nearest == pytest.approx(120, rel=0.05)
        assert person.reading.tilt == pytest.approx(38, abs=5)

    def test_a_lens_that_reads_near_by_only_is_found_out(self, person: Person, sheet: Image) -> None:
        person.begin("codes.card")
        self.hold(person, sheet, 120, looks=3)
        self.hold(person, sheet, 220, tilt=35, looks=6)
        person.presses("hands_on.finish")
        outcome = codes.card(person.reading)
        assert outcome.finding is not None
        assert outcome.finding.code == "codes.card_far"

    def test_a_card_in_view_is_a_person_there(self, person: Person, sheet: Image) -> None:
        test = person.begin("codes.card")
        person.waits(test.silence_s - 5)
        self.hold(person, sheet, 300, looks=1)
        person.waits(10)
        assert not person.over

    def test_another_code_is_no_test_card(self, person: Person) -> None:
        from devices.probes.codes import KNOWN, drawn

        person.begin("codes.card")
        for _ in range(6):
            person.shows(drawn(KNOWN["token"]))
            person.until(lambda: looked(person))
        assert "没有读到测试卡" in person.reads()
        person.presses("hands_on.finish")
        assert codes.card(person.reading).verdict is Verdict.FAIL


class TestPage:
    @pytest.fixture
    def documents(self, fonts: Fonts) -> Documents:
        return Documents(WORDS, fonts, "BJ-0001", "大厅", 80)

    def hold(self, person: Person, page: bytes) -> None:
        """Its code before the lens."""
        sheet = printed(page, DOTS_A_MM)
        below = sheet.shape[0] / DOTS_A_MM / 2 - CODE_ABOVE_FOOT_MM
        person.shows(held(sheet, DOTS_A_MM, 180, at=(0, below)))
        person.until(lambda: person.over or looked(person))

    def begun(self, person: Person) -> str:
        person.begin("printer.page")
        person.until(lambda: bool(person.printed) and person.printed[0] in person.reads())
        return person.printed[0]

    @pytest.mark.parametrize("language", Language)
    def test_the_page_that_came_out_is_read_back(
        self, person: Person, documents: Documents, language: Language
    ) -> None:
        code = self.begun(person)
        self.hold(person, documents.test_slip(code, NOON, language))
        assert printer.page(person.reading).verdict is Verdict.PASS

    def test_the_page_of_another_day_is_found_out(self, person: Person, documents: Documents) -> None:
        self.begun(person)
        self.hold(person, documents.test_slip("TEST-99999", NOON, Language.ZH_CN))
        outcome = printer.page(person.reading)
        assert outcome.finding is not None
        assert outcome.finding.code == "printer.page_wrong"

    def test_a_page_that_is_too_faint_is_said_to_be(self, person: Person) -> None:
        self.begun(person)
        person.presses("hands_on.finish")
        outcome = printer.page(person.reading)
        assert outcome.finding is not None
        assert outcome.finding.code == "printer.page_unread"

    def test_where_nothing_comes_out_nothing_is_judged(self, person: Person) -> None:
        person.fault = PrinterFault(DeviceStatus.HARDWARE_ERROR, "jammed")
        person.begin("printer.page")
        person.until(lambda: "没有打印出来" in person.reads())
        assert person.find("hands_on.finish") is None
        person.presses("hands_on.give_up")
        assert person.gave_up

    def test_what_nobody_expected_of_the_printing_is_not_taken_for_a_jam(self, person: Person) -> None:
        person.fault = ZeroDivisionError()
        with pytest.raises(ZeroDivisionError):
            self.begun(person)
