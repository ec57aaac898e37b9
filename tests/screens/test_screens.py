"""What a visitor sees and does on each screen."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from pydantic import SecretStr

from devices.face.gate import GateHint
from devices.frames import Frame
from devices.liveness import Prompt, Setback
from kiosk.contract import (
    Action,
    Company,
    Ending,
    Language,
    LinkedSystem,
    PasswordReason,
    PasswordRules,
    Problem,
    Receipt,
    Service,
    SmsSent,
    Step,
    Window,
)
from kiosk.flow import Event, Part, State
from kiosk.i18n import Catalogues
from kiosk.licence_code import CodeKind
from kiosk.view import FaceView, View
from kiosk.visit import Doubt, PaperState
from screens.gallery import LOCALE
from screens.samples import COMPANY, RECEIPT, SAMPLES
from tests.screens.desk import NOTICE_VERSION, SIZES, Shown

PASSWORD = "Lantern-42_q"
BLUE, GREEN = (255, 0, 0), (0, 255, 0)


def _picture(shown: Shown) -> tuple[list[int], list[int]]:
    """The colours (RGB) a quarter from the left and from the right edge of the camera's picture."""
    page = shown.root.ids.stage.children[0]
    preview = page.ids.preview
    shown.until(lambda: page.opacity == 1 and (preview.live or preview.covered))
    pixels = shown.pixels()
    row = round(len(pixels) - preview.center_y)
    quarter = preview.width / 4
    columns = round(preview.center_x - quarter), round(preview.center_x + quarter)
    left, right = ([int(value) for value in pixels[row, column, :3]] for column in columns)
    return left, right


def test_a_touch_anywhere_begins(shown: Shown) -> None:
    shown.press("start")
    assert shown.visitor.acts == [(Event.TOUCHED, None)]
    from kivy.tests.common import UnitTestTouch

    touch = UnitTestTouch(300, 1500)
    touch.touch_down()
    touch.touch_up()
    assert shown.visitor.acts == [(Event.TOUCHED, None)] * 2


def test_services_that_are_not_offered_are_not_shown(shown: Shown) -> None:
    shown.show("service", services=(Service.UNLOCK, Service.RECEIPTS))
    with pytest.raises(AssertionError, match=r"service\.reset"):
        shown.find("service.reset")
    shown.press("service.unlock")
    assert shown.visitor.acts == [(Event.SERVICE_CHOSEN, Service.UNLOCK)]
    shown.show("service")
    shown.find("service.reset")


@pytest.mark.parametrize("service", Service)
def test_each_service_can_be_chosen(shown: Shown, service: Service) -> None:
    shown.show("service")
    shown.press(f"service.{service}")
    assert shown.visitor.acts == [(Event.SERVICE_CHOSEN, service)]


@pytest.mark.parametrize(
    ("sample", "name", "event"),
    [
        ("service", "back", Event.BACK),
        ("service", "help", Event.HELP),
        ("consent", "agree", Event.AGREED),
        ("consent", "decline", Event.FACE_DECLINED),
        ("consent", "back", Event.BACK),
        ("licence", "cancel", Event.CANCEL),
        ("company", "confirm", Event.CONFIRMED),
        ("company", "not_mine", Event.NOT_MINE),
        ("face_turn", "other_way", Event.OTHER_WAY),
        ("face_again", "again", Event.AGAIN),
        ("face_again", "other_way", Event.OTHER_WAY),
        ("sms_wrong", "resend", Event.RESEND),
        ("result", "finish", Event.FINISHED),
        ("handover", "finish", Event.FINISHED),
        ("idle_warning", "continue", Event.CONTINUE),
        ("idle_warning", "cancel", Event.CANCEL),
        ("time_warning", "continue", Event.CONTINUE),
        ("help", "continue", Event.CONTINUE),
        ("help", "cancel", Event.CANCEL),
    ],
)
def test_buttons_report_what_was_pressed(shown: Shown, sample: str, name: str, event: Event) -> None:
    shown.show(sample)
    shown.press(name)
    assert shown.visitor.acts == [(event, None)]
    assert shown.visitor.touches == 1


