"""Views to look at: every screen as a visitor may find it. Nobody and nothing in them exists."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime

from kiosk.contract import (
    Action,
    Company,
    Disposition,
    Ending,
    HolderRole,
    Language,
    LinkedStatus,
    LinkedSystem,
    PasswordReason,
    PasswordRules,
    Problem,
    ProblemCode,
    Receipt,
    Scope,
    SecondFactor,
    Service,
    SmsSent,
    Step,
    SubAccount,
    Warn,
    Window,
)
from kiosk.flow import PLACES, Part, State
from kiosk.view import FaceView, View
from kiosk.visit import Doubt, PaperState

COMPANY = Company(
    name="北京示例星河科技有限公司",
    credit_code="91110108********34",
    representative="张*例",
    kind="有限责任公司（自然人投资或控股）",
    account_locked=True,
    holder=HolderRole.REPRESENTATIVE,
    holder_name="张*例",
    one_time_phone="138****1001",
)
WINDOW = Window(
    name="示例市政务服务大厅 企业登记窗口",
    address="示例市示范路 1 号 1 层 A 区",
    hours="周一至周五 9:00-17:00",
    phone="010-0000 0000",
)
RECEIPT = Receipt(
    number="R20261123-0000000042",
    service=Service.RESET,
    issued_at=datetime(2026, 11, 23, 6, 30, tzinfo=UTC),
    company=COMPANY.name,
    credit_code=COMPANY.credit_code,
    holder=COMPANY.holder_name,
    sessions_revoked=2,
    signing_grants_revoked=1,
    sub_accounts=(
        SubAccount(name="年报专员", scope=Scope.ANNUAL_REPORT),
        SubAccount(name="变更专员", scope=Scope.CHANGE),
    ),
    second_factor=SecondFactor.SMS,
    linked=(
        LinkedSystem(name="国家企业信用信息公示系统", status=LinkedStatus.SYNCHRONISED),
        LinkedSystem(name="企业登记全程电子化平台", status=LinkedStatus.SYNCHRONISED),
        LinkedSystem(name="企业年度报告系统", status=LinkedStatus.PENDING),
    ),
    verification_url="https://reset.example.gov.cn/r/R20261123-0000000042?t=Q7R2MZ8K4XW1",
    password_expires_on=datetime(2027, 2, 21, tzinfo=UTC),
    warnings=(Warn.FEW_EMERGENCY_CONTACTS,),
)
RULES = PasswordRules(profile="cn-mlps3", min_length=10, max_length=64, min_kinds=3, one_time_hours=24)
SMS = SmsSent(phone="138****1001", expires_in=600, resend_after=60)
FACE_PLAN = (Step.LICENCE, Step.FACE, Step.PASSWORD)
OTHER_PLAN = (Step.LICENCE, Step.ID_NUMBER, Step.SMS, Step.PASSWORD)
ACTIONS = (Action.TURN_LEFT, Action.OPEN_MOUTH)
INVITATION = "K7Q2MZ8R4XW1T6YB9N3VC5HD0JPGSFL2A8E4U7QW1RTZ6"


def _problem(code: ProblemCode, *, tries_left: int | None = None, reasons: tuple[PasswordReason, ...] = ()) -> Problem:
    return Problem(
        title="sample", status=422, code=code, disposition=Disposition.RETRY, tries_left=tries_left, reasons=reasons
    )


def _view(state: State, **values: object) -> View:
    place = PLACES[state]
    return replace(
        View(
            state=state,
            screen=place.screen,
            language=Language.ZH_CN,
            busy=place.waits_for == "machine",
            notice_version="2026-11",
        ),
        **values,  # type: ignore[arg-type]
    )


def _visit(state: State, remaining: int, stage: int, **values: object) -> View:
    known: dict[str, object] = {
        "remaining": remaining,
        "plan": FACE_PLAN,
        "stage": stage,
        "service": Service.RESET,
        "window": WINDOW,
        "rules": RULES,
    }
    return _view(state, **{**known, **values})


def _result(*receipts: Receipt, service: Service = Service.RESET, **values: object) -> View:
    return _view(State.RESULT, service=service, ending=Ending.SUCCESS, receipts=receipts, **values)


_LICENCE = _visit(State.LICENCE, 271, 0, invitation=INVITATION)
_FACE = _visit(State.FACE, 243, 1, company=COMPANY, tries_left=5)

SAMPLES: dict[str, View] = {
    "starting": _view(State.OUT_OF_SERVICE, starting=True, lost=frozenset({Part.VISION, Part.SERVICE})),
    "out_of_service_camera": _view(State.OUT_OF_SERVICE, lost=frozenset({Part.CAMERA})),
    "out_of_service_machine": _view(State.OUT_OF_SERVICE, lost=frozenset({Part.MACHINE})),
    "attract_paperless": _view(State.ATTRACT, paperless=True),
    "out_of_service_network": _view(State.OUT_OF_SERVICE, lost=frozenset({Part.SERVICE})),
    "attract": _view(State.ATTRACT),
    "service": _view(State.SERVICE, remaining=300),
    "consent": _view(State.CONSENT, remaining=294, service=Service.RESET),
    "consent_opening": _view(State.OPENING, remaining=280, service=Service.RESET),
    "licence": _LICENCE,
    "licence_hint": replace(_LICENCE, code_hint="printed_licence"),
    "licence_problem": replace(_LICENCE, problem=_problem(ProblemCode.LICENCE_CODE_EXPIRED)),
    "licence_check": _visit(State.LICENCE_CHECK, 268, 0, invitation=INVITATION),
    "licence_stale": replace(_LICENCE, camera_stale=True),
    "company": _visit(State.COMPANY, 262, 1, company=COMPANY),
    "face_prepare": _visit(State.FACE_PREPARE, 250, 1, company=COMPANY),
    "face_straight": replace(_FACE, face=FaceView("look_straight", hint="too_far", fraction=0.1, actions=ACTIONS)),
    "face_turn": replace(_FACE, face=FaceView("turn_left", fraction=0.4, actions=ACTIONS)),
    "face_mouth": replace(_FACE, face=FaceView("open_mouth", fraction=0.7, actions=ACTIONS, done=1)),
    "face_check": _visit(State.FACE_CHECK, 236, 1, face=FaceView("look_straight", fraction=1, actions=ACTIONS, done=2)),
    "face_again": _visit(
        State.FACE_AGAIN,
        230,
        1,
        face=FaceView("look_straight", fraction=1, actions=ACTIONS, done=2),
        problem=_problem(ProblemCode.FACE_NOT_CONFIRMED, tries_left=4),
    ),
    "face_failure": _visit(
        State.FACE_AGAIN, 226, 1, tries_left=4, face=FaceView("turn_left", actions=ACTIONS, failure="face_changed")
    ),
    "face_paused": _visit(
        State.FACE_AGAIN,
        224,
        1,
        face=FaceView("look_straight", fraction=1, actions=ACTIONS, done=2),
        problem=_problem(ProblemCode.COOLING_DOWN, tries_left=1),
        retry_in=28,
    ),
    "face_closed": _visit(State.FACE_CLOSED, 222, 1, problem=_problem(ProblemCode.ATTEMPTS_EXHAUSTED)),
    "id_number": _visit(State.ID_NUMBER, 240, 1, plan=OTHER_PLAN),
    "id_number_wrong": _visit(
        State.ID_NUMBER, 221, 1, plan=OTHER_PLAN, problem=_problem(ProblemCode.ID_NUMBER_WRONG, tries_left=4)
    ),
    "id_number_paused": _visit(
        State.ID_NUMBER,
        221,
        1,
        plan=OTHER_PLAN,
        problem=_problem(ProblemCode.ID_NUMBER_WRONG, tries_left=2),
        retry_in=28,
    ),
    "sms": _visit(State.SMS, 210, 2, plan=OTHER_PLAN, sms=SMS, resend_in=42),
    "sms_wrong": _visit(
        State.SMS, 190, 2, plan=OTHER_PLAN, sms=SMS, problem=_problem(ProblemCode.SMS_CODE_WRONG, tries_left=4)
    ),
    "password": _visit(State.PASSWORD, 180, 2, company=COMPANY),
    "password_refused": _visit(
        State.PASSWORD,
        58,
        2,
        company=COMPANY,
        problem=_problem(
            ProblemCode.PASSWORD_REFUSED, reasons=(PasswordReason.COMPANY_NAME, PasswordReason.OWN_NUMBER)
        ),
    ),
    "resetting": _visit(State.RESETTING, 150, 3, waiting=2),
    "resetting_settling": _visit(State.RESETTING, 140, 3, waiting=12, settling=True),
    "looking_up": _visit(State.LOOKING_UP, 150, 2, service=Service.RECEIPTS),
    "result": _result(RECEIPT, paper=PaperState.OFFERED, countdown=57, plan=FACE_PLAN, stage=3),
    "result_one_time": _result(
        RECEIPT.model_copy(
            update={
                "password_expires_on": None,
                "one_time_until": datetime(2026, 11, 24, 6, 30, tzinfo=UTC),
                "warnings": (),
            }
        ),
        paper=PaperState.PRINTED,
        countdown=57,
        plan=FACE_PLAN,
        stage=3,
    ),
    "result_printed": _result(RECEIPT, paper=PaperState.PRINTED, countdown=41),
    "result_no_printer": _result(RECEIPT, countdown=57),
    "result_print_failed": _result(RECEIPT, paper=PaperState.FAILED, countdown=50),
    "result_receipts": _result(
        RECEIPT,
        RECEIPT.model_copy(update={"service": Service.RESET_AND_UNLOCK}),
        RECEIPT,
        service=Service.RECEIPTS,
        paper=PaperState.UNAVAILABLE,
        countdown=57,
    ),
    "result_none": _result(service=Service.RECEIPTS, countdown=57),
    "handover": _view(
        State.HANDOVER,
        ending=Ending.REFUSED,
        problem=_problem(ProblemCode.REPRESENTATIVE_CHANGED),
        window=WINDOW,
        plan=FACE_PLAN,
        stage=1,
        paper=PaperState.OFFERED,
        countdown=55,
    ),
    "handover_printing": _view(
        State.HANDOVER,
        ending=Ending.CANCELLED,
        window=WINDOW,
        plan=FACE_PLAN,
        stage=1,
        paper=PaperState.PRINTING,
        countdown=58,
    ),
    "handover_doubt": _view(
        State.HANDOVER, ending=Ending.SERVICE_LOST, window=WINDOW, plan=FACE_PLAN, stage=3, doubt=Doubt.UNKNOWN
    ),
    "handover_early": _view(State.HANDOVER, ending=Ending.SERVICE_LOST),
    "goodbye": _view(State.GOODBYE, ending=Ending.SUCCESS, countdown=4),
    "goodbye_walked_away": _view(State.GOODBYE, ending=Ending.WALKED_AWAY, countdown=4),
    "idle_warning": _visit(State.IDLE_WARNING, 200, 1, below="company", company=COMPANY, countdown=22),
    "time_warning": _visit(State.TIME_WARNING, 0, 2, below="password", countdown=25),
    "help": _visit(State.HELP, 265, 0, below="licence", invitation=INVITATION, countdown=110),
}
"""By the name of the picture that the gallery makes of it. Chinese; `dataclasses.replace` gives the other language."""
