"""Visits, as scripts of what the visitor does and what must be on the screen after it."""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest

from kiosk.audit.events import Kind
from kiosk.contract import Ending, HolderRole, Language, PasswordReason, ProblemCode, Service
from kiosk.flow import Event, Looks, Part, State
from kiosk.visit import Doubt, PaperState
from simulator.service import CentralProcess, World
from simulator.visitor import new_password
from tests.flows.terminal import LIMITS, Terminal, on_file, template

OWNER, STRANGER = template(1), template(2)


@pytest.fixture(autouse=True)
def faces_on_file(world: World) -> None:
    on_file(world, "星河", HolderRole.REPRESENTATIVE, OWNER)
    on_file(world, "远帆", HolderRole.AGENT, OWNER)


def come_to_licence(terminal: Terminal, service: Service = Service.RESET, face: bool = True) -> None:
    terminal.press(Event.TOUCHED)
    terminal.press(Event.SERVICE_CHOSEN, service)
    terminal.press(Event.AGREED if face else Event.FACE_DECLINED)
    terminal.until(State.LICENCE)


def come_to_proof(
    terminal: Terminal, enterprise: str = "星河", face: bool = True, service: Service = Service.RESET
) -> None:
    come_to_licence(terminal, service, face=face)
    terminal.show_phone(enterprise)
    terminal.until(State.COMPANY)
    terminal.press(Event.CONFIRMED)
    terminal.until(State.FACE if face else State.ID_NUMBER)


def come_to_password(terminal: Terminal) -> None:
    come_to_proof(terminal)
    terminal.do_what_is_asked(OWNER)
    terminal.until(State.PASSWORD)


def password_of(terminal: Terminal, name_part: str, password: str) -> bool:
    return terminal.world.signs_in(terminal.world.enterprise(name_part)["credit_code"], password)


def test_a_representative_leaves_with_a_new_password_and_a_receipt(terminal: Terminal) -> None:
    chosen = new_password()
    come_to_password(terminal)
    assert terminal.eyes.looks is None, "the camera is on though nothing is looked at"
    terminal.enter(chosen)
    result = terminal.until(State.RESULT)
    assert result.ending is Ending.SUCCESS
    assert password_of(terminal, "星河", chosen)
    (receipt,) = result.receipts
    assert terminal.world.receipt(receipt.number) is not None
    terminal.press(Event.FINISHED)
    terminal.until(State.GOODBYE)
    terminal.wait(LIMITS.goodbye + 1)
    assert terminal.until(State.ATTRACT).company is None
    assert terminal.reports[0].ending is Ending.SUCCESS
    assert [share.screen for share in terminal.reports[0].shares][:3] == ["service", "consent", "licence"]


def test_a_one_time_password_comes_by_sms_and_is_nowhere_at_the_terminal(terminal: Terminal) -> None:
    come_to_password(terminal)
    terminal.press(Event.ONE_TIME)
    (receipt,) = terminal.until(State.RESULT).receipts
    assert receipt.one_time_until is not None
    credit_code = terminal.world.enterprise("星河")["credit_code"]
    sent = terminal.world.one_time_password(credit_code)
    session = terminal.world.sign_in(credit_code, sent)
    assert session is not None
    assert session.must_change_password
    assert sent not in str(terminal.views)
    assert print_it(terminal) is PaperState.PRINTED
    left = [file for file in terminal.folder.parent.rglob("*") if file.is_file()]
    assert left
    assert all(sent.encode() not in file.read_bytes() for file in left)


def test_receipts_are_looked_up_and_printed_again_after_the_same_proofs(terminal: Terminal) -> None:
    come_to_password(terminal)
    terminal.enter(new_password())
    (receipt,) = terminal.until(State.RESULT).receipts
    terminal.press(Event.FINISHED)
    terminal.until(State.GOODBYE)
    terminal.wait(LIMITS.goodbye + 1)
    for paper in terminal.folder.glob("*.pdf"):
        paper.unlink()
    come_to_proof(terminal, service=Service.RECEIPTS)
    assert terminal.view.receipts == ()
    terminal.do_what_is_asked(OWNER)
    found = terminal.until(State.RESULT)
    assert found.receipts[0].number == receipt.number
    assert print_it(terminal) is PaperState.PRINTED
    assert (terminal.folder / f"receipt-{receipt.number}.pdf").exists()