@pytest.mark.parametrize(
    ("sample", "names"),
    [
        ("consent_opening", ["agree", "decline"]),
        ("face_check", ["other_way"]),
        ("sms", ["resend"]),
        ("password", ["done"]),
    ],
)
def test_what_cannot_be_done_now_cannot_be_pressed(shown: Shown, sample: str, names: list[str]) -> None:
    shown.show(sample)
    shown.press(*names)
    assert shown.visitor.acts == []


@pytest.mark.parametrize("language", list(Language))
def test_what_is_in_the_way_of_the_face_is_shown_one_thing_at_a_time(shown: Shown, language: Language) -> None:
    words = {hint: unwrapped(CATALOGUES.text(language, f"face.hint.{hint}")) for hint in GateHint}
    for hint in GateHint:
        shown.show("face_turn", language, face=FaceView("look_straight", hint=hint))
        seen = unwrapped(shown.words())
        assert [one for one, text in words.items() if text in seen] == [hint]


def unwrapped(text: str) -> str:
    return "".join(text.split())


def test_under_an_overlay_nothing_can_be_pressed(shown: Shown) -> None:
    shown.show("company")
    confirm = shown.find("confirm")
    shown.show("idle_warning")
    from kivy.tests.common import UnitTestTouch

    from screens.find import find

    touch = UnitTestTouch(*confirm.to_window(*confirm.center))
    touch.touch_down()
    touch.touch_up()
    assert find(shown.root, "confirm") is None
    assert Event.CONFIRMED not in [event for event, _ in shown.visitor.acts]


def test_the_language_switches_what_is_on_the_screen(shown: Shown) -> None:
    shown.show("service")
    assert "重置密码" in shown.words()
    shown.press("language")
    assert shown.visitor.switches == 1
    shown.show("service", Language.EN)
    assert "Reset password" in shown.words()
    assert "重置密码" not in shown.words()


def test_the_notice_shows_its_version(shown: Shown) -> None:
    shown.show("consent")
    assert NOTICE_VERSION in shown.words()


def test_the_time_left_is_always_there_in_a_visit(shown: Shown) -> None:
    shown.show("company", remaining=61)
    assert "1:01" in shown.words()


class TestCamera:
    def test_a_licence_is_held_before_what_the_camera_sees(self, shown: Shown) -> None:
        shown.desk.see(GREEN)
        shown.show("licence")
        left, right = _picture(shown)
        assert left == [0, 255, 0]
        assert right == [0, 0, 0]

    def test_a_face_is_seen_as_in_a_mirror(self, shown: Shown) -> None:
        shown.desk.see(BLUE)
        shown.show("face_straight")
        left, right = _picture(shown)
        assert left == [0, 0, 0]
        assert right == [0, 0, 255]

    @pytest.mark.parametrize("orientation", SIZES)
    @pytest.mark.parametrize("sample", ["licence", "face_straight"])
    def test_what_is_seen_is_not_distorted(self, shown: Shown, orientation: str, sample: str) -> None:
        image = np.zeros((720, 1280, 3), np.uint8)
        image[260:460, 540:740] = GREEN
        shown.desk.newest = Frame(image, at=0.0, number=1)
        shown.turn(orientation)
        shown.show(sample)
        _picture(shown)
        seen = (shown.pixels()[..., :3] == (0, 255, 0)).all(axis=2)
        high, wide = seen.any(axis=1).sum(), seen.any(axis=0).sum()
        assert high > 50
        assert wide == pytest.approx(high, rel=0.03), "a square is a square"

    def test_the_newest_frame_is_shown(self, shown: Shown) -> None:
        shown.desk.see(GREEN, number=1)
        shown.show("licence")
        assert _picture(shown)[0] == [0, 255, 0]
        shown.desk.see(BLUE, number=2)
        shown.until(lambda: _picture(shown)[0] == [0, 0, 255])

    @pytest.mark.parametrize(("sample", "words"), [("licence_stale", "正在恢复"), ("licence_check", "正在核对")])
    def test_without_a_picture_it_says_why(self, shown: Shown, sample: str, words: str) -> None:
        shown.desk.see(GREEN)
        shown.show(sample)
        left, _ = _picture(shown)
        assert left != [0, 255, 0]
        assert words in shown.words()

    def test_no_picture_is_kept_when_the_screen_goes(self, shown: Shown) -> None:
        shown.desk.see(GREEN)
        shown.show("licence")
        _picture(shown)
        preview = shown.root.ids.stage.children[0].ids.preview
        shown.show("company")
        assert preview.texture is None