def print_it(terminal: Terminal) -> PaperState | None:
    """Asks for paper; what became of it."""
    terminal.press(Event.PRINT)
    terminal.come_to_pass(lambda: terminal.view.paper is not PaperState.PRINTING, "paper")
    return terminal.view.paper


def papers(terminal: Terminal) -> list[str]:
    return sorted(path.name.split("-")[0] for path in terminal.folder.glob("*.pdf"))


def test_paper_comes_out_for_those_who_want_it_and_once(terminal: Terminal) -> None:
    come_to_password(terminal)
    terminal.enter(new_password())
    assert terminal.until(State.RESULT).paper is PaperState.OFFERED
    assert papers(terminal) == []
    assert print_it(terminal) is PaperState.PRINTED
    terminal.press(Event.PRINT)
    assert terminal.view.paper is PaperState.PRINTED
    assert papers(terminal) == ["receipt"]
    assert [record.facts for record in terminal.journal() if record.kind == Kind.PRINTED] == [{"documents": 1}]


def test_who_wants_no_paper_leaves_none_behind(terminal: Terminal) -> None:
    come_to_password(terminal)
    terminal.enter(new_password())
    terminal.until(State.RESULT)
    terminal.press(Event.FINISHED)
    terminal.until(State.GOODBYE)
    terminal.wait(LIMITS.goodbye + 1)
    terminal.until(State.ATTRACT)
    assert papers(terminal) == []


def test_a_printer_that_fails_is_told_recorded_and_may_be_tried_again(terminal: Terminal) -> None:
    come_to_licence(terminal)
    terminal.conductor.happened(Event.FAULT)
    assert terminal.until(State.HANDOVER).paper is PaperState.OFFERED
    away = terminal.folder.rename(terminal.folder.with_name("away"))
    assert print_it(terminal) is PaperState.FAILED
    away.rename(terminal.folder)
    assert print_it(terminal) is PaperState.PRINTED
    assert papers(terminal) == ["slip"]
    faults = [record.facts for record in terminal.journal() if record.kind == Kind.PAPER_FAULT]
    assert faults == [{"status": "hardwareError"}]


def test_a_printer_that_is_not_in_order_is_not_offered(terminal: Terminal) -> None:
    come_to_licence(terminal)
    away = terminal.folder.rename(terminal.folder.with_name("away"))
    terminal.conductor.happened(Event.FAULT)
    assert terminal.until(State.HANDOVER).paper is PaperState.UNAVAILABLE
    terminal.press(Event.PRINT)
    assert terminal.view.paper is PaperState.UNAVAILABLE
    away.rename(terminal.folder)


def test_the_camera_is_off_until_the_visitor_has_agreed(terminal: Terminal) -> None:
    terminal.press(Event.TOUCHED)
    assert terminal.eyes.looks is None
    terminal.press(Event.SERVICE_CHOSEN, Service.RESET)
    assert terminal.eyes.looks is None
    terminal.press(Event.AGREED)
    terminal.until(State.LICENCE)
    assert terminal.eyes.looks is Looks.CODES


def test_the_visitors_app_scans_the_terminals_code_however_slow_the_visitor(terminal: Terminal) -> None:
    come_to_licence(terminal)
    while terminal.view.invitation is None:
        terminal.until(State.LICENCE)
        terminal.turn()
    terminal.wait(40)
    code = terminal.world.enterprise("星河")["credit_code"]
    terminal.world.scan(terminal.view.invitation, code, HolderRole.REPRESENTATIVE)
    assert terminal.until(State.COMPANY).company is not None


@pytest.mark.parametrize(
    ("text", "hint"),
    [
        ("https://bj.gsxt.gov.cn/%7BAbC123%7D", "printed_licence"),
        ("QYYM:91110108MA0KX00135", "enterprise_code"),
        ("91110108MA0KX00148", "foreign"),
        ("https://example.com/pay?x=1", "foreign"),
    ],
)
def test_other_codes_are_told_apart_and_never_sent(terminal: Terminal, text: str, hint: str) -> None:
    come_to_licence(terminal)
    terminal.show_code(text)
    assert (terminal.view.state, terminal.view.code_hint) == (State.LICENCE, hint)
    terminal.wait(10)
    assert terminal.view.code_hint is None, "the words stay though the code is gone"


def test_a_refused_code_in_view_is_not_sent_again_and_a_fresh_one_is_taken(terminal: Terminal) -> None:
    come_to_licence(terminal)
    code = terminal.world.present(
        terminal.world.enterprise("星河")["credit_code"], HolderRole.REPRESENTATIVE, expired=True
    )
    terminal.show_code(code)
    terminal.until(State.LICENCE_CHECK)
    refused = terminal.until(State.LICENCE)
    assert refused.problem is not None
    assert refused.problem.code is ProblemCode.LICENCE_CODE_EXPIRED
    terminal.show_code(code)
    assert terminal.view.state is State.LICENCE
    terminal.show_phone("星河")
    terminal.until(State.COMPANY)


def test_somebody_elses_company_can_be_denied(terminal: Terminal) -> None:
    come_to_licence(terminal)
    terminal.show_phone("云杉")
    terminal.until(State.COMPANY)
    terminal.press(Event.NOT_MINE)
    assert terminal.until(State.LICENCE).company is None


def fail_at_the_face(terminal: Terminal) -> None:
    come_to_proof(terminal)
    for tries_left in (2, 1):
        terminal.until(State.FACE)
        terminal.do_what_is_asked(STRANGER)
        again = terminal.until(State.FACE_AGAIN)
        assert again.problem is not None
        assert (again.problem.code, again.problem.tries_left) == (ProblemCode.FACE_NOT_CONFIRMED, tries_left)
        terminal.press(Event.AGAIN)
    terminal.until(State.FACE)
    terminal.do_what_is_asked(STRANGER)
    closed = terminal.until(State.FACE_CLOSED)
    assert closed.problem is not None
    assert closed.problem.code is ProblemCode.ATTEMPTS_EXHAUSTED


def test_after_several_failures_the_visitor_waits_and_may_try_again(terminal: Terminal) -> None:
    fail_at_the_face(terminal)
    terminal.press(Event.CANCEL)
    terminal.wait(LIMITS.goodbye)
    come_to_proof(terminal)
    for _ in range(2):
        terminal.until(State.FACE)
        terminal.do_what_is_asked(STRANGER)
        again = terminal.until(State.FACE_AGAIN)
        terminal.press(Event.AGAIN)
    assert 0 < again.retry_in <= 30
    paused = terminal.until(State.FACE_AGAIN)
    assert paused.problem is not None
    assert paused.problem.code is ProblemCode.COOLING_DOWN
    terminal.wait(paused.retry_in + LIMITS.idle - 1)
    assert (terminal.view.state, terminal.view.retry_in) == (State.FACE_AGAIN, 0)


def test_a_strangers_face_is_refused_until_the_tries_are_used_up(terminal: Terminal) -> None:
    fail_at_the_face(terminal)
    terminal.press(Event.AGAIN)
    assert terminal.view.state is State.FACE_CLOSED
    terminal.press(Event.SENT_TO_WINDOW)
    slip = terminal.until(State.HANDOVER)
    assert slip.ending is Ending.REFUSED
    assert slip.problem is not None
    assert slip.problem.code is ProblemCode.ATTEMPTS_EXHAUSTED


def test_an_owner_whose_face_will_not_do_has_the_other_way(terminal: Terminal) -> None:
    fail_at_the_face(terminal)
    terminal.press(Event.OTHER_WAY)
    terminal.until(State.ID_NUMBER)
    assert terminal.eyes.looks is None