class TestRedrawing:
    """As the window's own loop draws: a new picture alone costs its own place of the screen."""

    @pytest.mark.parametrize("sample", ["licence", "face_straight"])
    def test_a_new_picture_is_shown_and_all_around_it_stays(self, shown: Shown, sample: str) -> None:
        shown.desk.see(GREEN)
        shown.show(sample)
        page = shown.root.ids.stage.children[0]
        shown.until(lambda: page.opacity == 1 and page.ids.preview.live)
        before = shown.drawn()
        shown.desk.see(BLUE, number=2)
        after = shown.drawn()
        preview = page.ids.preview
        changed = np.argwhere((before != after).any(axis=2))
        assert len(changed) > 0.3 * preview.width * preview.height / 2
        (top, left), (bottom, right) = changed.min(axis=0), changed.max(axis=0)
        height = len(before)
        assert preview.x <= left <= right <= preview.right
        assert height - preview.top <= top <= bottom <= height - preview.y

    def test_whatever_else_changes_is_drawn_too(self, shown: Shown) -> None:
        shown.desk.see(GREEN)
        shown.show("licence")
        page = shown.root.ids.stage.children[0]
        shown.until(lambda: page.opacity == 1 and page.ids.preview.live)
        shown.desk.see(BLUE, number=2)
        before = shown.drawn()
        shown.root.show(replace(SAMPLES["licence"], remaining=77))
        shown.desk.see(GREEN, number=3)
        after = shown.drawn()
        header = slice(0, round(shown.root.ids.header.height))
        assert (before[header] != after[header]).any()

    def test_the_ring_moves_with_the_picture(self, shown: Shown) -> None:
        shown.desk.see(GREEN)
        shown.show("face_straight", face=FaceView(prompt="look_straight", fraction=0.1))
        page = shown.root.ids.stage.children[0]
        shown.until(lambda: page.opacity == 1 and page.ids.preview.live)
        before = shown.drawn()
        shown.root.show(replace(SAMPLES["face_straight"], face=FaceView(prompt="look_straight", fraction=0.9)))
        shown.desk.see(GREEN, number=2)
        after = shown.drawn()
        assert (before != after).any(axis=2).sum() > 1000


class TestCodeToScan:
    def test_a_phone_can_read_it(self, shown: Shown) -> None:
        import zxingcpp

        shown.show("licence")
        shown.until(lambda: shown.root.ids.stage.children[0].opacity == 1)
        texts = [code.text for code in zxingcpp.read_barcodes(shown.pixels()[..., :3].copy())]
        assert texts == [SAMPLES["licence"].invitation]

    def test_the_receipt_can_be_verified(self, shown: Shown) -> None:
        import zxingcpp

        shown.show("result")
        shown.until(lambda: shown.root.ids.stage.children[0].opacity == 1)
        texts = [code.text for code in zxingcpp.read_barcodes(shown.pixels()[..., :3].copy())]
        assert texts == [RECEIPT.verification_url]