def test_who_refuses_the_face_goes_on_with_id_number_and_sms(terminal: Terminal) -> None:
    chosen = new_password()
    enterprise = terminal.world.enterprise("远帆")
    representative = next(one for one in enterprise["holders"] if one["role"] == "representative")
    come_to_proof(terminal, "远帆", face=False)
    assert terminal.eyes.looks is None
    terminal.enter("110000197809181999")
    while terminal.view.problem is None:
        terminal.until(State.ID_NUMBER)
        terminal.turn()
    assert terminal.view.problem.code is ProblemCode.ID_NUMBER_WRONG
    code = _sent_sms_code(terminal, representative["phone"], lambda: terminal.enter(representative["id_number"]))
    terminal.enter("000000" if code != "000000" else "111111")
    terminal.until(State.SMS_CHECK)
    wrong = terminal.until(State.SMS)
    assert wrong.problem is not None
    assert wrong.problem.code is ProblemCode.SMS_CODE_WRONG
    terminal.enter(code)
    terminal.until(State.PASSWORD)
    terminal.enter(chosen)
    terminal.until(State.RESULT)
    assert password_of(terminal, "远帆", chosen)


def test_the_face_can_be_left_for_the_other_way(terminal: Terminal) -> None:
    come_to_proof(terminal)
    terminal.press(Event.OTHER_WAY)
    terminal.until(State.ID_NUMBER)
    assert terminal.eyes.looks is None


def test_a_weak_password_is_refused_with_its_reasons_and_nothing_changes(terminal: Terminal) -> None:
    chosen = new_password()
    come_to_password(terminal)
    terminal.enter("Xinghe2024!!")
    terminal.until(State.RESETTING)
    refused = terminal.until(State.PASSWORD)
    assert refused.problem is not None
    assert PasswordReason.COMPANY_NAME in refused.problem.reasons
    terminal.enter(chosen)
    terminal.until(State.RESULT)
    assert password_of(terminal, "星河", chosen)


def test_a_lost_answer_is_settled_by_asking_and_the_change_made_once(terminal: Terminal) -> None:
    chosen = new_password()
    come_to_password(terminal)
    terminal.world.break_service(path_end="/reset", drop_answer=True, times=1)
    terminal.enter(chosen)
    result = terminal.until(State.RESULT)
    assert password_of(terminal, "星河", chosen)
    heard = terminal.world.linked(terminal.world.enterprise("星河")["credit_code"])
    assert {view["receipt"] for view in heard.values()} == {result.receipts[0].number}


def test_a_request_that_never_arrived_is_said_to_have_changed_nothing(terminal: Terminal) -> None:
    chosen = new_password()
    come_to_password(terminal)
    terminal.world.break_service(path_end="/reset", drop=True, times=1)
    terminal.enter(chosen)
    slip = terminal.until(State.HANDOVER)
    assert (slip.ending, slip.doubt) == (Ending.SERVICE_LOST, Doubt.NOT_DONE)
    assert not password_of(terminal, "星河", chosen)


@pytest.mark.parametrize("fault", [{"status_500": True}, {"nonsense": True}, {"drop": True}])
def test_a_broken_service_leads_to_the_window_and_back_into_service(
    terminal: Terminal, fault: dict[str, object]
) -> None:
    come_to_licence(terminal)
    terminal.world.break_service(**fault)
    terminal.show_phone("星河")
    assert terminal.until(State.HANDOVER).ending is Ending.SERVICE_LOST
    terminal.press(Event.FINISHED)
    terminal.until(State.GOODBYE)
    terminal.wait(LIMITS.goodbye + 1)
    assert terminal.until(State.OUT_OF_SERVICE).lost == {Part.SERVICE}
    terminal.world.break_service()
    terminal.wait(5)
    terminal.until(State.ATTRACT)


def test_a_terminal_that_cannot_reach_the_service_at_its_start_says_so(
    central: CentralProcess, world: World, tmp_path: Path, fonts: Path
) -> None:
    terminal = Terminal("http://127.0.0.1:9", central.private_key, world, tmp_path, fonts)
    terminal.turn()
    assert terminal.view.starting
    while terminal.view.starting:
        terminal.until(State.OUT_OF_SERVICE)
        terminal.turn()
    assert terminal.view.lost == {Part.SERVICE}
    terminal.close()


def test_a_lost_camera_hands_over_and_the_terminal_returns_by_itself(terminal: Terminal) -> None:
    come_to_proof(terminal)
    terminal.eyes.gone = frozenset({Part.CAMERA})
    assert terminal.until(State.HANDOVER).ending is Ending.DEVICE_LOST
    terminal.wait(LIMITS.final + 1)
    terminal.until(State.GOODBYE)
    terminal.wait(LIMITS.goodbye + 1)
    assert terminal.until(State.OUT_OF_SERVICE).lost == {Part.CAMERA}
    terminal.eyes.gone = frozenset()
    terminal.until(State.ATTRACT)


def test_who_walks_away_is_warned_then_forgotten(terminal: Terminal) -> None:
    come_to_licence(terminal)
    terminal.show_phone("星河")
    terminal.until(State.COMPANY)
    terminal.wait(LIMITS.idle + 1)
    warned = terminal.until(State.IDLE_WARNING)
    assert warned.below == "company"
    assert warned.countdown is not None
    assert 20 <= warned.countdown <= LIMITS.warning
    terminal.wait(LIMITS.warning + 1)
    gone = terminal.until(State.GOODBYE)
    assert (gone.company, gone.plan) == (None, ())
    assert terminal.reports[0].ending is Ending.WALKED_AWAY


def test_one_tap_answers_the_warning_and_more_time_is_always_granted(terminal: Terminal) -> None:
    terminal.press(Event.TOUCHED)
    for extensions in range(1, 4):
        while terminal.view.state is not State.TIME_WARNING:
            terminal.wait(10)
            if terminal.view.state is State.IDLE_WARNING:
                terminal.press(Event.CONTINUE)
        assert terminal.view.remaining == 0
        terminal.press(Event.CONTINUE)
        assert terminal.view.state is State.SERVICE
        assert terminal.view.remaining is not None
        assert terminal.view.remaining >= LIMITS.extension - 1, extensions
    terminal.press(Event.CANCEL)
    assert terminal.reports[0].extensions == 3


def test_help_lies_over_the_step_and_gives_it_back(terminal: Terminal) -> None:
    come_to_licence(terminal)
    terminal.press(Event.HELP)
    assert (terminal.view.screen, terminal.view.below) == ("help", "licence")
    terminal.press(Event.CONTINUE)
    assert terminal.view.screen == "licence"


def test_the_language_lasts_for_the_visit_only(terminal: Terminal) -> None:
    terminal.conductor.switch_language()
    terminal.press(Event.TOUCHED)
    assert terminal.view.language is Language.EN
    terminal.press(Event.BACK)
    assert terminal.until(State.GOODBYE).language is Language.EN
    terminal.wait(LIMITS.goodbye + 1)
    assert terminal.until(State.ATTRACT).language is Language.ZH_CN


def test_something_unexpected_is_recorded_by_type_and_ends_the_visit_safely(terminal: Terminal) -> None:
    come_to_licence(terminal)
    terminal.conductor.crashed(ValueError("张三 110101199003071234"))
    assert terminal.until(State.HANDOVER).ending is Ending.FAULT
    crashes = [record.facts for record in terminal.journal() if record.kind == Kind.CRASH]
    assert [crash["type"] for crash in crashes] == ["ValueError"]
    assert "张三" not in str(crashes)


def test_nothing_personal_is_in_the_journal_or_on_disk(terminal: Terminal, central: CentralProcess) -> None:
    chosen = new_password()
    come_to_password(terminal)
    terminal.enter(chosen)
    terminal.until(State.RESULT)
    print_it(terminal)
    enterprise = terminal.world.enterprise("星河")
    person = enterprise["holders"][0]
    secrets = [chosen, person["name"], person["id_number"], person["phone"], enterprise["credit_code"]]
    assert terminal.journal()
    written = [file.read_bytes() for file in terminal.folder.parent.rglob("*") if file.is_file()]
    assert len(written) > 1, "no receipt was written"
    for secret in secrets:
        assert not [text for text in written if secret.encode() in text], f"{secret!r} was written"