class TestTyping:
    def test_a_password_is_typed_twice_and_handed_in(self, shown: Shown) -> None:
        shown.show("password")
        shown.type(PASSWORD)
        shown.press("done")
        shown.type(PASSWORD)
        shown.press("done")
        assert shown.visitor.acts == [(Event.ENTERED, SecretStr(PASSWORD))]

    def test_it_is_veiled_until_the_visitor_wants_to_see_it(self, shown: Shown) -> None:
        shown.show("password")
        shown.type("Lamp")
        assert "Lamp" not in shown.words()
        assert "●●●●" in shown.words()
        shown.press("show")
        assert "Lamp" in shown.words()

    def test_a_one_time_password_is_an_equal_choice_and_confirmed(self, shown: Shown) -> None:
        shown.show("password")
        assert shown.find("way.own").size == shown.find("way.one_time").size
        shown.type("Lamp")
        shown.press("way.one_time")
        assert "138****1001" in shown.words()
        assert shown.visitor.acts == []
        shown.press("way.own")
        assert shown.find("field.new").typed == ""
        shown.press("way.one_time", "send")
        assert shown.visitor.acts == [(Event.ONE_TIME, None)]

    def test_without_a_usable_phone_there_is_no_one_time_password(self, shown: Shown) -> None:
        shown.show("password", company=COMPANY.model_copy(update={"one_time_phone": None}))
        assert "Sent by SMS" not in shown.words()
        assert "短信发给我" not in shown.words()

    def test_another_repetition_cannot_be_handed_in(self, shown: Shown) -> None:
        shown.show("password")
        shown.type(PASSWORD)
        shown.press("done")
        shown.type(PASSWORD[:-1] + "x")
        shown.press("done")
        assert shown.visitor.acts == []

    def test_a_short_password_goes_no_further(self, shown: Shown) -> None:
        shown.show("password")
        shown.type("Ab1")
        shown.press("done")
        assert shown.find("field.new").active

    def test_a_field_is_chosen_by_touch_and_corrected(self, shown: Shown) -> None:
        shown.show("password")
        shown.type("abc")
        shown.press("field.repeat")
        shown.type("x")
        shown.press("field.new", "key.erase", "show")
        assert shown.find("field.new").visible == "ab"
        assert shown.find("field.repeat").visible == "x"

    def test_nothing_of_it_is_left_when_the_screen_goes(self, shown: Shown) -> None:
        shown.show("password")
        shown.type("Lamp")
        shown.press("show")
        shown.show("resetting")
        shown.show("password")
        assert "Lamp" not in shown.words()
        assert "●" not in shown.words()
        assert shown.find("field.new").typed == ""

    def test_it_stays_while_an_overlay_lies_over_it(self, shown: Shown) -> None:
        shown.show("password")
        shown.type("Lamp")
        shown.show("time_warning")
        shown.show("password", remaining=120)
        assert shown.find("field.new").typed == "Lamp"

    def test_why_it_was_refused_makes_room_for_the_rules(self, shown: Shown) -> None:
        shown.show("password_refused")
        assert "拼音" in shown.words()
        shown.type("a")
        assert "拼音" not in shown.words()
        assert "至少 10 位" in shown.words()

    def test_every_sign_of_a_password_can_be_typed(self, shown: Shown) -> None:
        import string

        shown.show(
            "password", rules=PasswordRules(profile="test", min_length=1, max_length=128, min_kinds=1, one_time_hours=1)
        )
        characters = string.ascii_letters + string.digits + string.punctuation
        shown.type(characters)
        assert shown.find("field.new").typed == characters

    def test_an_id_number_is_whole_before_it_is_handed_in(self, shown: Shown) -> None:
        shown.show("id_number")
        shown.type("1100001970011010")
        shown.press("done")
        assert shown.visitor.acts == []
        shown.type("1X9")
        shown.press("done")
        assert shown.visitor.acts == [(Event.ENTERED, SecretStr("11000019700110101X"))]

    def test_an_sms_code_is_handed_in_and_forgotten(self, shown: Shown) -> None:
        shown.show("sms")
        shown.type("12345")
        shown.press("key.erase")
        shown.type("678")
        shown.press("done")
        assert shown.visitor.acts == [(Event.ENTERED, SecretStr("123467"))]
        assert "1" not in [label.text for label in shown.labels() if label.font_size > 60]


class TestEndings:
    def test_the_receipt_and_what_to_take_care_of(self, shown: Shown) -> None:
        shown.show("result")
        for words in (RECEIPT.number, RECEIPT.company, "已同步", "同步中", "紧急联系人"):
            assert words in shown.words()

    @pytest.mark.parametrize("sample", ["result", "handover"])
    @pytest.mark.parametrize("orientation", ["portrait", "landscape"])
    def test_paper_or_none_is_a_choice_between_equals(self, shown: Shown, sample: str, orientation: str) -> None:
        shown.turn(orientation)
        shown.show(sample)
        paper, none = shown.find("print"), shown.find("finish")
        assert (paper.size, paper.style, paper.font_size) == (none.size, none.style, none.font_size)
        assert "打印凭条" in shown.words()
        assert "不打印" in shown.words()
        shown.press("print", "finish")
        assert shown.visitor.acts == [(Event.PRINT, None), (Event.FINISHED, None)]

    @pytest.mark.parametrize(
        ("paper", "words", "choice"),
        [
            (None, "", False),
            (PaperState.PRINTING, "正在打印", False),
            (PaperState.PRINTED, "请取走", False),
            (PaperState.FAILED, "没能打印出来", True),
            (PaperState.UNAVAILABLE, "打印机暂时不能用", False),
        ],
    )
    @pytest.mark.parametrize("sample", ["result", "handover"])
    def test_what_became_of_the_paper_is_said_and_the_way_out_is_open(
        self, shown: Shown, sample: str, paper: PaperState | None, words: str, choice: bool
    ) -> None:
        shown.show(sample, paper=paper)
        said = shown.words().replace("\n", "")
        assert words in said
        assert ("打印" in said) == (paper is not None)
        assert any(widget for widget in shown.seen() if getattr(widget, "name", "") == "print") == choice
        shown.press("finish")
        assert shown.visitor.acts == [(Event.FINISHED, None)]

    def test_where_to_go_with_what_and_how_far_it_came(self, shown: Shown) -> None:
        shown.show("handover")
        for words in (
            "法定代表人有变更",
            "示例市示范路 1 号",
            "公章",
            "已完成：出示执照",
            "未完成：刷脸核验、设置密码",
        ):
            assert words in shown.words()

    def test_a_doubt_is_said_plainly(self, shown: Shown) -> None:
        shown.show("handover_doubt")
        assert "不要重复办理" in shown.words().replace("\n", "")
        shown.show("handover_doubt", doubt=Doubt.NOT_DONE)
        assert "原密码仍然有效" in shown.words().replace("\n", "")

    @pytest.mark.parametrize("orientation", ["portrait", "landscape"])
    def test_the_longest_names_stay_on_the_screen(self, shown: Shown, orientation: str) -> None:
        name = "北京示例市示范区星河云杉旧港晚枫新棠静湖寒石素笺远帆青禾科技发展集团股份有限公司"
        shown.turn(orientation)
        shown.show("company", company=COMPANY.model_copy(update={"name": name}))
        _assert_on_screen(shown)
        shown.show("result", receipts=(RECEIPT.model_copy(update={"company": name}),))
        _assert_on_screen(shown)


def _assert_on_screen(shown: Shown) -> None:
    for label in shown.labels():
        _, bottom = label.to_window(label.x, label.y)
        header = shown.root.ids.header
        inside_header = label.parent is not None and header in _parents(label)
        assert bottom >= 0, f"off the screen: {label.text!r}"
        assert inside_header or bottom + label.height <= header.y + 1, f"under the header: {label.text!r}"