def test_no_template_is_left_on_disk_or_in_the_journal(terminal: Terminal) -> None:
    come_to_proof(terminal)
    terminal.do_what_is_asked(STRANGER)
    terminal.until(State.FACE_AGAIN)
    terminal.press(Event.AGAIN)
    terminal.until(State.FACE)
    terminal.do_what_is_asked(OWNER)
    terminal.until(State.PASSWORD)
    terminal.enter(new_password())
    terminal.until(State.RESULT)
    print_it(terminal)
    assert Kind.CAPTURED in {record.kind for record in terminal.journal()}
    written = [file.read_bytes() for file in terminal.folder.parent.rglob("*") if file.is_file()]
    assert len(written) > 1, "no receipt was written"
    for face in (OWNER, STRANGER):
        values = np.array(face)
        traces = [repr(value)[:8].encode() for value in face[:8]]
        traces += [values.astype(kind)[:4].tobytes() for kind in (np.float64, np.float32)]
        assert not [trace for trace in traces for text in written if trace in text], "a template was written"


@pytest.mark.parametrize("switched", [False, True])
def test_nothing_of_a_visitor_is_ever_said_aloud(terminal: Terminal, switched: bool) -> None:
    first, second = new_password(), new_password()
    known, secrets = set(), {"Xinghe2024!!", "110000197809181999", first, second}
    for name in ("星河", "远帆"):
        enterprise = terminal.world.enterprise(name)
        known |= {enterprise["credit_code"], enterprise["name"], name}
        for person in enterprise["holders"]:
            known |= {person["name"], person["name"][:1] + "*", person["id_number"], person["phone"]}
            known |= {person["phone"][-4:], person["id_number"][-4:]}
    if switched:
        terminal.conductor.switch_language()
    come_to_proof(terminal)
    terminal.press(Event.HELP)
    terminal.press(Event.CONTINUE)
    terminal.do_what_is_asked(STRANGER)
    terminal.until(State.FACE_AGAIN)
    terminal.press(Event.AGAIN)
    terminal.until(State.FACE)
    terminal.do_what_is_asked(OWNER)
    terminal.until(State.PASSWORD)
    terminal.enter("Xinghe2024!!")
    terminal.until(State.RESETTING)
    terminal.until(State.PASSWORD)
    terminal.enter(first)
    secrets |= {receipt.number for receipt in terminal.until(State.RESULT).receipts}
    terminal.press(Event.FINISHED)
    terminal.wait(LIMITS.goodbye + 1)
    terminal.until(State.ATTRACT)

    if switched:
        terminal.conductor.switch_language()
    come_to_proof(terminal, "远帆", face=False)
    representative = next(
        one for one in terminal.world.enterprise("远帆")["holders"] if one["role"] == "representative"
    )
    code = _sent_sms_code(terminal, representative["phone"], lambda: terminal.enter(representative["id_number"]))
    secrets.add(code)
    terminal.enter(code)
    terminal.until(State.PASSWORD)
    terminal.press(Event.ONE_TIME)
    terminal.until(State.RESULT)
    secrets.add(terminal.world.one_time_password(terminal.world.enterprise("远帆")["credit_code"]))

    said = [utterance.text for utterance in terminal.speaker.said]
    assert {utterance.language for utterance in terminal.speaker.said} == {"en" if switched else "zh_CN"}
    assert len(set(said)) > 10, "the visits were hardly heard"
    for secret in known | secrets:
        assert not [text for text in said if secret in text], f"{secret!r} was said aloud"


def _sms_codes(terminal: Terminal, phone: str) -> list[str]:
    """On a phone, newest first."""
    return re.findall(r"\b[0-9]{6}\b", "\n".join(terminal.world.messages(phone)))


def _sent_sms_code(terminal: Terminal, phone: str, to: Callable[[], None]) -> str:
    """The code that comes because of what is done; the phone may have had others before."""
    before = len(_sms_codes(terminal, phone))
    to()
    terminal.until(State.SMS)
    for _ in range(200):
        codes = _sms_codes(terminal, phone)
        if len(codes) > before:
            return codes[0]
        terminal.turn()
    raise AssertionError("no SMS came")