def _parents(widget: object) -> list[object]:
    found = []
    while (parent := getattr(widget, "parent", None)) is not None and parent is not widget:
        found.append(parent)
        widget = parent
    return found


TEXT = st.text(alphabet="市区路企业 aZ09*-", max_size=40)
CATALOGUES = Catalogues(LOCALE)
SECONDS = st.integers(0, 400)
MOMENTS = st.datetimes(timezones=st.just(UTC))
RECEIPTS = st.builds(
    Receipt,
    number=TEXT,
    company=TEXT,
    credit_code=TEXT,
    holder=TEXT,
    verification_url=TEXT,
    issued_at=MOMENTS,
    password_expires_on=st.none() | MOMENTS,
    linked=st.lists(st.builds(LinkedSystem, name=TEXT), max_size=3).map(tuple),
)
VIEWS = st.builds(
    View,
    state=st.sampled_from(State),
    screen=st.sampled_from(sorted({view.screen for view in SAMPLES.values()})),
    language=st.sampled_from(Language),
    below=st.none() | st.sampled_from(["company", "password", "face", "licence", "consent"]),
    busy=st.booleans(),
    remaining=st.none() | SECONDS,
    countdown=st.none() | SECONDS,
    plan=st.lists(st.sampled_from(Step), max_size=5, unique=True).map(tuple),
    stage=st.integers(0, 5),
    service=st.none() | st.sampled_from(Service),
    ending=st.none() | st.sampled_from(Ending),
    problem=st.none()
    | st.builds(Problem, tries_left=st.none() | SECONDS, reasons=st.lists(st.sampled_from(PasswordReason)).map(tuple)),
    company=st.none()
    | st.builds(Company, name=TEXT, credit_code=TEXT, representative=TEXT, kind=TEXT, holder_name=TEXT),
    window=st.none() | st.builds(Window, name=TEXT, address=TEXT, hours=TEXT, phone=TEXT),
    invitation=st.none() | TEXT,
    code_hint=st.none() | st.sampled_from(sorted(set(CodeKind) - {CodeKind.PRESENTED})),
    face=st.none()
    | st.builds(
        FaceView,
        prompt=st.sampled_from(Prompt),
        hint=st.none() | st.sampled_from(GateHint),
        fraction=st.floats(0, 1),
        actions=st.lists(st.sampled_from(Action), max_size=3).map(tuple),
        done=st.integers(0, 3),
        failure=st.none() | st.sampled_from(Setback),
    ),
    tries_left=st.none() | SECONDS,
    sms=st.none() | st.builds(SmsSent, phone=TEXT, expires_in=SECONDS, resend_after=SECONDS),
    resend_in=SECONDS,
    rules=st.none()
    | st.builds(
        PasswordRules,
        min_length=st.integers(1, 20),
        max_length=st.integers(1, 64),
        min_kinds=st.integers(0, 4),
    ),
    waiting=SECONDS,
    settling=st.booleans(),
    doubt=st.none() | st.sampled_from(Doubt),
    receipts=st.lists(RECEIPTS, max_size=3).map(tuple),
    paper=st.none() | st.sampled_from(PaperState),
    starting=st.booleans(),
    lost=st.frozensets(st.sampled_from(Part)),
    camera_stale=st.booleans(),
).filter(lambda view: view.below != view.screen)


@settings(
    max_examples=100, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow]
)
@given(st.lists(VIEWS, min_size=1, max_size=3))
def test_any_view_after_any_other_is_shown(shown: Shown, views: list[View]) -> None:
    for view in views:
        shown.root.show(view)
        shown.pump(2)
        assert list(shown.labels())


def test_what_is_under_an_overlay_speaks_the_language_of_the_view(shown: Shown) -> None:
    shown.show("company")
    shown.root.show(replace(SAMPLES["help"], below="company", language=Language.EN))
    ground = shown.root.ids.stage.children[0]
    assert ground.words("company.confirm") == "Yes, this is mine"
